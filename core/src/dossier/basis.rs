//! What a screen showed, as an opaque token: a value replaces exactly that and nothing that came since.

use super::state::Dossier;
use crate::error::{Error, Result};
use hoso_protocol::edit::Tip;
use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

/// How many old screens of a dossier are remembered.
const REMEMBERED: i64 = 200;

impl Dossier {
    /// The tips of others behind what is shown now.
    pub(crate) fn seen(&self) -> Vec<Tip> {
        self.history.tips_of_others(self.replica)
    }

    /// The token of what is shown now.
    pub(crate) fn basis(&self) -> String {
        token(&self.seen())
    }
}

fn token(tips: &[Tip]) -> String {
    let mut hash = Sha256::new();
    for tip in tips {
        hash.update(tip.2.0);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Remembers what is shown now; called whenever that changes.
pub(super) fn remember(db: &Connection, dossier: &Dossier, now: i64) -> Result<()> {
    // Our own tips too: should this store take a new replica id, the old one is another's.
    let text = serde_json::to_string(&dossier.history.tips()).unwrap_or_default();
    db.prepare_cached("insert or replace into basis (dossier, token, tips, at) values (?1, ?2, ?3, ?4)")?
        .execute(params![dossier.num, dossier.basis(), text, now])?;
    db.prepare_cached(include_str!("basis_forget.sql"))?.execute(params![dossier.num, REMEMBERED])?;
    Ok(())
}

/// All tips behind an older screen, also those of the replica that this store had then.
pub(super) fn tips_of(db: &Connection, dossier: &Dossier, basis: &str) -> Result<Vec<Tip>> {
    let text: Option<String> = db
        .prepare_cached("select tips from basis where dossier = ?1 and token = ?2")?
        .query_row(params![dossier.num, basis], |row| row.get(0))
        .optional()?;
    match text {
        Some(text) => serde_json::from_str(&text).map_err(|_| Error::storage("store_damaged")),
        // The screen showed nothing of others; that is never written down.
        None if basis == token(&[]) => Ok(vec![]),
        None => Err(Error::refused("unknown_basis")),
    }
}
