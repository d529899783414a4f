//! Brings a backup back, also under a running server.
//!
//! The restored database is made ready beside the live one and replaces it in one transaction. Its partitions get new
//! incarnations: no phone's cursor fits any more, so each compares and gives back what the backup did not have.

use super::BackupError;
use super::carry::carry;
use super::manifest::{DATABASE, KEYS, Manifest, copy, hash, is_empty, private_folder};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::dir::{ServerDir, in_use, sync_folder};
use crate::erase::{Orphans, apply, forget, recorded, replay};
use crate::store::{Dossier, Store, random};
use hoso_protocol::ids::{Digest, DossierId};
use std::fs;
use std::io;
use std::path::Path;

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Restored {
    /// When the backup was made, milliseconds since 1970.
    pub at: i64,
    /// Photos that are there.
    pub photos: u64,
    /// Photos that the backup names and does not hold whole: phones give them back.
    pub lost: u64,
    /// Dossiers that the backup holds and that were erased since: they stay erased.
    pub erased: u64,
    /// Whether devices, revocations and codes were taken over from the database that was replaced.
    pub carried: bool,
}

/// Restores the backup `from` into a server's folder. A folder that holds anything else than this very server is left
/// alone unless `force` is set; then its database and its keys are replaced.
pub fn restore(from: &Path, into: &Path, force: bool) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(from)?;
    let same = is_server(from, into)?;
    if !same && !force && !is_empty(into)? {
        return Err(BackupError::NotEmpty);
    }
    if !same {
        take_keys(from, into)?;
    }
    let dir = ServerDir::open(into)?;
    if dir.keys().sign().public() != manifest.server {
        return Err(BackupError::Damaged("its keys are another server's"));
    }
    let work = tempfile::Builder::new().prefix("restore-").tempdir_in(into)?;
    let path = work.path().join(DATABASE);
    if copy(&from.join(DATABASE), &path)? != manifest.database {
        return Err(BackupError::Damaged("its database was changed"));
    }
    let store = Store::open(&path).map_err(|error| match error {
        crate::Error::Schema(_) => BackupError::Newer,
        other => other.into(),
    })?;
    let (photos, lost) = photos(&dir, &store, &from.join("blobs"))?;
    let carried = same && carry(&store, &into.join(DATABASE)).is_ok();
    let mut orphans = Orphans::default();
    let erased = renew(&dir, &store, &mut orphans)?;
    store.with_writer(|writer| Ok(writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?))?;
    drop(store);
    dir.store().replace_by(&path)?;
    orphans.remove();
    // What was erased while all this went on.
    let late = replay(&dir)?;
    forget(&dir)?;
    Ok(Restored { at: manifest.at, photos, lost, erased: erased + late as u64, carried })
}

/// Whether a folder holds the server of the backup.
fn is_server(from: &Path, into: &Path) -> io::Result<bool> {
    for key in KEYS {
        let there = match fs::read(into.join("keys").join(key)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            other => other?,
        };
        if there != fs::read(from.join("keys").join(key))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes the folder this server's. Nobody may have it open: a running server would go on with its old keys.
fn take_keys(from: &Path, into: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(into)?;
    let lock = in_use(into)?;
    lock.try_lock().map_err(|_| BackupError::Running)?;
    private_folder(&into.join("keys"))?;
    for name in [DATABASE.to_owned(), format!("{DATABASE}-wal"), format!("{DATABASE}-shm")] {
        match fs::remove_file(into.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    for key in KEYS {
        let path = into.join("keys").join(key);
        copy(&from.join("keys").join(key), &path)?;
        sync_folder(&path)?;
    }
    Ok(())
}

/// Brings the photos of the restored database to their place. One that is not whole loses its row: a phone that has it
/// will send it again.
fn photos(dir: &ServerDir, store: &Store, from: &Path) -> Result<(u64, u64), BackupError> {
    let rows: Vec<([u8; 16], [u8; 32], String)> = store.read(|tx| {
        let mut select = tx.prepare("SELECT id, sha256, file FROM blob")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    })?;
    let (mut photos, mut lost) = (0, Vec::new());
    for (id, sha256, file) in rows {
        let place = dir.blobs().join(&file);
        if whole(hash(&place), sha256)? || whole(copy(&from.join(&file), &place), sha256)? {
            photos += 1;
        } else {
            lost.push(id);
            let _ = fs::remove_file(place);
        }
    }
    sync_folder(&dir.blobs().join("x"))?;
    store.write(|tx| {
        let mut delete = tx.prepare("DELETE FROM blob WHERE id = ?")?;
        for id in &lost {
            delete.execute([id])?;
        }
        Ok(())
    })?;
    Ok((photos, lost.len() as u64))
}

fn whole(found: io::Result<Digest>, wanted: [u8; 32]) -> io::Result<bool> {
    match found {
        Ok(found) => Ok(found.0 == wanted),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes a database of the past one of today: new incarnations, no uploads, nothing that was erased since.
fn renew(dir: &ServerDir, store: &Store, orphans: &mut Orphans) -> Result<u64, BackupError> {
    let mut erased = 0;
    store.write(|tx| {
        tx.execute("DELETE FROM upload", [])?;
        let mut homes = tx.prepare("SELECT home FROM partition")?;
        let homes: Vec<String> = homes.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for home in homes {
            let incarnation = hex::encode(random::<8>()?);
            tx.execute("UPDATE partition SET incarnation = ? WHERE home = ?", (incarnation, home))?;
        }
        audit::record(dir.keys(), tx, now(), None, Action::Restore, [None::<DossierId>])?;
        for erase in recorded(dir)? {
            let Ok(what) = erase.read() else { continue };
            if Dossier::erase_record(tx, what.dossier)?.is_none() {
                orphans.add(apply(dir, tx, what.dossier, &erase)?);
                erased += 1;
            }
        }
        Ok(())
    })?;
    Ok(erased)
}
