//! What is held of a dossier, as the merge law sees it.

use crate::error::{Error, Result};
use hoso_protocol::draft::{Draft, Live};
use hoso_protocol::edit::{Edit, SignedEdit, Tip};
use hoso_protocol::ids::{DossierId, EditId};
use hoso_protocol::merge::{History, Item, State};
use hoso_protocol::record::Void;
use hoso_protocol::sign::Signed;
use rusqlite::Transaction;
use std::collections::{HashMap, HashSet};

/// Edits and voids of one dossier.
pub struct Held {
    edits: HashMap<EditId, Edit>,
    voids: HashMap<EditId, Void>,
}

/// What they come to.
pub struct Merged<'a> {
    held: &'a Held,
    history: History,
}

impl Held {
    /// All that is held.
    pub fn load(tx: &Transaction<'_>, dossier: DossierId) -> Result<Self> {
        let mut held = Self { edits: HashMap::new(), voids: HashMap::new() };
        let mut select = tx.prepare_cached("SELECT body, sig FROM edit WHERE dossier = ?")?;
        let mut rows = select.query([dossier.0])?;
        while let Some(row) = rows.next()? {
            let signed = SignedEdit { body: row.get(0)?, sig: row.get(1)? };
            let edit = signed.read().map_err(|_| Error::Internal("an edit in the database can't be read"))?;
            held.edits.insert(edit.id, edit);
        }
        let mut select = tx.prepare_cached("SELECT body, sig FROM void WHERE dossier = ?")?;
        let mut rows = select.query([dossier.0])?;
        while let Some(row) = rows.next()? {
            let signed = Signed::<Void>::from_parts(row.get(0)?, row.get(1)?);
            let void = signed.read().map_err(|_| Error::Internal("a void in the database can't be read"))?;
            held.voids.insert(void.edit, void);
        }
        Ok(held)
    }

    /// What everything comes to.
    pub fn merged(&self) -> Merged<'_> {
        let mut history = History::default();
        for edit in self.edits.values() {
            history.take(Item::from(edit));
        }
        for void in self.voids.values() {
            history.take(Item::from(void));
        }
        Merged { held: self, history }
    }

    /// What those come to that lie behind these tips: the dossier as it was when they were its tips.
    pub fn merged_at(&self, tips: &[Tip]) -> Merged<'_> {
        let mut history = History::default();
        let mut seen: HashSet<EditId> = HashSet::new();
        let mut next: Vec<EditId> = tips.iter().map(|tip| tip.2).collect();
        while let Some(id) = next.pop() {
            if !seen.insert(id) {
                continue;
            }
            let item = match (self.voids.get(&id), self.edits.get(&id)) {
                (Some(void), _) => Item::from(void),
                (None, Some(edit)) => Item::from(edit),
                (None, None) => continue,
            };
            next.extend(item.prev.into_iter().chain(item.seen.iter().map(|tip| tip.2)));
            history.take(item);
        }
        Merged { held: self, history }
    }
}

impl Merged<'_> {
    /// The live values.
    pub fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        for (key, live) in self.history.all_heads() {
            for id in live {
                if let Some(live) = self.held.edits.get(id).and_then(|edit| Live::of(edit, key)) {
                    draft.add(key, live);
                }
            }
        }
        draft
    }

    /// The tips of all replicas.
    pub fn tips(&self) -> Vec<Tip> {
        self.history.tips()
    }

    /// What is missing on the way to these tips; nothing if all of them count or are void.
    pub fn missing(&self, tips: &[Tip]) -> Vec<EditId> {
        let stands = |id: &EditId| matches!(self.history.state(id), State::Counted | State::Voided);
        let mut missing: Vec<EditId> = tips.iter().map(|tip| tip.2).filter(|id| !stands(id)).collect();
        if !missing.is_empty() {
            missing.extend(self.history.missing());
        }
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}
