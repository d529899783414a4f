//! The only way to a working value: the value, the undo step and the list's row in one transaction.

use super::state::Dossier;
use crate::error::{Error, Result};
use hoso_protocol::draft::Shown;
use hoso_protocol::key::Key;
use hoso_protocol::readiness::Item;
use hoso_protocol::value::Value;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many steps of a dossier can be undone.
const STEPS: i64 = 200;

/// "Saved", said only once it is durable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saved {
    /// Always true.
    pub saved: bool,
    /// What the screen shows now.
    pub basis: String,
    /// What was kept as typed but can't be right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wrong: Vec<Item>,
}

impl Saved {
    pub(super) fn of(dossier: &Dossier) -> Self {
        Self { saved: true, basis: dossier.basis(), wrong: vec![] }
    }
}

/// What a step did to one key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Change {
    /// The working value that it replaced.
    pub(super) was_working: Option<(Value, i64)>,
    /// What was shown before.
    pub(super) was_shown: Before,
    /// The value that it set.
    pub(super) now: Value,
}

/// What a key showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Before {
    /// One value, or none.
    One(Value),
    /// Values that differed.
    Conflict,
}

/// The changes of a step by key.
pub(super) type Changes = BTreeMap<String, Change>;

/// Sets working values: what the screen showed was current. One step of the undo journal, named by a sentence's code.
pub(super) fn set(
    db: &Connection,
    dossier: &mut Dossier,
    values: Vec<(Key, Value)>,
    step: &str,
    now: i64,
) -> Result<()> {
    let mut changes = Changes::new();
    for (key, value) in values {
        if shows(dossier, &key, &value) {
            continue;
        }
        let change = Change {
            was_working: dossier.working.get(&key).cloned(),
            was_shown: shown(dossier, &key),
            now: value.clone(),
        };
        write(db, dossier, &key, Some((value, now)))?;
        changes.insert(key.to_string(), change);
    }
    if !changes.is_empty() {
        journal(db, dossier, step, changes)?;
    }
    dossier.rebuild(db)
}

/// Writes or takes away one working value, without a step.
pub(super) fn write(db: &Connection, dossier: &mut Dossier, key: &Key, value: Option<(Value, i64)>) -> Result<()> {
    match value {
        Some((value, at)) => {
            let text = serde_json::to_string(&value).unwrap_or_default();
            db.prepare_cached(include_str!("set.sql"))?.execute(params![dossier.num, key.to_string(), text, at])?;
            dossier.working.insert(key.clone(), (value, at));
        }
        None => {
            db.prepare_cached("delete from working where dossier = ?1 and key = ?2")?
                .execute(params![dossier.num, key.to_string()])?;
            dossier.working.remove(key);
        }
    }
    Ok(())
}

/// Whether a key shows exactly this value already.
fn shows(dossier: &Dossier, key: &Key, value: &Value) -> bool {
    match dossier.draft.shown(key) {
        Shown::Empty => value.is_empty(),
        Shown::One(one) => one == value,
        Shown::Conflict(_) => false,
    }
}

/// What a key shows.
pub(super) fn shown(dossier: &Dossier, key: &Key) -> Before {
    match dossier.draft.shown(key) {
        Shown::Empty => Before::One(Value::Cleared),
        Shown::One(value) => Before::One(value.clone()),
        Shown::Conflict(_) => Before::Conflict,
    }
}

/// Writes the step. Fills of one field in a row are one step, so that undo goes back by fields and not by letters.
fn journal(db: &Connection, dossier: &Dossier, step: &str, mut changes: Changes) -> Result<()> {
    let last: Option<(i64, String, String)> = db
        .prepare_cached(include_str!("last_step.sql"))?
        .query_row(params![dossier.num], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    db.prepare_cached("delete from step where dossier = ?1 and undone = 1")?.execute([dossier.num])?;
    if let Some((num, what, before)) = last
        && step == "step.fill"
        && what == step
        && let Ok(before) = serde_json::from_str::<Changes>(&before)
        && continues(&before, &changes)
    {
        for (key, change) in &mut changes {
            if let Some(first) = before.get(key) {
                change.was_working.clone_from(&first.was_working);
                change.was_shown.clone_from(&first.was_shown);
            }
        }
        let text = serde_json::to_string(&changes).unwrap_or_default();
        db.prepare_cached("update step set changes = ?2 where num = ?1")?.execute(params![num, text])?;
        return Ok(());
    }
    let text = serde_json::to_string(&changes).unwrap_or_default();
    db.prepare_cached("insert into step (dossier, what, changes) values (?1, ?2, ?3)")?.execute(params![
        dossier.num,
        step,
        text
    ])?;
    db.prepare_cached(include_str!("forget_steps.sql"))?.execute(params![dossier.num, STEPS])?;
    Ok(())
}

/// Whether a step goes on with the same one field: it replaces the very working value that the last step set.
fn continues(before: &Changes, after: &Changes) -> bool {
    before.len() == 1
        && after.len() == 1
        && after.iter().all(|(key, change)| {
            let last = before.get(key).map(|first| &first.now);
            last.is_some() && change.was_working.as_ref().map(|(value, _)| value) == last
        })
}

/// Refuses to write into what a person deleted.
pub(super) fn must_be_open(dossier: &Dossier) -> Result<()> {
    if dossier.is_hidden() { Err(Error::refused("deleted")) } else { Ok(()) }
}

/// Refuses to write over a conflict unseen.
pub(super) fn must_agree(dossier: &Dossier, keys: impl IntoIterator<Item = Key>) -> Result<()> {
    let disputed = keys.into_iter().any(|key| matches!(dossier.draft.shown(&key), Shown::Conflict(_)));
    if disputed { Err(Error::refused("in_conflict")) } else { Ok(()) }
}
