//! The list of dossiers, a page at a time, from rows that are ready.

use super::state::Dossier;
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
    /// The person it is for; empty where nobody typed the name yet.
    pub for_whom: String,
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

    /// The place as text, to be handed back by a screen.
    pub fn to_text(self) -> String {
        format!("{}-{}", self.0, self.1)
    }

    /// The place that `to_text` wrote; anything else is the start.
    pub fn from_text(text: &str) -> Self {
        let parts = text.split_once('-').and_then(|(at, num)| Some(Self(at.parse().ok()?, num.parse().ok()?)));
        parts.unwrap_or(Self::START)
    }
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
                let whom: Option<String> = row.get(8)?;
                let known = whom.is_some();
                let item = ListItem {
                    dossier: DossierId(row.get(1)?),
                    code: row.get(2)?,
                    title: row.get(3)?,
                    for_whom: whom.unwrap_or_default(),
                    missing: row.get(4)?,
                    conflicts: row.get(5)?,
                    updated_at: stamp(at),
                    place: row.get(7)?,
                    after: Place(at, row.get(0)?),
                };
                Ok((item, known))
            })?;
            let mut list = vec![];
            for item in items {
                let (mut item, known) = item?;
                if !known {
                    // A row that an older program wrote.
                    item.for_whom = Dossier::load(db, self, item.dossier)?.for_whom().unwrap_or_default().to_owned();
                }
                list.push(item);
            }
            Ok(list)
        })
    }
}
