//! `cargo xtask bench`: builds `hoso-bench` in release and runs it, then what is measured from outside of Rust.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cargo::{cargo, target};
use crate::openssl;
use crate::{bench_kotlin, size};

/// Builds and measures; the rows go to the terminal and, if wanted, to a JSON file.
pub fn run(
    json: Option<PathBuf>,
    dir: Option<PathBuf>,
    only: Option<String>,
    portal: Option<PathBuf>,
) -> Result<(), String> {
    openssl::build_or_go_on();
    let dir = match dir {
        Some(dir) => absolute(dir)?,
        None => target().map_err(|e| format!("no target folder: {e}"))?.join("bench"),
    };
    let mut command = cargo(["run", "--release", "--locked", "-p", "hoso-tests", "--bin", "hoso-bench", "--"])
        .map_err(|e| format!("cargo could not be started: {e}"))?;
    command.arg("--dir").arg(&dir);
    let json = json.map(absolute).transpose()?;
    if let Some(json) = &json {
        command.arg("--json").arg(json);
    }
    if let Some(only) = &only {
        command.arg("--only").arg(only);
    }
    // The export is nobody's to give away with the program: it is named, here or in the environment. A folder is a phone's
    // into which it was imported already.
    let national = dir.join("national");
    if let Some(portal) = portal.or_else(|| std::env::var_os("HOSO_PORTAL").map(PathBuf::from)) {
        let portal = absolute(portal)?;
        let folder = if portal.is_dir() { portal.as_path() } else { import(&portal, &national)? };
        command.env("HOSO_PORTAL", folder);
    }
    let status = command.status().map_err(|e| format!("cargo could not be started: {e}"))?;
    // What was imported is of no further use; what is left of it by a failure is overwritten the next time.
    let _ = fs::remove_dir_all(&national);
    if !status.success() {
        return Err("the bench failed".to_owned());
    }
    let wanted =
        |names: &[&str]| only.as_ref().is_none_or(|only| names.iter().any(|name| name.contains(only.as_str())));
    let mut rows = vec![];
    if wanted(&["kotlin_list_ms", "kotlin_edit_vs_rust", "kotlin_open_ms"]) {
        rows.extend(bench_kotlin::rows(&dir)?);
    }
    if wanted(&["library_mb"]) {
        rows.extend(size::row()?);
    }
    json.map_or(Ok(()), |json| add(&json, rows))
}

/// Imports an export of the national portal into a fresh folder, as a user would.
fn import<'d>(export: &Path, data: &'d Path) -> Result<&'d Path, String> {
    let _ = fs::remove_dir_all(data);
    let mut command = cargo(["run", "--release", "--locked", "-p", "hoso", "--", "--data"])
        .map_err(|e| format!("cargo could not be started: {e}"))?;
    let status = command.arg(data).args(["catalog", "import-portal"]).arg(export).status();
    let status = status.map_err(|e| format!("cargo could not be started: {e}"))?;
    if status.success() { Ok(data) } else { Err(format!("{} could not be imported", export.display())) }
}

/// Adds rows behind those that are there.
fn add(json: &Path, rows: Vec<Value>) -> Result<(), String> {
    let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", json.display());
    let there = fs::read(json).map_err(|e| failed(&e))?;
    let mut all: Vec<Value> = serde_json::from_slice(&there).map_err(|e| failed(&e))?;
    all.extend(rows);
    let text = serde_json::to_vec_pretty(&all).map_err(|e| failed(&e))?;
    fs::write(json, text).map_err(|e| failed(&e))
}

/// As the caller means it: cargo starts the bench in the workspace root.
fn absolute(path: PathBuf) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|e| format!("no such place: {e}"))
}
