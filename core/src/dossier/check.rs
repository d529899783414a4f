//! What is missing, said offline, with where to get it.

use super::state::{Dossier, receipts, statuses};
use crate::error::Result;
use crate::phone::Phone;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::key::Key;
use hoso_protocol::readiness::{Check, Item, Kind, Purpose, check};
use hoso_protocol::status;
use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// The check as screens show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckView {
    /// The check itself.
    #[serde(flatten)]
    pub check: Check,
    /// For missing papers: where to get them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub where_to_get: BTreeMap<String, String>,
    /// Whether it can be sent ahead at all; where not, `place` says where to go.
    pub send_ahead: bool,
    /// Where to bring it.
    pub place: String,
}

impl Phone {
    /// Checks a dossier against its own procedure version. Where the commune asked for a paper, only that is asked for.
    pub fn check(&self, id: DossierId) -> Result<CheckView> {
        self.look(id, of)
    }
}

/// The check of a loaded dossier.
pub(super) fn of(db: &Connection, dossier: &Dossier) -> Result<CheckView> {
    let procedure = dossier.procedure()?;
    let check = match asked(db, dossier)? {
        Some(item) => Check { ready: false, done: 0, total: 1, missing: vec![item], wrong: vec![] },
        None => check(&procedure, &dossier.draft, Purpose::of(&procedure)),
    };
    let papers =
        check.missing.iter().filter(|item| item.kind == Kind::Paper).filter_map(|item| procedure.paper(&item.key));
    let where_to_get = papers.filter_map(|paper| Some((paper.key.clone(), paper.where_to_get.clone()?))).collect();
    Ok(CheckView { check, where_to_get, send_ahead: procedure.send_ahead, place: procedure.place.clone() })
}

/// The paper that the commune asked for, as long as nothing about it changed since this phone heard of it.
fn asked(db: &Connection, dossier: &Dossier) -> Result<Option<Item>> {
    let Some(last) = statuses(db, dossier.num)?.pop() else { return Ok(None) };
    let (status::ASKED, Some(paper)) = (last.number, last.paper) else { return Ok(None) };
    if receipts(db, dossier.num)?.iter().any(|receipt| receipt.at > last.at) {
        return Ok(None);
    }
    let heard: Option<Option<Vec<u8>>> = db
        .prepare_cached("select paper_heads from status where id = ?1")?
        .query_row([last.id.0], |row| row.get(0))
        .optional()?;
    if heard.flatten().is_some_and(|heads| heads != heads_of(dossier, &paper).0) {
        return Ok(None);
    }
    Ok(Some(Item { kind: Kind::Paper, key: paper, code: "missing.asked".to_owned(), text: last.text }))
}

/// What a dossier says of a paper, in short: state and pages.
pub(crate) fn heads_of(dossier: &Dossier, paper: &str) -> Digest {
    let mut hash = Sha256::new();
    let of_paper = |key: &&Key| matches!(key, Key::Paper(name) | Key::Photo(name, _) if name == paper);
    for key in dossier.draft.keys().filter(of_paper) {
        for live in dossier.draft.live(key) {
            hash.update(key.to_string());
            hash.update(serde_json::to_vec(&live.value).unwrap_or_default());
        }
    }
    Digest(hash.finalize().into())
}
