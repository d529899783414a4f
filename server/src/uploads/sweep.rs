//! Uploads that nobody goes on with, and files that no row names.

use crate::clock::now;
use crate::dir::ServerDir;
use crate::error::Result;
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A file without a row is left alone for so long: its row may be about to come.
const YOUNG: Duration = Duration::from_secs(24 * 60 * 60);

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that had expired.
    pub uploads: usize,
    /// Files that no row named.
    pub files: usize,
}

impl ServerDir {
    /// Removes expired uploads, and files that no row names. Done at the start and every hour.
    pub fn sweep(&self) -> Result<Swept> {
        let gone: Vec<String> = self.store().write(|tx| {
            let mut delete = tx.prepare("DELETE FROM upload WHERE expires <= ? RETURNING file")?;
            let files = delete.query_map([now()], |row| row.get(0))?;
            Ok(files.collect::<rusqlite::Result<_>>()?)
        })?;
        for file in gone.iter().filter(|file| !file.is_empty()) {
            // Where this fails the file has no row any more, and a later sweep removes it.
            let _ = fs::remove_file(self.uploads().join(file));
        }
        let files = orphans(self, &self.uploads(), "SELECT file FROM upload")?
            + orphans(self, &self.blobs(), "SELECT file FROM blob")?;
        for left in old_entries(self.path())?.iter().filter(|name| name.starts_with("restore-")) {
            // Of a restore that was killed.
            fs::remove_dir_all(self.path().join(left))?;
        }
        Ok(Swept { uploads: gone.len(), files })
    }
}

fn orphans(dir: &ServerDir, folder: &Path, select: &'static str) -> Result<usize> {
    // The folder before the rows: what comes in between is only left alone.
    let mut old = old_entries(folder)?;
    if old.is_empty() {
        return Ok(0);
    }
    let named: HashSet<String> = dir.store().read(|tx| {
        let mut rows = tx.prepare(select)?;
        let names = rows.query_map([], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    })?;
    old.retain(|name| !named.contains(name));
    for name in &old {
        fs::remove_file(folder.join(name))?;
    }
    Ok(old.len())
}

/// Names in a folder that were written long ago.
fn old_entries(folder: &Path) -> Result<Vec<String>> {
    let mut old = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let age = entry.metadata().and_then(|data| data.modified()).map(|at| SystemTime::now().duration_since(at));
        if let (Ok(Ok(age)), Ok(name)) = (age, entry.file_name().into_string())
            && age > YOUNG
        {
            old.push(name);
        }
    }
    Ok(old)
}
