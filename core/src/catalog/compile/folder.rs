//! Reads a catalog folder from the disk for the compiler: `guides/*.toml`, `keys.toml`, `pack.toml`.

use super::diagnostic::{Diagnostic, Severity};
use super::words;
use super::{GuideText, Ledger, Report, compile};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// What a catalog folder holds.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    /// The guides, by file name.
    pub guides: Vec<GuideText>,
    /// `keys.toml`; empty if there is none yet.
    pub ledger: Ledger,
    /// `pack.toml`; `None` if it is missing or wrong.
    pub pack: Option<PackInfo>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// `pack.toml`: which pack these guides make.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackInfo {
    /// Counts up with every pack that is given out.
    pub number: u64,
    /// The day it is given out, ISO.
    pub issued: String,
}

/// Compiles a catalog folder: one with `guides/`, `keys.toml` and `pack.toml` in it, or just a folder of guides. Never fails: what is wrong, unreadable files too, stands
/// in the report.
pub fn compile_folder(path: &Path) -> Report {
    let mut folder = read_folder(path);
    let mut report = compile(&folder.guides, &folder.ledger);
    report.diagnostics.append(&mut folder.diagnostics);
    report.diagnostics.sort_by(|a, b| (&a.file, a.line, a.severity).cmp(&(&b.file, b.line, b.severity)));
    report
}

/// Reads a catalog folder without checking its guides. Files are named in messages from the folder's own name on.
pub fn read_folder(path: &Path) -> Folder {
    let mut folder = Folder::default();
    // A writer's own folder of guides has no `guides/` in it.
    let inside = path.join("guides");
    let guides = if inside.is_dir() { inside } else { path.to_path_buf() };
    match toml_files(&guides) {
        Ok(files) if files.is_empty() => {
            folder.error(path, &guides, 1, "there is no guide", "put `<code>.toml` files there");
        }
        Ok(files) => {
            for file in files {
                if let Some(text) = folder.text(path, &file) {
                    folder.guides.push(GuideText { file: shown(path, &file), text });
                }
            }
        }
        Err(error) => folder.error(path, &guides, 1, error.to_string(), "name a catalog folder, with `guides/` in it"),
    }
    let keys = path.join("keys.toml");
    if keys.exists()
        && let Some(text) = folder.text(path, &keys)
    {
        match Ledger::read(&text) {
            Ok(ledger) => folder.ledger = ledger,
            Err((line, what)) => folder.error(path, &keys, line, what, "mend it, or take the last committed one"),
        }
    }
    let pack = path.join("pack.toml");
    if pack.exists()
        && let Some(text) = folder.text(path, &pack)
    {
        let fix = "write `number = 1` and `issued = \"2026-11-24\"`";
        match toml::from_str::<PackInfo>(&text) {
            Ok(info) if words::is_day(&info.issued) => folder.pack = Some(info),
            Ok(info) => folder.error(path, &pack, 1, format!("`{}` is no day", info.issued), fix),
            Err(error) => folder.error(path, &pack, 1, error.message().to_owned(), fix),
        }
    }
    folder
}

impl Folder {
    fn text(&mut self, root: &Path, file: &Path) -> Option<String> {
        let fix = "make it a readable text file in UTF-8";
        match fs::read(file).map(String::from_utf8) {
            Ok(Ok(text)) => Some(text),
            Ok(Err(error)) => {
                let before = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
                let line = 1 + before.filter(|b| **b == b'\n').count();
                self.error(root, file, line, "this is not UTF-8", fix);
                None
            }
            Err(error) => {
                self.error(root, file, 1, error.to_string(), fix);
                None
            }
        }
    }

    fn error(&mut self, root: &Path, file: &Path, line: usize, what: impl Into<String>, fix: &str) {
        self.diagnostics.push(Diagnostic {
            severity: Severity::Error,
            file: shown(root, file),
            line,
            message: what.into(),
            next: fix.to_owned(),
        });
    }
}

fn toml_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        if path.extension().is_some_and(|e| e == "toml") && name != "keys.toml" && name != "pack.toml" {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// `catalog/guides/x.toml` wherever the catalog lies.
fn shown(root: &Path, file: &Path) -> String {
    let name = root.file_name().map(PathBuf::from).unwrap_or_default();
    let inner = file.strip_prefix(root).unwrap_or(file);
    name.join(inner).display().to_string()
}
