//! The rolling copy: yesterday's store beside today's, encrypted with the same key, made by SQLite's backup.

use super::open::connect;
use super::secret::Secret;
use super::{Store, lock};
use crate::durable;
use crate::error::Result;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What `Store::tend` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// The last copy is younger than a day.
    NotDue,
    /// A new copy took its place.
    Now,
}

impl Store {
    /// Where the copy lies.
    pub(crate) fn copy_path(&self) -> PathBuf {
        self.folder().join("dossiers.copy")
    }

    /// Makes a new rolling copy where the last one is older than a day.
    pub fn tend(&self) -> Result<Copied> {
        let age = std::fs::metadata(self.copy_path())
            .and_then(|m| m.modified())
            .map(|at| SystemTime::now().duration_since(at));
        // A clock that went back makes the copy look as if from tomorrow: then it counts as old.
        if matches!(age, Ok(Ok(age)) if age < DAY) {
            return Ok(Copied::NotDue);
        }
        self.copy_now()?;
        Ok(Copied::Now)
    }

    /// Makes a new rolling copy now: after an erase nothing of the dossier may stay in the old one.
    pub(crate) fn copy_now(&self) -> Result<()> {
        make(&lock(&self.reader), self.folder(), self.secret())
    }
}

/// The old copy stays until the new one is whole and on the disk.
pub(super) fn make(from: &Connection, folder: &Path, secret: &Secret) -> Result<()> {
    let part = folder.join("dossiers.copy.part");
    durable::remove(&part)?;
    let mut to = connect(&part, secret)?;
    Backup::new(from, &mut to)?.run_to_completion(256, Duration::ZERO, None)?;
    put(to, &part, &folder.join("dossiers.copy"))
}

/// Closes a database that was written beside its place and puts it there: one file, whole and on the disk.
pub(super) fn put(database: Connection, part: &Path, place: &Path) -> Result<()> {
    // Nothing stays in a journal beside it.
    database.execute_batch("pragma wal_checkpoint(truncate); pragma journal_mode = delete;")?;
    drop(database);
    Ok(durable::put(part, place)?)
}
