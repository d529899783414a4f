//! Undo is a new value: only where the step's own value is still what counts, all keys of a step or none.

use super::seal::is_ours;
use super::set::{Before, Change, Changes, shown, write};
use super::state::Dossier;
use crate::error::{Error, Result};
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::text::say;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

/// What was undone or redone, in words; `None`: there was nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undone {
    /// The sentence.
    pub done: Option<String>,
}

impl Phone {
    /// Takes the last step back. A step that somebody wrote over since is said so once and then left behind, so that it
    /// never stands before the older ones.
    pub fn undo(&self, id: DossierId) -> Result<Undone> {
        let mut last = None;
        let undone = self.change(id, |db, dossier, now| {
            let Some((num, what, changes)) = step(db, dossier, include_str!("last_step.sql"))? else {
                return Ok(Undone { done: None });
            };
            last = Some(num);
            for (key, change) in &changes {
                take_back(db, dossier, key, change, now)?;
            }
            db.execute("update step set undone = 1 where num = ?1", [num])?;
            Ok(Undone { done: Some(say("undo.done", &[("step", &name(dossier, &what, &changes))])) })
        });
        if let (Err(error), Some(num)) = (&undone, last)
            && error.code == "changed_since"
        {
            self.store().write(|tx, _| Ok(tx.execute("update step set undone = 2 where num = ?1", [num])?))?;
        }
        undone
    }

    /// Does the step again that was taken back last.
    pub fn redo(&self, id: DossierId) -> Result<Undone> {
        self.change(id, |db, dossier, now| {
            let Some((num, what, changes)) = step(db, dossier, include_str!("next_step.sql"))? else {
                return Ok(Undone { done: None });
            };
            for (key, change) in &changes {
                let parsed = parse(key)?;
                if shown(dossier, &parsed) != change.was_shown {
                    return Err(changed_since(dossier, &parsed));
                }
                write(db, dossier, &parsed, Some((change.now.clone(), now)))?;
            }
            db.execute("update step set undone = 0 where num = ?1", [num])?;
            Ok(Undone { done: Some(say("redo.done", &[("step", &name(dossier, &what, &changes))])) })
        })
    }
}

impl Phone {
    /// What undo and redo would do, in words; `None`: nothing.
    pub fn steps(&self, id: DossierId) -> Result<(Option<String>, Option<String>)> {
        self.look(id, |db, dossier| {
            let last = step(db, dossier, include_str!("last_step.sql"))?;
            let next = step(db, dossier, include_str!("next_step.sql"))?;
            let name = |(_, what, changes): (i64, String, Changes)| name(dossier, &what, &changes);
            Ok((last.map(name), next.map(name)))
        })
    }
}

fn step(db: &Connection, dossier: &Dossier, sql: &str) -> Result<Option<(i64, String, Changes)>> {
    let row = db
        .prepare_cached(sql)?
        .query_row(params![dossier.num], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))
        .optional()?;
    Ok(row.and_then(|(num, what, changes)| Some((num, what, serde_json::from_str(&changes).ok()?))))
}

fn take_back(db: &Connection, dossier: &mut Dossier, key: &str, change: &Change, now: i64) -> Result<()> {
    let parsed = parse(key)?;
    if let Some((value, _)) = dossier.working.get(&parsed) {
        if *value != change.now {
            return Err(changed_since(dossier, &parsed));
        }
        return write(db, dossier, &parsed, change.was_working.clone());
    }
    // It was sealed since: still ours, still the only one?
    let still = match dossier.draft.live(&parsed) {
        [one] => one.value == change.now && one.edit.is_some_and(|id| is_ours(dossier, &id)),
        _ => false,
    };
    match &change.was_shown {
        Before::One(before) if still => write(db, dossier, &parsed, Some((before.clone(), now))),
        _ => Err(changed_since(dossier, &parsed)),
    }
}

fn parse(key: &str) -> Result<Key> {
    key.parse().map_err(|_| Error::storage("store_damaged"))
}

fn changed_since(dossier: &Dossier, key: &Key) -> Error {
    Error::refused("changed_since").and("key", label(dossier, key))
}

/// What a step was, in words.
fn name(dossier: &Dossier, what: &str, changes: &Changes) -> String {
    let keys: Vec<String> = changes
        .keys()
        .filter_map(|key| key.parse().ok())
        .map(|key| label(dossier, &key))
        .filter(|l| !l.is_empty())
        .collect();
    say(what, &[("name", &keys.join(", "))]).trim_end_matches([' ', ':']).to_owned()
}

/// The name of a key as people know it.
pub(super) fn label(dossier: &Dossier, key: &Key) -> String {
    let procedure = dossier.procedure.as_deref();
    let found = match key {
        Key::Field(name) => procedure.and_then(|p| p.field(name)).map(|f| f.label.clone()),
        Key::Answer(name) => procedure.and_then(|p| p.question(name)).map(|q| q.text.clone()),
        Key::Paper(name) | Key::Photo(name, _) => procedure.and_then(|p| p.paper(name)).map(|p| p.name.clone()),
        Key::Title => Some(say("key.title", &[])),
        Key::Procedure => Some(say("key.procedure", &[])),
        Key::Deleted => Some(String::new()),
        Key::Note(name) => Some(name.clone()),
    };
    found.unwrap_or_else(|| key.to_string())
}
