//! `cargo xtask test`: every suite, then a closing line for each.

use std::io::{self, Write};
use std::process::Command;

use clap::ValueEnum;

use crate::bindings;
use crate::cargo::{answers, cargo, follow};
use crate::deny;
use crate::kotlin;
use crate::openssl;
use crate::report::{Count, Outcome};

/// What `cargo xtask test` runs, in this order: the quick ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// All Rust code is formatted as rustfmt.toml says
    Fmt,
    /// Licences, banned crates, sources (skipped where cargo-deny is missing, unless CI=true)
    Deny,
    /// No compiler or clippy warning in any crate, tests included
    Clippy,
    /// All tests of the workspace
    Rust,
    /// Phones and a server in one thread, all of it decided by seeds
    Simulation,
    /// Kotlin and Swift are generated, and the face is what bindings/api.txt says
    Bindings,
    /// The story of the village in Kotlin against a real server (skipped without a JDK and Maven, unless CI=true)
    Kotlin,
}

impl Suite {
    /// The word before the closing line.
    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Deny => "deny",
            Self::Clippy => "clippy",
            Self::Rust => "rust",
            Self::Simulation => "simulation",
            Self::Bindings => "bindings",
            Self::Kotlin => "kotlin",
        }
    }

    fn run(self) -> Result<Outcome, String> {
        match self {
            Self::Fmt => {
                need("fmt", "rustup component add rustfmt")?;
                yes_or_no(["fmt", "--all", "--check"])
            }
            Self::Deny => deny::suite(),
            Self::Clippy => {
                need("clippy", "rustup component add clippy")?;
                yes_or_no([
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--locked",
                    "--keep-going",
                    "--",
                    "-D",
                    "warnings",
                ])
            }
            Self::Rust => counted(&["--workspace"]),
            Self::Simulation => counted(&["-p", "hoso-tests", "--features", "simulation", "--test", "simulation"]),
            Self::Bindings => bindings::suite(),
            Self::Kotlin => kotlin::suite(),
        }
    }
}

/// Runs the named suites, all of them when none is named. An error names those that failed.
pub fn run(suites: &[Suite]) -> Result<(), String> {
    let suites = if suites.is_empty() { Suite::value_variants() } else { suites };
    if suites.iter().any(|s| matches!(s, Suite::Clippy | Suite::Rust | Suite::Simulation)) {
        openssl::build_or_go_on();
    }
    let mut ends = Vec::new();
    for suite in suites {
        say(&format!("== {}", suite.name()));
        let outcome = suite.run().unwrap_or_else(|e| {
            eprintln!("{}: {e}", suite.name());
            Outcome::Ran(Count::one(false))
        });
        ends.push((suite.name(), outcome));
    }
    say("");
    for (name, outcome) in &ends {
        say(&format!("{name}: {outcome}"));
    }
    let failed: Vec<_> = ends.iter().filter(|(_, o)| o.failed()).map(|(name, _)| *name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// The tests that these words name; the output is shown as it comes and its result lines are counted.
fn counted(which: &[&str]) -> Result<Outcome, String> {
    let words = ["test", "--locked", "--no-fail-fast"].iter().chain(which).copied();
    let mut count = Count::default();
    let ended_well = follow(&mut cargo(words).map_err(|e| e.to_string())?, |line| count.add_line(line))?;
    Ok(count.ended(ended_well))
}

fn yes_or_no<const N: usize>(args: [&str; N]) -> Result<Outcome, String> {
    let status = cargo(args).and_then(|mut c: Command| c.status()).map_err(|e| e.to_string())?;
    Ok(Outcome::Ran(Count::one(status.success())))
}

/// Asks whether `cargo WORD` is there; if not, the error says what to install.
fn need(word: &str, install: &str) -> Result<(), String> {
    if cargo([word, "--version"]).is_ok_and(|mut c| answers(&mut c)) {
        return Ok(());
    }
    Err(format!("`cargo {word}` is not installed. Install it with: {install}"))
}

/// A line on standard output; a closed pipe is no reason to stop testing.
pub fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
