//! Searching at every keystroke over an imported export of the national portal and our guides.

use super::disk::Disk;
use super::{Row, again};
use hoso_core::catalog::Catalog;
use hoso_core::search::{Index, Options};
use std::path::Path;
use std::time::{Duration, Instant};

const QUERIES: &str = include_str!("../../../catalog/queries.tsv");
/// A keystroke counts with the middle one of so many runs: what other programs take away is not search's.
const RUNS: usize = 3;

/// `search_p95_ms` over the phone's folder that `HOSO_PORTAL` names, into which an export was imported; without it the row
/// is left out.
pub fn run(_: &Disk) -> Vec<Row> {
    let Some(data) = std::env::var_os("HOSO_PORTAL") else { return vec![] };
    let printed = again("search", Path::new(&data));
    let (p95, what) = printed.trim().split_once(' ').unwrap();
    vec![Row::new("search_p95_ms", p95.parse().unwrap(), "ms", what)]
}

/// Opens the catalog, types every question, prints the 95th percentile and the rest in words.
pub fn child(folder: &Path) {
    let catalog = Catalog::open(folder).unwrap();
    let idle = rss_mb();
    let since = Instant::now();
    let index = Index::of_catalog(&catalog);
    let opened = since.elapsed();
    let questions = || QUERIES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    let options = Options::default();
    let mut times: Vec<Duration> = vec![];
    for (text, _) in questions() {
        let ends = text.char_indices().map(|(at, _)| at).skip(1).chain([text.len()]);
        times.extend(ends.map(|end| keystroke(&index, &text[..end], &options)));
    }
    let most_memory = rss_mb();
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1e3;
    println!(
        "{} {} procedures, {} keystrokes of {} questions; p50 {:.2} ms, most {:.1} ms; index ready in {:.0} ms, +{:.1} MB above idle",
        at(95),
        index.len(),
        times.len(),
        questions().count(),
        at(50),
        times.last().unwrap().as_secs_f64() * 1e3,
        opened.as_secs_f64() * 1e3,
        most_memory - idle,
    );
}

fn keystroke(index: &Index, text: &str, options: &Options) -> Duration {
    let mut times = [(); RUNS].map(|()| {
        let since = Instant::now();
        std::hint::black_box(index.search(text, options));
        since.elapsed()
    });
    times.sort_unstable();
    times[RUNS / 2]
}

/// RSS of this process in MB of 10^6 bytes.
fn rss_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() * 1024.0 / 1e6
}
