//! Ending a conflict: a person picks one of the values or writes another.

use super::conflicts::{group, of, short};
use super::fill::read_for;
use super::set::{Saved, set};
use super::state::Dossier;
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::draft::Shown;
use hoso_protocol::ids::{DossierId, EditId};
use hoso_protocol::key::Key;
use hoso_protocol::value::Value;
use rusqlite::Connection;

/// What a person chose.
#[derive(Debug, Clone, Copy)]
pub enum Choice<'a> {
    /// The value that this edit set.
    Pick(EditId),
    /// A value of their own.
    Write(&'a str),
}

impl Phone {
    /// Replaces all values that the screen showed for a key. A stale `basis` is refused with the present list.
    pub fn resolve(&self, id: DossierId, key: &str, choice: Choice<'_>, basis: &str) -> Result<Saved> {
        self.change(id, |db, dossier, now| {
            super::set::must_be_open(dossier)?;
            let key = find(dossier, key)?;
            if basis != dossier.basis() {
                return Err(stale(db, self, dossier)?);
            }
            if !matches!(dossier.draft.shown(&key), Shown::Conflict(_)) {
                return Err(Error::refused("no_conflict"));
            }
            let values = match choice {
                Choice::Pick(edit) => {
                    pick(dossier, &key, edit).ok_or_else(|| Error::new(Kind::NotFound, "no_such_value"))?
                }
                Choice::Write(text) => vec![(key.clone(), read_for(dossier, &key, text)?)],
            };
            set(db, dossier, values, "step.resolve", now)?;
            Ok(Saved::of(dossier))
        })
    }
}

/// The value of an edit, and with it the values of the same side for the fields that are true only together with it.
fn pick(dossier: &Dossier, key: &Key, edit: EditId) -> Option<Vec<(Key, Value)>> {
    let live = dossier.draft.live(key);
    let chosen = live.iter().find(|live| live.edit == Some(edit))?;
    let side = dossier.edits.get(&edit)?.body.replica;
    let mut values = vec![(key.clone(), chosen.value.clone())];
    for field in group(dossier, key).map(|group| group.fields.as_slice()).unwrap_or_default() {
        let other = Key::Field(field.clone());
        if other == *key || !matches!(dossier.draft.shown(&other), Shown::Conflict(_)) {
            continue;
        }
        let same_side = |live: &&hoso_protocol::draft::Live| {
            live.edit.and_then(|id| dossier.edits.get(&id)).is_some_and(|edit| edit.body.replica == side)
        };
        if let Some(live) = dossier.draft.live(&other).iter().find(same_side) {
            values.push((other, live.value.clone()));
        }
    }
    Some(values)
}

fn stale(db: &Connection, phone: &Phone, dossier: &Dossier) -> Result<Error> {
    Ok(Error::refused("stale").and("conflicts", of(db, phone, dossier)?))
}

/// A key by its full or its short name.
fn find(dossier: &Dossier, name: &str) -> Result<Key> {
    let full: Option<Key> = name.parse().ok();
    let known = full.filter(|key| !matches!(key, Key::Field(_)) || name.contains('/'));
    known
        .or_else(|| {
            dossier.draft.conflicts().map(|(key, _)| key).find(|key| short(key) == name || last(key) == name).cloned()
        })
        .or_else(|| dossier.draft.keys().find(|key| short(key) == name).cloned())
        .ok_or_else(|| Error::new(Kind::NotFound, "no_key"))
}

fn last(key: &Key) -> String {
    key.to_string().rsplit('/').next().unwrap_or_default().to_owned()
}
