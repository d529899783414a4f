//! A keystroke: one durable edit of one field.

use super::disk::Disk;
use super::{Row, floor, median, timed};
use crate::birth;
use hoso_core::Phone;
use std::path::Path;

const EDITS: usize = 1_000;
/// Of one round of the bindings' bench.
const CHILD_EDITS: usize = 200;

/// `edit_vs_floor`.
pub fn run(disk: &Disk) -> Vec<Row> {
    let (ours, bare) = (disk.folder(), disk.folder());
    let phone = Phone::open(ours.path()).unwrap();
    let id = birth::begun(&phone);
    birth::fill_fields(&phone, id);
    let mut db = floor::sqlcipher(&bare.path().join("bare.db"));
    let (mut edit, mut row) = (vec![], vec![]);
    for i in 0..EDITS {
        let value = format!("Nguyễn Văn Bình {i:04}");
        // In turns, so that a slow moment of the disk meets both.
        edit.push(timed(|| drop(phone.fill(id, &[("child_name", &value)], None).unwrap())).as_secs_f64() * 1e6);
        row.push(timed(|| floor::write(&mut db, 1, &value)).as_secs_f64() * 1e6);
    }
    let (edit, row) = (median(edit), median(row));
    let floor = format!("ours {edit:.0} µs, one bare row {row:.0} µs (medians of {EDITS})");
    vec![Row::new("edit_vs_floor", edit / row, "ratio", floor)]
}

/// The same edits as the bindings' own bench makes: opens a store, fills a form, and prints the median in milliseconds.
pub fn child(folder: &Path) {
    let phone = Phone::open(folder).unwrap();
    let id = birth::begun(&phone);
    birth::fill_fields(&phone, id);
    let times = (0..CHILD_EDITS).map(|i| {
        let letters: String = i.to_string().bytes().map(|digit| char::from(digit - b'0' + b'A')).collect();
        let value = format!("Nguyễn Văn Bình {letters}");
        timed(|| drop(phone.fill(id, &[("child_name", &value)], None).unwrap())).as_secs_f64() * 1e3
    });
    println!("{}", median(times.collect()));
}
