//! What the tool writes to standard error for those who look for a fault; silent unless HOSO_LOG asks for it or a server runs.

use crate::args::{Command, Server, ServerCommand};
use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// Starts the log. HOSO_LOG is a filter such as `info` or `hoso_core=debug`; a running server logs without it too.
pub fn start(command: &Command) {
    let serves = matches!(command, Command::Server(Server { command: ServerCommand::Start(_), .. }));
    let wanted = std::env::var("HOSO_LOG").ok().or_else(|| serves.then(|| "info".to_owned()));
    let Some(wanted) = wanted else { return };
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Only fails where a log was started already.
    let _ = lines.with_ansi(std::io::stderr().is_terminal()).try_init();
}
