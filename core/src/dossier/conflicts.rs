//! What two phones say differently: both values, with who and when.

use super::rows::ids as all_ids;
use super::state::Dossier;
use super::undo::label;
use crate::error::Result;
use crate::phone::Phone;
use crate::time::stamp;
use hoso_protocol::draft::Live;
use hoso_protocol::ids::{DossierId, EditId, PublicKey};
use hoso_protocol::key::Key;
use hoso_protocol::record::Certificate;
use hoso_protocol::sign::Signed;
use hoso_protocol::text::say;
use hoso_protocol::value::Value;
use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;

/// One of the values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConflictValue {
    /// The edit that set it: what `resolve` picks.
    pub id: EditId,
    /// What it says.
    pub value: Value,
    /// Whose device wrote it, in words.
    pub who: String,
    /// When, by that device's clock, as RFC 3339.
    pub when: String,
}

/// A key in conflict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConflictView {
    /// The dossier.
    pub dossier: DossierId,
    /// Its title.
    pub title: String,
    /// What `resolve` takes.
    pub key: String,
    /// The key's name as people know it.
    pub label: String,
    /// Fields that are true only together are resolved together: the name of their group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The values that differ.
    pub values: Vec<ConflictValue>,
    /// What `resolve` hands back.
    pub basis: String,
}

impl Phone {
    /// The conflicts of one dossier, or of all.
    pub fn conflicts(&self, id: Option<DossierId>) -> Result<Vec<ConflictView>> {
        self.store().read(|db| {
            let ids = match id {
                Some(id) => vec![id],
                None => all_ids(db, "select id from dossier where conflicts > 0 and hidden = 0 order by num")?,
            };
            let mut all = vec![];
            for id in ids {
                all.extend(of(db, self, &Dossier::load(db, self, id)?)?);
            }
            Ok(all)
        })
    }
}

/// The conflicts of a dossier.
pub(super) fn of(db: &Connection, phone: &Phone, dossier: &Dossier) -> Result<Vec<ConflictView>> {
    let view = |(key, live): (&Key, &[Live])| {
        Ok(ConflictView {
            dossier: dossier.id,
            title: dossier.title(),
            key: short(key),
            label: label(dossier, key),
            group: group(dossier, key).map(|group| group.label.clone()),
            values: values(db, phone, live)?,
            basis: dossier.basis(),
        })
    };
    dossier.draft.conflicts().map(view).collect()
}

/// The values of a conflict.
pub(super) fn values(db: &Connection, phone: &Phone, live: &[Live]) -> Result<Vec<ConflictValue>> {
    let value = |live: &Live| {
        Ok(ConflictValue {
            id: live.edit.unwrap_or(EditId([0; 32])),
            value: live.value.clone(),
            who: who(db, phone, live.by)?,
            when: stamp(live.at),
        })
    };
    live.iter().map(value).collect()
}

/// Whose device it is: derived from its certificate, never claimed.
fn who(db: &Connection, phone: &Phone, by: Option<PublicKey>) -> Result<String> {
    let Some(by) = by.filter(|by| *by != phone.device()) else { return Ok(say("who.this_phone", &[])) };
    let certificate = db
        .prepare_cached("select body, sig from certificate where key = ?1")?
        .query_row([by.0], |row| Ok(Signed::<Certificate>::from_parts(row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(certificate.and_then(|c| c.read().ok()).map_or_else(|| say("who.unknown", &[]), |c| c.label))
}

/// The group that a field belongs to.
pub(super) fn group<'d>(dossier: &'d Dossier, key: &Key) -> Option<&'d hoso_protocol::procedure::Group> {
    let Key::Field(name) = key else { return None };
    dossier.procedure.as_ref()?.groups.iter().find(|group| group.fields.contains(name))
}

/// A field by its own name, everything else with its kind.
pub(super) fn short(key: &Key) -> String {
    match key {
        Key::Field(name) => name.clone(),
        other => other.to_string(),
    }
}
