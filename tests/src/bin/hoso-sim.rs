//! Runs seeds of the simulation, or replays one aloud: `cargo run -p hoso-tests --features simulation --bin hoso-sim -- 7`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use clap::Parser;
use hoso_tests::sim;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

#[derive(Parser)]
#[command(about = "Runs seeds of the simulation, or replays one aloud", disable_version_flag = true)]
struct Args {
    /// Replay this seed aloud
    seed: Option<u64>,
    /// How many seeds
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first one
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Stop after so many minutes
    #[arg(long)]
    minutes: Option<u64>,
    /// How many threads
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

fn main() -> ExitCode {
    let args = Args::parse();
    if let Some(seed) = args.seed {
        let outcome = sim::run(seed, true);
        println!("trace {:016x}, {} writes, {} requests", outcome.trace, outcome.writes, outcome.requests);
        for violation in &outcome.violations {
            println!("VIOLATION {violation}");
        }
        return if outcome.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let (next, bad, done, writes) =
        (AtomicU64::new(args.from), AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let begun = Instant::now();
    let end = args.minutes.map(|minutes| begun + Duration::from_secs(60 * minutes));
    std::thread::scope(|scope| {
        for _ in 0..args.threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Relaxed);
                    if seed >= args.from + args.seeds || end.is_some_and(|end| Instant::now() > end) {
                        break;
                    }
                    let outcome = sim::run(seed, false);
                    done.fetch_add(1, Relaxed);
                    writes.fetch_add(outcome.writes, Relaxed);
                    if !outcome.violations.is_empty() {
                        bad.fetch_add(1, Relaxed);
                        let first: String = outcome.violations[0].chars().take(400).collect();
                        println!("seed {seed}: {first}");
                    }
                }
            });
        }
    });
    let (done, bad, time) = (done.into_inner(), bad.into_inner(), begun.elapsed().as_secs_f64());
    println!("{done} seeds, {bad} bad, {} writes, {:.1} seeds/s", writes.into_inner(), done as f64 / time);
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
