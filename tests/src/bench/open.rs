//! Opening a store of 10,000 dossiers and showing the first page of the list.

use super::disk::Disk;
use super::{Row, again, median, peak_mb};
use crate::birth;
use hoso_core::Phone;
use hoso_core::dossier::{Place, Shelf};
use std::path::Path;
use std::time::Instant;

const DOSSIERS: usize = 10_000;
const RUNS: usize = 5;

/// `open_10k_ms` and `idle_memory_mb`.
pub fn run(disk: &Disk) -> Vec<Row> {
    let folder = disk.folder();
    let phone = Phone::open(folder.path()).unwrap();
    for i in 0..DOSSIERS {
        let id = phone.new_dossier(birth::CODE, None).unwrap();
        phone.fill(id, &[("child_name", &format!("Nguyễn Thị Hoa {i}"))], None).unwrap();
    }
    drop(phone);
    let mut times = vec![];
    let mut peaks = vec![];
    for _ in 0..RUNS {
        let printed = again("open", folder.path());
        let mut figures = printed.split_whitespace().map(|figure| figure.parse::<f64>().unwrap());
        times.push(figures.next().unwrap());
        peaks.push(figures.next().unwrap());
    }
    let what = format!("{DOSSIERS} dossiers with a field each, a new process, median of {RUNS}");
    vec![
        Row::new("open_10k_ms", median(times), "ms", what.clone()),
        Row::new("idle_memory_mb", median(peaks), "MB", what),
    ]
}

/// Opens, shows the first page, prints milliseconds and peak memory.
pub fn child(folder: &Path) {
    let since = Instant::now();
    let phone = Phone::open(folder).unwrap();
    let page = phone.list(Shelf::Open, Place::START, 50).unwrap();
    let ms = since.elapsed().as_secs_f64() * 1e3;
    assert_eq!(page.len(), 50);
    println!("{ms} {}", peak_mb());
}
