//! Tasks of the house. `cargo xtask --help` lists them; each works from any folder of the repository and with
//! `CARGO_TARGET_DIR` set elsewhere.

mod api;
mod bench;
mod bench_kotlin;
mod bindings;
mod cargo;
mod deny;
mod kotlin;
mod openssl;
mod report;
mod size;
mod soak;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the house", disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every suite and end with a closing line for each; fails when one does
    Test {
        /// Only these suites (all of them when none is named)
        #[arg(value_enum)]
        suites: Vec<test::Suite>,
    },
    /// Measure what the project promises, in release, on a real disk (about 10 minutes after the build)
    Bench {
        /// Also write the rows as JSON here
        #[arg(long)]
        json: Option<PathBuf>,
        /// A folder on a real disk for the stores (the target folder when none is given)
        #[arg(long)]
        dir: Option<PathBuf>,
        /// Only rows whose name contains this
        #[arg(long)]
        only: Option<String>,
        /// An export of the national portal, or a phone's folder that has it (HOSO_PORTAL if not given); without one the rows
        /// over it are left out
        #[arg(long)]
        portal: Option<PathBuf>,
    },
    /// Run what takes too long for every change
    Soak {
        #[command(subcommand)]
        suite: soak::Soak,
    },
    /// Generate Kotlin and Swift from the phone's library into the target folder
    Bindings {
        /// Also write bindings/api.txt, the snapshot of the face, anew
        #[arg(long)]
        accept: bool,
    },
    /// Check licences, banned crates and where crates come from (cargo-deny)
    Deny {
        /// Build cargo-deny into the target folder first if it is not there (about 3 minutes on two cores)
        #[arg(long)]
        install: bool,
    },
    /// Build one OpenSSL for all profiles (docs/adr/0002-one-openssl-for-all-profiles.md)
    Openssl,
    /// The compiling process behind `openssl`
    #[command(name = openssl::COMPILE, hide = true)]
    OpensslCompile {
        /// Where to build
        folder: PathBuf,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Test { suites } => test::run(&suites),
        Task::Bench { json, dir, only, portal } => bench::run(json, dir, only, portal),
        Task::Soak { suite } => soak::run(suite),
        Task::Bindings { accept } => bindings::run(accept),
        Task::Deny { install } => deny::run(install),
        Task::Openssl => openssl::build(),
        Task::OpensslCompile { folder } => openssl::compile(&folder),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("xtask: {e}");
            ExitCode::FAILURE
        }
    }
}
