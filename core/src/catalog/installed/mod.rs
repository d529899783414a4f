//! The installed catalog: `catalog.db` in the phone's folder, beside the guides that the program embeds.
//!
//! Plain SQLite, since all of it is public; opened read-only, never changed in place ([`write`] makes a new file and
//! renames it). A file that can't be read leaves the embedded guides: nobody's draft depends on it.

mod write;

pub use write::{Written, replace};

use super::pick::{Source, Version};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Its name in the phone's folder.
pub const FILE: &str = "catalog.db";

/// Files of another layout are left alone.
const LAYOUT: i64 = 1;

/// What is known of the pack that was installed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PackInfo {
    /// Its name.
    pub name: String,
    /// Counts up with every pack that is given out.
    pub number: u64,
    /// The day it was given out, ISO.
    pub issued: String,
    /// The day by which a newer one should be there, ISO.
    pub review_by: String,
}

impl PackInfo {
    /// How many days ago it was given out, if it should have been looked at again before `today` (ISO). Only ever said to
    /// people: an old catalog is better than none.
    pub fn days_old(&self, today: &str) -> Option<i64> {
        if today <= self.review_by.as_str() {
            return None;
        }
        let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        Some(day(today)?.signed_duration_since(day(&self.issued)?).num_days())
    }
}

/// Why an installed catalog is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It can't be read.
    Damaged,
    /// A newer program wrote it.
    Newer,
}

/// An open `catalog.db`.
pub struct Installed {
    db: Mutex<Shelf>,
    /// Asked for with every code.
    pack: Option<PackInfo>,
}

struct Shelf {
    db: Connection,
    /// The block that was unpacked last: neighbours are read one after the other.
    last: Option<(i64, Vec<u8>)>,
}

impl std::fmt::Debug for Installed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Installed")
    }
}

impl Installed {
    /// Opens the file in this folder; `None` where there is none.
    ///
    /// # Errors
    /// Why it is not used.
    pub fn open(folder: &Path) -> Result<Option<Self>, Trouble> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|_| Trouble::Damaged)?;
        let layout: i64 = db.query_row("pragma user_version", [], |row| row.get(0)).map_err(|_| Trouble::Damaged)?;
        match layout {
            LAYOUT => {}
            newer if newer > LAYOUT => return Err(Trouble::Newer),
            _ => return Err(Trouble::Damaged),
        }
        let mut installed = Self { db: Mutex::new(Shelf { db, last: None }), pack: None };
        installed.pack = installed.room("pack").and_then(|pack| serde_json::from_slice(&pack).ok());
        Ok(Some(installed))
    }

    /// The versions of a code.
    pub(super) fn versions(&self, code: &str) -> Vec<Version> {
        self.query(|db| {
            let sql = "select hash, source, valid_from, valid_to from version where code = ?1";
            let mut rows = db.prepare_cached(sql)?;
            rows.query_map([code], version)?.collect()
        })
        .unwrap_or_default()
    }

    /// All versions with their codes, in the order in which their bodies lie.
    pub(super) fn all_versions(&self) -> Vec<(String, Version)> {
        self.query(|db| {
            let sql = "select hash, source, valid_from, valid_to, code from version order by block, start";
            let mut rows = db.prepare_cached(sql)?;
            rows.query_map([], |row| Ok((row.get(4)?, version(row)?)))?.collect()
        })
        .unwrap_or_default()
    }

    /// All codes, in the order in which their bodies lie.
    pub(super) fn codes(&self) -> Vec<String> {
        self.query(|db| {
            let mut rows = db.prepare_cached("select code from version order by block, start")?;
            rows.query_map([], |row| row.get(0))?.collect()
        })
        .unwrap_or_default()
    }

    /// The bytes of the version with this hash.
    pub(super) fn bytes(&self, hash: &str) -> Option<Vec<u8>> {
        let mut shelf = self.db.lock().unwrap_or_else(PoisonError::into_inner);
        let (block, start, length): (i64, usize, usize) = shelf
            .db
            .prepare_cached("select block, start, length from version where hash = ?1")
            .and_then(|mut row| row.query_row([hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional())
            .ok()??;
        if shelf.last.as_ref().is_none_or(|(num, _)| *num != block) {
            let packed: Vec<u8> = shelf
                .db
                .prepare_cached("select body from block where num = ?1")
                .and_then(|mut row| row.query_row([block], |row| row.get(0)))
                .ok()?;
            shelf.last = Some((block, zstd::decode_all(packed.as_slice()).ok()?));
        }
        let (_, bodies) = shelf.last.as_ref()?;
        Some(bodies.get(start..start.checked_add(length)?)?.to_vec())
    }

    /// The pack that was installed; `None` where all was imported.
    pub fn pack(&self) -> Option<&PackInfo> {
        self.pack.as_ref()
    }

    /// What lies in a room: the search index, the pack's papers.
    pub fn room(&self, name: &str) -> Option<Vec<u8>> {
        self.query(|db| {
            let mut row = db.prepare_cached("select body from room where name = ?1")?;
            row.query_row(params![name], |row| row.get(0)).optional()
        })
        .ok()
        .flatten()
    }

    /// How many versions there are of a source.
    pub fn count(&self, source: Source) -> u64 {
        self.query(|db| {
            db.query_row("select count(*) from version where source = ?1", [source.name()], |row| row.get(0))
        })
        .unwrap_or(0)
    }

    /// Reads the whole file once: SQLite's own check, and that each body is the version that it is called.
    pub fn is_sound(&self) -> bool {
        let checked: rusqlite::Result<String> =
            self.query(|db| db.query_row("pragma quick_check", [], |row| row.get(0)));
        let hashes = self.query(|db| {
            let mut rows = db.prepare("select hash from version order by block, start")?;
            rows.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()
        });
        let sound = |hash: &String| self.bytes(hash).is_some_and(|body| super::hash_of(&body) == *hash);
        checked.is_ok_and(|said| said == "ok") && hashes.is_ok_and(|hashes| hashes.iter().all(sound))
    }

    fn query<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        work(&self.db.lock().unwrap_or_else(PoisonError::into_inner).db)
    }
}

/// From `hash, source, valid_from, valid_to`.
fn version(row: &Row) -> rusqlite::Result<Version> {
    Ok(Version {
        hash: row.get(0)?,
        source: Source::named(&row.get::<_, String>(1)?),
        valid_from: row.get(2)?,
        valid_to: row.get(3)?,
    })
}

#[cfg(test)]
mod tests;
