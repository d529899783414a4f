//! Erasing a dossier for ever. The records stand in the database and, one JSON a line, in `erased.log` outside of
//! backups: what was erased stays erased after a restore.

use crate::dir::{ServerDir, sync_folder};
use crate::error::Result;
use crate::store::{Dossier, Event, Kind, Log};
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Erase;
use hoso_protocol::sign::Signed;
use rusqlite::Transaction;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

/// Files that lost their row: to be removed once the transaction is committed.
#[derive(Debug, Default)]
#[must_use]
pub struct Orphans(Vec<PathBuf>);

impl Orphans {
    /// More of them.
    pub fn add(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Removes the files. What can't be removed now is an orphan for the next sweep.
    pub fn remove(self) {
        for path in self.0 {
            if fs::remove_file(path).is_err() {
                tracing::warn!("a file of an erased dossier could not be removed");
            }
        }
    }
}

/// Writes a record outside of the database, durably. Comes first: a record that is there twice does no harm, one that
/// is missing after a restore does.
pub fn record(dir: &ServerDir, erase: &Signed<Erase>) -> Result<()> {
    let path = dir.erased_log();
    let mut line = serde_json::to_vec(erase).map_err(std::io::Error::other)?;
    // A line that was torn by a crash ends here and spoils no other.
    line.insert(0, b'\n');
    line.push(b'\n');
    let mut file = fs::OpenOptions::new().append(true).create(true).open(&path)?;
    file.write_all(&line)?;
    file.sync_all()?;
    // Also where it was there before: who made it may not have come as far as this.
    sync_folder(&path)
}

/// All records outside of the database. Torn lines are skipped.
pub fn recorded(dir: &ServerDir) -> Result<Vec<Signed<Erase>>> {
    let text = match fs::read(dir.erased_log()) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(error.into()),
    };
    Ok(text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect())
}

/// Erases in the database again what the log says, as after a restore. Returns how many dossiers that were.
pub fn replay(dir: &ServerDir) -> Result<usize> {
    let mut done = 0;
    for erase in recorded(dir)? {
        let Ok(what) = erase.read() else { continue };
        let orphans = dir.store().write(|tx| {
            if Dossier::erase_record(tx, what.dossier)?.is_some() {
                return Ok(None);
            }
            apply(dir, tx, what.dossier, &erase).map(Some)
        })?;
        if let Some(orphans) = orphans {
            done += 1;
            orphans.remove();
        }
    }
    forget(dir)?;
    Ok(done)
}

/// Drops all that is held of a dossier and refuses it from now on. The caller has checked the record and that it is a
/// new one, has written it down with `record`, and removes the orphans after the commit.
pub fn apply(dir: &ServerDir, tx: &Transaction<'_>, id: DossierId, erase: &Signed<Erase>) -> Result<Orphans> {
    let mut orphans = Orphans::default();
    for (folder, sql) in [
        (dir.blobs(), "SELECT file FROM blob WHERE dossier = ?"),
        (dir.uploads(), "SELECT file FROM upload WHERE dossier = ? AND offset BETWEEN 1 AND length - 1"),
    ] {
        let mut files = tx.prepare_cached(sql)?;
        let files = files.query_map([id.0], |row| row.get::<_, String>(0))?;
        orphans.0.extend(files.map(|file| file.map(|name| folder.join(name))).collect::<rusqlite::Result<Vec<_>>>()?);
    }
    for table in ["edit", "void", "cut", "photo", "blob", "upload", "version", "receipt", "status"] {
        tx.execute(&format!("DELETE FROM {table} WHERE dossier = ?"), [id.0])?;
    }
    tx.execute("INSERT INTO erase (dossier, body, sig) VALUES (?, ?, ?)", (id.0, &erase.body, &erase.sig))?;
    if let Some(dossier) = Dossier::find(tx, id)? {
        tx.execute("UPDATE dossier SET erased = 1, digest = 0 WHERE id = ?", [id.0])?;
        let event = Event { kind: Kind::Erase, dossier: Some(id), person: &dossier.person, reference: &id.0 };
        Log::add(tx, &dossier.home, event)?;
    }
    Ok(orphans)
}

/// After the commit: empties the write-ahead log, where the erased rows still stand.
pub fn forget(dir: &ServerDir) -> Result<()> {
    dir.store().with_writer(|writer| {
        // A reader may hold it back; the next checkpoint overwrites it then.
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    })
}
