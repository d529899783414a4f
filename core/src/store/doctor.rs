//! A check of the store: the file, its rows, each draft made anew, each photo read to its end. Changes nothing.

use super::Store;
use crate::dossier::{Dossier, Line, ids, photo_key};
use crate::error::Result;
use crate::phone::Phone;
use crate::photo;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::text::say;
use rusqlite::Connection;
use serde::Serialize;

/// What was looked at and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// Nothing was found.
    pub healthy: bool,
    /// How many dossiers were read.
    pub dossiers: u64,
    /// How many edits they have.
    pub edits: u64,
    /// How many photos were read to their end.
    pub photos: u64,
    /// Photos that only the server holds.
    pub photos_elsewhere: u64,
    /// What is wrong, in words.
    pub faults: Vec<String>,
    /// When the rolling copy was made, as RFC 3339.
    pub copy: Option<String>,
}

impl Phone {
    /// Examines the store.
    pub fn doctor(&self) -> Result<Diagnosis> {
        let store = self.store();
        let mut found = store.read(|db| {
            let mut found = Diagnosis::default();
            for pragma in ["pragma cipher_integrity_check", "pragma integrity_check", "pragma foreign_key_check"] {
                if complaints(db, pragma)? > 0 {
                    found.faults.push(say("doctor.file", &[]));
                }
            }
            for id in ids(db, "select id from dossier order by num")? {
                dossier(db, self, id, &mut found)?;
            }
            Ok(found)
        })?;
        found.copy = copied_at(store);
        if !only_owner_reads(store) {
            found.faults.push(say("doctor.key_open", &[]));
        }
        let catalog = self.catalog();
        if catalog.trouble().is_some() || catalog.installed().is_some_and(|installed| !installed.is_sound()) {
            found.faults.push(say("doctor.catalog", &[]));
        }
        found.healthy = found.faults.is_empty();
        Ok(found)
    }
}

/// SQLite answers `ok`, or a line for each thing that is wrong; SQLCipher's own check answers with such lines only.
fn complaints(db: &Connection, pragma: &str) -> Result<usize> {
    let mut rows = db.prepare(pragma)?;
    let lines = rows.query_map([], |row| Ok(row.get::<_, String>(0).is_ok_and(|line| line == "ok")))?;
    Ok(lines.filter(|ok| !matches!(ok, Ok(true))).count())
}

fn dossier(db: &Connection, phone: &Phone, id: DossierId, found: &mut Diagnosis) -> Result<()> {
    let dossier = Dossier::load(db, phone, id)?;
    found.dossiers += 1;
    let rows: u64 = db.query_row("select count(*) from edit where dossier = ?1", [dossier.num], |row| row.get(0))?;
    found.edits += rows;
    if rows != dossier.edits.len() as u64 || Line::stored(db, dossier.num)? != dossier.line(db)? {
        found.faults.push(say("doctor.draft", &[("id", &id.to_hex())]));
    }
    let key = photo_key(db, dossier.num)?;
    let mut photos = db.prepare("select sha256, file from photo where dossier = ?1")?;
    let photos = photos.query_map([dossier.num], |row| Ok((Digest(row.get(0)?), row.get::<_, Option<String>>(1)?)))?;
    for photo in photos {
        match photo? {
            (sha256, Some(file)) => match photo::verify(&phone.store().photos(), &file, &key, &sha256) {
                Ok(()) => found.photos += 1,
                Err(error) => found.faults.push(say("doctor.photo", &[("id", &id.to_hex()), ("why", error.code())])),
            },
            (_, None) => found.photos_elsewhere += 1,
        }
    }
    Ok(())
}

fn copied_at(store: &Store) -> Option<String> {
    let at = std::fs::metadata(store.copy_path()).ok()?.modified().ok()?;
    let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(crate::time::stamp(i64::try_from(since.as_millis()).ok()?))
}

#[cfg(unix)]
fn only_owner_reads(store: &Store) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(store.folder().join("key")).map_or(true, |meta| meta.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn only_owner_reads(_: &Store) -> bool {
    true
}
