//! The encrypted store of one phone: one SQLCipher database, one writer, one reader, safe for several processes.
//!
//! Every process that has the store open holds a shared lock on `lock`; whoever makes, migrates or puts back the database
//! holds it alone. Between processes SQLite's own locks make each write whole: a second writer waits five seconds, then
//! says "in use".

mod copy;
mod doctor;
mod fall_back;
mod open;
mod salvage;
mod secret;

pub use copy::Copied;
pub use doctor::Diagnosis;
pub use salvage::Salvaged;
pub use secret::{KeyFile, SecretStore};

use crate::error::Result;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use secret::Secret;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An open store.
pub struct Store {
    folder: PathBuf,
    secret: Secret,
    writer: Mutex<Writer>,
    reader: Mutex<Connection>,
    _lock: std::fs::File,
}

/// The one connection that writes, with what it remembers of dossiers between two calls.
pub(crate) struct Writer {
    connection: Connection,
    /// Changes when another process wrote.
    version: i64,
    pub(crate) loaded: crate::dossier::Loaded,
}

impl Store {
    /// The folder of this phone.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the encrypted photos lie.
    pub(crate) fn photos(&self) -> PathBuf {
        self.folder.join("photos")
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// One transaction, durable when this returns. What the closure remembered of dossiers is forgotten if it fails.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &mut crate::dossier::Loaded) -> Result<T>,
    ) -> Result<T> {
        let mut writer = lock(&self.writer);
        let Writer { connection, version, loaded } = &mut *writer;
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let now: i64 = tx.query_row("pragma data_version", [], |row| row.get(0))?;
        if *version != now {
            loaded.clear();
            *version = now;
        }
        let result = work(&tx, loaded).and_then(|done| {
            tx.commit()?;
            Ok(done)
        });
        if result.is_err() {
            loaded.clear();
        }
        result
    }

    /// Reads one consistent state; never waits for a writer.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut reader = lock(&self.reader);
        let tx = reader.transaction()?;
        work(&tx)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere left no half transaction behind: it was rolled back when it unwound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
