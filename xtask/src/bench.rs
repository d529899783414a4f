//! `cargo xtask bench`: builds `hoso-bench` in release and runs it.

use std::path::PathBuf;

use crate::cargo::{cargo, target};
use crate::openssl;

/// Builds and measures; the rows go to the terminal and, if wanted, to a JSON file.
pub fn run(json: Option<PathBuf>, dir: Option<PathBuf>, only: Option<String>) -> Result<(), String> {
    openssl::build_or_go_on();
    let dir = match dir {
        Some(dir) => absolute(dir)?,
        None => target().map_err(|e| format!("no target folder: {e}"))?.join("bench"),
    };
    let mut command = cargo(["run", "--release", "--locked", "-p", "hoso-tests", "--bin", "hoso-bench", "--"])
        .map_err(|e| format!("cargo could not be started: {e}"))?;
    command.arg("--dir").arg(dir);
    if let Some(json) = json {
        command.arg("--json").arg(absolute(json)?);
    }
    if let Some(only) = only {
        command.arg("--only").arg(only);
    }
    let status = command.status().map_err(|e| format!("cargo could not be started: {e}"))?;
    if status.success() { Ok(()) } else { Err("the bench failed".to_owned()) }
}

/// As the caller means it: cargo starts the bench in the workspace root.
fn absolute(path: PathBuf) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|e| format!("no such place: {e}"))
}
