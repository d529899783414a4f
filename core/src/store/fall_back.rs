//! Putting the rolling copy in the place of a store that can't be read.

use super::copy::put;
use super::open::{connect, load, lock_alone};
use super::{SecretStore, Store};
use crate::durable;
use crate::error::{Error, Kind, Result};
use std::io::ErrorKind;
use std::path::Path;

impl Store {
    /// The damaged files are moved aside, never deleted; the store gets a new replica id, since what it wrote after the
    /// copy may be on a server already. Returns the name of the folder in which the damaged files lie.
    pub fn fall_back(folder: &Path, secrets: &dyn SecretStore) -> Result<String> {
        let copy = folder.join("dossiers.copy");
        if !copy.exists() {
            return Err(Error::new(Kind::NotFound, "no_copy"));
        }
        let _alone = lock_alone(folder)?;
        let secret = load(secrets)?;
        // A copy that can't be read either must not take the place of anything.
        let sound: String = connect(&copy, &secret)?.query_row("pragma integrity_check", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(Error::storage("store_damaged"));
        }
        let aside = move_aside(folder)?;
        let part = folder.join("dossiers.db.part");
        std::fs::copy(&copy, &part)?;
        let database = connect(&part, &secret)?;
        crate::dossier::new_replica(&database)?;
        put(database, &part, &folder.join("dossiers.db"))?;
        Ok(aside)
    }
}

/// Moves the damaged files into a new folder, whose name is returned.
pub(super) fn move_aside(folder: &Path) -> Result<String> {
    let aside = aside(folder)?;
    for name in ["dossiers.db", "dossiers.db-wal", "dossiers.db-shm"] {
        durable::there(std::fs::rename(folder.join(name), folder.join(&aside).join(name)))?;
    }
    Ok(aside)
}

/// A new folder for what is moved aside.
fn aside(folder: &Path) -> Result<String> {
    let mut number = 1_u32;
    loop {
        let name = format!("damaged-{number}");
        match std::fs::create_dir(folder.join(&name)) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            other => return Ok(other.map(|()| name)?),
        }
    }
}
