//! `cargo xtask bench`: measures what the project promises, each figure as a ratio to a floor in the same run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use clap::Parser;
use hoso_tests::bench::{self, Row};
use std::path::PathBuf;

/// Measures Hồ Sơ on this machine.
#[derive(Parser)]
#[command(name = "hoso-bench")]
struct Args {
    /// Also write the rows as JSON here.
    #[arg(long)]
    json: Option<PathBuf>,
    /// A folder on a real disk; stores are made inside and removed again.
    #[arg(long)]
    dir: PathBuf,
    /// Only rows whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// A child process of the bench: what it is to do, and its folder.
    #[arg(long, num_args = 2, hide = true)]
    child: Option<Vec<String>>,
}

fn main() {
    let args = Args::parse();
    if let Some([role, folder]) = args.child.as_deref() {
        return bench::child(role, folder.as_ref());
    }
    let disk = bench::disk::Disk::new(&args.dir);
    println!("an fsync on this disk takes {:.0} µs (median of 200)", disk.fsync_us());
    let wanted = |name: &str| args.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    let mut rows: Vec<Row> = vec![];
    type Bench = fn(&bench::disk::Disk) -> Vec<Row>;
    let benches: [(&str, Bench); 6] = [
        ("edit_vs_floor", bench::edit::run),
        ("open_10k_ms idle_memory_mb", bench::open::run),
        ("first_sync_time_vs_floor first_sync_bytes_vs_floor idle_sync_requests idle_sync_bytes", bench::sync::run),
        ("photo_memory_mb", bench::photos::run),
        ("search_p95_ms", bench::search::run),
        ("pack_mb pack_delta_kb pack_install_s", bench::packs::run),
    ];
    for (names, run) in benches {
        if !wanted(names) {
            continue;
        }
        println!("… {names}");
        for row in run(&disk) {
            println!("{row}");
            rows.push(row);
        }
    }
    if let Some(path) = args.json {
        std::fs::write(&path, serde_json::to_vec_pretty(&rows).unwrap()).unwrap();
    }
}
