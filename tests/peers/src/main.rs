//! `hoso-peers --data DIR [--level commune] QUERIES.tsv`: ours, SQLite's FTS5 and tantivy on the same questions in the same
//! run, over the catalog of DIR (the guides that the program embeds and what was imported there).
//!
//! QUERIES: question, tab, accepted codes (comma between). A hit is an accepted code among the first three. Both peers get
//! the name, what else a procedure is called, and its field as columns, words without marks, stop words left out,
//! neighbouring syllables as phrases that weigh more, and (tantivy) words one slip away. What they don't get is the lexicon.

mod fts5;
mod lucene;
mod text;

use hoso_core::catalog::Catalog;
use hoso_core::search::{Entry, Index, Options};
use hoso_protocol::procedure::Level;
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (mut data, mut level, mut queries) = (None, None, None);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--data" => data = args.next().map(PathBuf::from),
            "--level" if args.next().as_deref() == Some("commune") => level = Some(Level::Commune),
            _ => queries = Some(arg),
        }
    }
    let catalog = Catalog::open(&data.ok_or("name a folder with --data")?)?;
    let mut entries: Vec<Entry> = catalog.iter().map(|procedure| Entry::from(procedure.as_ref())).collect();
    entries.retain(|entry| level.is_none_or(|level| entry.level.contains(&level)));
    println!("{} procedures", entries.len());
    let text = std::fs::read_to_string(queries.ok_or("name a file of questions")?)?;
    let questions: Vec<(&str, Vec<&str>)> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(text, codes)| (text, codes.trim().split(',').collect::<Vec<_>>()))
        .filter(|(_, codes)| codes != &["-"])
        .collect();

    let index = Index::build(entries.clone());
    let options = Options { limit: 3, ..Options::default() };
    measure("ours", &questions, |text| {
        Ok(index.search(text, &options).hits.into_iter().map(|hit| hit.code).collect())
    })?;
    let names: Vec<Entry> = entries.iter().map(|entry| Entry { words: vec![], ..entry.clone() }).collect();
    for (what, entries) in [("with what our guides are called by", &entries), ("names and fields only", &names)] {
        println!("{what}:");
        let fts5 = fts5::Fts5::build(entries)?;
        measure("FTS5", &questions, |text| fts5.search(text))?;
        let tantivy = lucene::Tantivy::build(entries)?;
        measure("tantivy", &questions, |text| tantivy.search(text))?;
    }
    Ok(())
}

fn measure(
    name: &str,
    questions: &[(&str, Vec<&str>)],
    search: impl Fn(&str) -> Result<Vec<String>, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut hits = 0;
    let mut times: Vec<Duration> = vec![];
    for (text, wanted) in questions {
        let found = search(text)?;
        hits += usize::from(found.iter().take(3).any(|code| wanted.contains(&code.as_str())));
        for (end, _) in text.char_indices().skip(1) {
            let mut runs = [(); 3].map(|()| {
                let since = Instant::now();
                // A text that a peer can't read as a question costs what it costs.
                let _ = search(&text[..end]);
                since.elapsed()
            });
            runs.sort_unstable();
            times.push(runs[1]);
        }
    }
    times.sort_unstable();
    let ms = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1e3;
    let share = 100.0 * hits as f64 / questions.len() as f64;
    println!(
        "{name:<8} hit@3 {share:5.1} % of {}; keystroke p50 {:.2} ms, p95 {:.2} ms",
        questions.len(),
        ms(50),
        ms(95)
    );
    Ok(())
}
