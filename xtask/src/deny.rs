//! `cargo xtask deny`: cargo-deny with the rules of deny.toml.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::cargo::{answers, cargo, root, target};
use crate::report::{Count, Outcome};

/// The version that deny.toml is written for and that CI installs.
const VERSION: &str = "0.20.2";

/// What is checked. Not `advisories`: their database is fetched from GitHub, which an offline machine can't
/// (CONTRIBUTING.md names the command for a machine that can).
const CHECKS: [&str; 3] = ["bans", "licenses", "sources"];

/// `cargo xtask deny`: an error when a rule is broken or cargo-deny is missing.
pub fn run(install: bool) -> Result<(), String> {
    let tool = match find() {
        Some(tool) => tool,
        None if install => build()?,
        None => return Err(missing()),
    };
    if check(&tool)? { Ok(()) } else { Err("cargo-deny found something, see above".to_owned()) }
}

/// The suite of `cargo xtask test`: where cargo-deny is missing it is installed in CI and skipped elsewhere.
pub fn suite() -> Result<Outcome, String> {
    let tool = match find() {
        Some(tool) => tool,
        None if env::var("CI").is_ok_and(|ci| ci == "true") => build()?,
        None => return Ok(Outcome::Skipped(missing())),
    };
    Ok(Outcome::Ran(Count::one(check(&tool)?)))
}

fn missing() -> String {
    "cargo-deny is not installed; `cargo xtask deny --install` builds it".to_owned()
}

/// Where our own copy lives: in the target folder, so that it goes with it and nothing outside is touched.
fn home() -> Result<PathBuf, String> {
    Ok(target().map_err(|e| e.to_string())?.join("tools").join(format!("cargo-deny-{VERSION}")))
}

/// Our own copy, else the one on the PATH.
fn find() -> Option<PathBuf> {
    let own = home().ok()?.join("bin").join(format!("cargo-deny{}", env::consts::EXE_SUFFIX));
    [own, PathBuf::from("cargo-deny")].into_iter().find(|tool| answers(Command::new(tool).arg("--version")))
}

fn build() -> Result<PathBuf, String> {
    let home = home()?;
    eprintln!("Building cargo-deny {VERSION} (about 3 minutes on two cores) …");
    let status = cargo(["install", "--quiet", "--locked", "cargo-deny", "--version", VERSION, "--root"])
        .and_then(|mut c| c.arg(&home).status())
        .map_err(|e| e.to_string())?;
    match find() {
        Some(tool) if status.success() => Ok(tool),
        _ => Err(format!("cargo-deny {VERSION} could not be installed from crates.io")),
    }
}

fn check(tool: &PathBuf) -> Result<bool, String> {
    let mut command = Command::new(tool);
    command.current_dir(root()).args(["--workspace", "--locked", "check", "--hide-inclusion-graph"]).args(CHECKS);
    Ok(command.status().map_err(|e| format!("{}: {e}", tool.display()))?.success())
}
