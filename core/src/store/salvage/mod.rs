//! Saving what can still be read of a damaged store into a new one, row by row. The damaged files are moved aside as they
//! are; what can't be read in them is looked for in the rolling copy.

mod read;
mod write;

use super::copy::put;
use super::open::{connect, fresh, load, lock_alone};
use super::{SecretStore, Store};
use crate::durable;
use crate::error::{Error, Result};
use read::Source;
use serde::Serialize;
use std::path::Path;

/// What was saved of a damaged store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Salvaged {
    /// The folder in which the damaged files lie, as they were.
    pub aside: String,
    /// Dossiers that are there again.
    pub dossiers: u64,
    /// Edits of them.
    pub edits: u64,
    /// Values that were typed and not sealed yet.
    pub typed: u64,
    /// Photos whose file is there and whose key was saved.
    pub photos: u64,
    /// Rows that the copy had and the damaged store no longer gave.
    pub from_copy: u64,
    /// Rows and stretches of rows of the damaged store that could not be read.
    pub unreadable: u64,
}

impl Store {
    /// Saves what can be read into a new store with a new replica id; the damaged one is kept aside. The next sync asks the
    /// server for everything, so that what it holds comes back.
    pub(crate) fn salvage(folder: &Path, secrets: &dyn SecretStore) -> Result<Salvaged> {
        let _alone = lock_alone(folder)?;
        let secret = load(secrets)?;
        // Opening writes beside a database: it is done on a copy of the damaged files.
        let work = folder.join("salvage");
        discard(&work)?;
        std::fs::create_dir(&work)?;
        let part = folder.join("dossiers.db.part");
        for ending in ["", "-wal", "-shm", "-journal"] {
            durable::remove(&folder.join(format!("dossiers.db.part{ending}")))?;
        }
        let new = fresh(&part, &secret)?;
        let mut salvaged = Salvaged::default();
        let damaged = Source::open(folder, "dossiers.db", &work, &secret)?;
        let copy = Source::open(folder, "dossiers.copy", &work, &secret)?;
        new.execute_batch("pragma foreign_keys = off; begin immediate;")?;
        let mut any = false;
        if let Some(source) = &damaged {
            any = write::all(&new, source, true, folder)? > 0;
            salvaged.unreadable = source.unreadable();
        }
        if let Some(source) = &copy {
            let rows = write::all(&new, source, !any, folder)?;
            salvaged.from_copy = rows;
        }
        write::count(&new, &mut salvaged)?;
        if salvaged.dossiers == 0 && salvaged.edits == 0 {
            drop(new);
            durable::remove(&part)?;
            discard(&work)?;
            return Err(Error::storage("nothing_salvaged"));
        }
        crate::dossier::new_replica(&new)?;
        new.execute_batch("update server set cursor = null; commit; pragma foreign_keys = on;")?;
        drop((damaged, copy));
        let aside = super::fall_back::move_aside(folder)?;
        put(new, &part, &folder.join("dossiers.db"))?;
        discard(&work)?;
        salvaged.aside = aside;
        // The new store must open; what it says of each dossier is made anew by the caller.
        drop(connect(&folder.join("dossiers.db"), &secret)?);
        Ok(salvaged)
    }
}

fn discard(folder: &Path) -> Result<()> {
    durable::there(std::fs::remove_dir_all(folder))?;
    Ok(())
}
