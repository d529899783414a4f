//! The list of dossiers, a page at a time, from rows that are ready.

use crate::error::Result;
use crate::phone::Phone;
use crate::time::stamp;
use hoso_protocol::ids::DossierId;
use rusqlite::params;
use serde::Serialize;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListItem {
    /// The dossier.
    pub dossier: DossierId,
    /// The procedure's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// How many things are missing or wrong.
    pub missing: u64,
    /// How many keys are in conflict.
    pub conflicts: u64,
    /// `phone`, `sending`, `server` or `handed_in`.
    #[serde(rename = "where")]
    pub place: String,
    /// By this phone's clock, as RFC 3339.
    pub updated_at: String,
    /// Where the next page begins.
    #[serde(skip)]
    pub after: Place,
}

/// A place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(i64, i64);

impl Place {
    /// Before the first line.
    pub const START: Self = Self(i64::MAX, i64::MAX);
}

/// Which dossiers a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Those in work.
    Open,
    /// Those that were put away.
    Archived,
    /// Those that were deleted and can come back.
    Deleted,
}

impl Phone {
    /// At most `limit` lines after a place, changed last first.
    pub fn list(&self, shelf: Shelf, after: Place, limit: u32) -> Result<Vec<ListItem>> {
        self.store().read(|db| {
            let mut rows = db.prepare_cached(include_str!("list.sql"))?;
            let (hidden, archived) = (shelf == Shelf::Deleted, shelf == Shelf::Archived);
            let items = rows.query_map(params![hidden, archived, after.0, after.1, limit], |row| {
                let at: i64 = row.get(6)?;
                Ok(ListItem {
                    dossier: DossierId(row.get(1)?),
                    code: row.get(2)?,
                    title: row.get(3)?,
                    missing: row.get(4)?,
                    conflicts: row.get(5)?,
                    updated_at: stamp(at),
                    place: row.get(7)?,
                    after: Place(at, row.get(0)?),
                })
            })?;
            Ok(items.collect::<rusqlite::Result<_>>()?)
        })
    }
}
