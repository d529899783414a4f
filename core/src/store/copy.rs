//! The rolling copy: yesterday's store beside today's, encrypted with the same key, made by SQLite's backup.

use super::open::connect;
use super::secret::Secret;
use super::{Store, lock};
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
    remove(&part)?;
    {
        let mut to = connect(&part, secret)?;
        Backup::new(from, &mut to)?.run_to_completion(256, Duration::ZERO, None)?;
        // One file, with nothing left in a journal beside it.
        to.execute_batch("pragma wal_checkpoint(truncate); pragma journal_mode = delete;")?;
    }
    std::fs::File::open(&part)?.sync_all()?;
    std::fs::rename(&part, folder.join("dossiers.copy"))?;
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

impl Store {
    /// Puts the rolling copy in the place of a store that can't be read. The damaged files are moved aside, never
    /// deleted; the store gets a new replica id, since what it wrote after the copy may be on a server already. Returns
    /// the name of the folder in which the damaged files lie.
    pub fn fall_back(folder: &Path, secrets: &dyn super::SecretStore) -> Result<String> {
        let copy = folder.join("dossiers.copy");
        if !copy.exists() {
            return Err(crate::error::Error::new(crate::error::Kind::NotFound, "no_copy"));
        }
        let _alone = super::open::lock_alone(folder)?;
        let secret = super::open::load(secrets)?;
        // A copy that can't be read either must not take the place of anything.
        let sound: String = connect(&copy, &secret)?.query_row("pragma integrity_check", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(crate::error::Error::storage("store_damaged"));
        }
        let aside = aside(folder)?;
        for name in ["dossiers.db", "dossiers.db-wal", "dossiers.db-shm"] {
            match std::fs::rename(folder.join(name), folder.join(&aside).join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        let part = folder.join("dossiers.db.part");
        std::fs::copy(&copy, &part)?;
        let connection = connect(&part, &secret)?;
        crate::dossier::new_replica(&connection)?;
        connection.execute_batch("pragma wal_checkpoint(truncate); pragma journal_mode = delete;")?;
        drop(connection);
        std::fs::File::open(&part)?.sync_all()?;
        std::fs::rename(&part, folder.join("dossiers.db"))?;
        std::fs::File::open(folder)?.sync_all()?;
        Ok(aside)
    }
}

/// A new folder for what is moved aside.
fn aside(folder: &Path) -> Result<String> {
    for i in 1_u32.. {
        let name = format!("damaged-{i}");
        match std::fs::create_dir(folder.join(&name)) {
            Ok(()) => return Ok(name),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(crate::error::Error::storage("disk_full"))
}
