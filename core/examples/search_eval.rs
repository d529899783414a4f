//! Measures search: `search_eval QUERIES.tsv [--data DIR] [--level commune] [--keys] [--wrong]`.
//!
//! QUERIES: question, tab, accepted codes (comma between; `-`: nothing should be found), over the built-in guides and what
//! was installed or imported into DIR. `--level commune`: only what the commune does. `--keys`: also times every beginning
//! of every question, as while typing. `--wrong` prints what was not found among the first three.

use hoso_core::catalog::Catalog;
use hoso_core::search::{Index, Options};
use hoso_protocol::procedure::Level;
use std::collections::BTreeSet;
use std::error::Error;
use std::time::{Duration, Instant};

#[derive(Default)]
struct Tally {
    asked: f64,
    first: f64,
    third: f64,
    rank: f64,
    nothing: usize,
    nothing_right: usize,
    left_out: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1));
    let has = |name: &str| args.iter().any(|a| a == name);
    let queries = std::fs::read_to_string(args.first().ok_or("name a file of questions")?)?;

    let catalog = match value("--data") {
        Some(folder) => Catalog::open(folder.as_ref())?,
        None => Catalog::embedded()?,
    };
    let codes: BTreeSet<String> = catalog.codes();
    let before = memory_kb();
    let started = Instant::now();
    let index = Index::of_catalog(&catalog);
    let built = started.elapsed();
    println!("{} entries, index ready in {built:.1?}", index.len());
    if let (Some(before), Some(after)) = (before, memory_kb()) {
        println!("memory grown by {} KB", after.saturating_sub(before));
    }

    let mut tally = Tally::default();
    let mut times = Vec::new();
    let mut key_times = Vec::new();
    let level = value("--level").and_then(|word| level(word));
    let options = Options { level, ..Options::default() };
    for line in queries.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let (text, wanted) = line.split_once('\t').ok_or("a line without a tab")?;
        let wanted: Vec<&str> = wanted.trim().split(',').collect();
        if !wanted.contains(&"-") && !wanted.iter().any(|code| codes.contains(*code)) {
            tally.left_out += 1;
            continue;
        }
        let found = index.search(text, &options);
        times.push(time(&index, text, &options));
        if has("--keys") {
            for (end, _) in text.char_indices().skip(1) {
                key_times.push(time(&index, text.get(..end).unwrap_or_default(), &options));
            }
        }
        let place = found.hits.iter().position(|hit| wanted.contains(&hit.code.as_str()));
        if wanted.contains(&"-") {
            tally.nothing += 1;
            tally.nothing_right += usize::from(found.hits.is_empty());
        } else {
            tally.asked += 1.0;
            tally.first += f64::from(u8::from(place == Some(0)));
            tally.third += f64::from(u8::from(place.is_some_and(|place| place < 3)));
            tally.rank += place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0));
        }
        let right = if wanted.contains(&"-") { found.hits.is_empty() } else { place.is_some_and(|place| place < 3) };
        if has("--wrong") && !right {
            println!("\n{text}  (wanted {}; {:?}) {:?}", wanted.join(","), place.map(|p| p + 1), found.did_you_mean);
            for hit in found.hits.iter().take(4) {
                println!("   {:.2} {} {} — {}", hit.score, hit.code, hit.name.get(..90).unwrap_or(&hit.name), hit.why);
            }
        }
    }
    let share = |part: f64| 100.0 * part / tally.asked.max(1.0);
    println!("questions {}, left out {} (code not in the catalog)", tally.asked, tally.left_out);
    println!(
        "hit@1 {:.1} %, hit@3 {:.1} %, MRR {:.3}",
        share(tally.first),
        share(tally.third),
        share(tally.rank) / 100.0
    );
    println!("nothing meant: {} of {} found nothing", tally.nothing_right, tally.nothing);
    report("whole question", times);
    report("every keystroke", key_times);
    Ok(())
}

/// The middle one of three runs: what other programs on the machine take away is not search's.
fn time(index: &Index, text: &str, options: &Options) -> Duration {
    let mut times = [(); 3].map(|()| {
        let started = Instant::now();
        index.search(text, options);
        started.elapsed()
    });
    times.sort_unstable();
    let [_, middle, _] = times;
    middle
}

fn level(word: &str) -> Option<Level> {
    Some(match word {
        "commune" => Level::Commune,
        "province" => Level::Province,
        "ministry" => Level::Ministry,
        "other" => Level::Other,
        _ => return None,
    })
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    if let (Some(p50), Some(p95), Some(most)) = (at(50), at(95), times.last()) {
        let us = |time: &Duration| time.as_micros();
        println!("{what}: p50 {} µs, p95 {} µs, most {} µs ({} runs)", us(p50), us(p95), us(most), times.len());
    }
}

fn memory_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
