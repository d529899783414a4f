//! Makes a backup while the server runs.

use super::BackupError;
use super::manifest::{DATABASE, KEYS, Manifest, copy, hash, is_empty, private_folder};
use crate::clock::now;
use crate::dir::ServerDir;
use crate::dir::sync_folder;
use rusqlite::Connection;
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// What was backed up.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BackedUp {
    /// Photos.
    pub photos: u64,
    /// Of these, files that are shared with the server's folder: on one disk a photo takes its space once.
    pub shared: u64,
}

impl ServerDir {
    /// Copies the server's folder to a new folder, of one moment, while the server runs. The folder appears under its
    /// name once it is complete.
    pub fn backup(&self, to: &Path) -> Result<BackedUp, BackupError> {
        if !is_empty(to)? {
            return Err(BackupError::Exists);
        }
        let mut name = to.file_name().ok_or(BackupError::Exists)?.to_owned();
        name.push(".partial");
        let partial = to.with_file_name(name);
        match fs::remove_dir_all(&partial) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        for folder in [partial.clone(), partial.join("keys"), partial.join("blobs")] {
            private_folder(&folder)?;
        }
        for key in KEYS {
            copy(&self.path().join("keys").join(key), &partial.join("keys").join(key))?;
        }
        let at = now();
        let database = partial.join(DATABASE);
        self.store().copy_to(&database)?;
        File::open(&database)?.sync_all()?;
        let done = self.photos(&database, &partial.join("blobs"))?;
        Manifest::new(self.keys().sign().public(), at, hash(&database)?, done.photos).write(&partial)?;
        for file in [partial.join("keys").join("x"), partial.join("blobs").join("x"), database] {
            sync_folder(&file)?;
        }
        // An empty folder may stand there already.
        match fs::remove_dir(to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        fs::rename(&partial, to)?;
        sync_folder(&fs::canonicalize(to)?)?;
        Ok(done)
    }

    /// Brings along the photos that the copied database names. They never change: sharing the file is enough.
    fn photos(&self, database: &Path, to: &Path) -> Result<BackedUp, BackupError> {
        let copied = Connection::open(database)?;
        let mut done = BackedUp { photos: 0, shared: 0 };
        let mut select = copied.prepare("SELECT file FROM blob")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let file: String = row.get(0)?;
            let (from, to) = (self.blobs().join(&file), to.join(&file));
            if fs::hard_link(&from, &to).is_ok() {
                done.shared += 1;
            } else if let Err(error) = copy(&from, &to) {
                if error.kind() == io::ErrorKind::NotFound && !self.names(&file)? {
                    // Its dossier was erased since the database was copied: so it will be when this comes back.
                    continue;
                }
                return Err(error.into());
            }
            done.photos += 1;
        }
        Ok(done)
    }

    fn names(&self, file: &str) -> Result<bool, BackupError> {
        let select = "SELECT EXISTS (SELECT 1 FROM blob WHERE file = ?)";
        Ok(self.store().read(|tx| Ok(tx.query_row(select, [file], |row| row.get(0))?))?)
    }
}
