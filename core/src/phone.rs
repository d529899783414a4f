//! One phone: its store, its catalog, its keys. The verbs on it stand in `dossier`, `sync` and `catalog`.

use crate::catalog::Catalog;
use crate::catalog::packs::Packs;
use crate::dossier::Procedures;
use crate::error::{Error, Result};
use crate::machine::{Machine, RealMachine};
use crate::photo::{Age, sweep};
use crate::store::{Copied, KeyFile, Salvaged, SecretStore, Store};
use crate::time::{day_of, ms};
use hoso_protocol::ids::PublicKey;
use hoso_protocol::sign::KeyPair;
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// One phone, open. Shared freely between threads; screens read while a sync writes.
pub struct Phone {
    store: Store,
    catalog: RwLock<Arc<Catalog>>,
    procedures: Arc<Procedures>,
    machine: Arc<dyn Machine>,
}

impl Phone {
    /// Opens the phone in `folder` with its key in a file there; an empty or absent folder is a fresh phone.
    pub fn open(folder: &Path) -> Result<Self> {
        Self::open_with(folder, &KeyFile::new(folder.join("key")))
    }

    /// The same with the platform's own place for secrets.
    pub fn open_with(folder: &Path, secrets: &dyn SecretStore) -> Result<Self> {
        Self::open_on(folder, secrets, Arc::new(RealMachine))
    }

    /// The same on a machine of one's choice.
    pub fn open_on(folder: &Path, secrets: &dyn SecretStore, machine: Arc<dyn Machine>) -> Result<Self> {
        let store = Store::open(folder, secrets)?;
        let catalog = RwLock::new(Arc::new(open_catalog(folder)?));
        Ok(Self { store, catalog, procedures: Arc::default(), machine })
    }

    /// Puts the rolling copy in the place of a store that can't be read; see [`Store::fall_back`].
    pub fn fall_back(folder: &Path) -> Result<String> {
        Self::fall_back_with(folder, &KeyFile::new(folder.join("key")))
    }

    /// The same with the platform's own place for secrets.
    pub fn fall_back_with(folder: &Path, secrets: &dyn SecretStore) -> Result<String> {
        Store::fall_back(folder, secrets)
    }

    /// Saves what can be read of a damaged store into a new one; see [`Store::salvage`]. Each dossier is then made anew.
    pub fn salvage(folder: &Path) -> Result<Salvaged> {
        let salvaged = Store::salvage(folder, &KeyFile::new(folder.join("key")))?;
        Self::open(folder)?.refresh_all()?;
        Ok(salvaged)
    }

    /// The procedures that this phone knows.
    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes up a catalog that was installed or imported since this phone was opened.
    pub fn reload_catalog(&self) -> Result<()> {
        let fresh = Arc::new(open_catalog(self.store.folder())?);
        *self.catalog.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// The store: its folder and its rolling copy.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Housekeeping for a quiet moment: the daily rolling copy, and photo files that a kill left behind.
    pub fn tend(&self) -> Result<()> {
        if self.store.tend()? == Copied::NotDue {
            return Ok(());
        }
        let known = self.store.read(|db| {
            let mut rows = db.prepare("select file from photo where file is not null")?;
            Ok(rows.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<HashSet<String>>>()?)
        })?;
        sweep(&self.store.photos(), &known, self.machine.now(), Age::default())?;
        // A lost pack is no fault of the dossiers, and the next one that is installed heals it.
        match Packs::of(self.store.folder()).mend() {
            Err(error) if error.code == "pack_lost" => Ok(()),
            mended => mended,
        }
    }

    /// The public key of this device.
    pub fn device(&self) -> PublicKey {
        self.key().public()
    }

    pub(crate) fn machine(&self) -> &Arc<dyn Machine> {
        &self.machine
    }

    pub(crate) fn procedures(&self) -> &Arc<Procedures> {
        &self.procedures
    }

    pub(crate) fn key(&self) -> &KeyPair {
        &self.store.secret().device
    }

    /// By this phone's clock, milliseconds since 1970; only ever shown as "theo giờ máy".
    pub(crate) fn now(&self) -> i64 {
        ms(self.machine.now())
    }

    /// Today in Vietnam by this phone's clock, ISO.
    pub(crate) fn today(&self) -> String {
        day_of(self.now())
    }
}

fn open_catalog(folder: &Path) -> Result<Catalog> {
    Catalog::open(folder).map_err(|_| Error::storage("catalog_damaged"))
}
