//! Benchmarks: ours and the floor in the same run, in turns, on the same disk.

pub mod disk;
pub mod edit;
mod floor;
pub mod open;
pub mod packs;
pub mod photos;
pub mod search;
pub mod sync;

use serde::Serialize;
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// One figure; smaller is better.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    name: &'static str,
    value: f64,
    unit: &'static str,
    /// What it was held against, in words with its figure.
    floor: String,
    command: &'static str,
}

impl Row {
    fn new(name: &'static str, value: f64, unit: &'static str, floor: impl Into<String>) -> Self {
        Self { name, value, unit, floor: floor.into(), command: "cargo xtask bench" }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<28} {:>10.3} {:<6} {}", self.name, self.value, self.unit, self.floor)
    }
}

/// What a child process does: memory is measured from its first breath.
pub fn child(role: &str, folder: &Path) {
    match role {
        "open" => open::child(folder),
        "edit" => edit::child(folder),
        "search" => search::child(folder),
        role => photos::child(role, folder),
    }
}

/// Starts this program again and gives what it printed.
fn again(role: &str, folder: &Path) -> String {
    let me = std::env::current_exe().unwrap();
    let output = Command::new(me).arg("--dir").arg(folder).args(["--child", role]).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Peak RSS of this process in MB of 10^6 bytes.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib * 1024.0 / 1e6
}

fn timed(work: impl FnOnce()) -> Duration {
    let since = Instant::now();
    work();
    since.elapsed()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A runtime as the phone's own.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
