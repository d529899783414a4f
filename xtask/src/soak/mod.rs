//! `cargo xtask soak`: what takes too long for every change. Each suite runs to its end and says what it tried.

mod faults;

use clap::Subcommand;

/// The suites.
#[derive(Subcommand)]
pub enum Soak {
    /// Every fault at every call of phone and server, 30,000 power cuts (about an hour on two cores)
    Faults {
        /// Only tests whose name contains this, such as `killed`, `disk_fails`, `power`
        only: Option<String>,
    },
}

/// Runs one suite.
pub fn run(suite: Soak) -> Result<(), String> {
    match suite {
        Soak::Faults { only } => faults::run(only.as_deref()),
    }
}
