//! What the tool writes to standard error for those who look for a fault; silent unless HOSO_LOG asks for it.

use crate::args::Command;
use tracing_subscriber::EnvFilter;

/// Starts the log. HOSO_LOG is a filter such as `info` or `hoso_core=debug`; a server always logs.
pub fn start(_command: &Command) {
    let Ok(wanted) = std::env::var("HOSO_LOG") else { return };
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new("info"));
    // Only fails where a log was started already.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
