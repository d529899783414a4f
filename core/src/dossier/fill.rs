//! Typing into fields.

use super::basis::tips_of;
use super::seal::seal_older;
use super::set::{Saved, must_agree, must_be_open, set};
use super::state::Dossier;
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::procedure::Procedure;
use hoso_protocol::readiness::{Item, Kind as ItemKind};
use hoso_protocol::text::say;
use hoso_protocol::value::{Value, typed, wrong};

impl Phone {
    /// Fills fields, all or none. `basis` is what the person's screen showed; `None`: what the store shows now.
    pub fn fill(&self, id: DossierId, values: &[(&str, &str)], basis: Option<&str>) -> Result<Saved> {
        self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            let procedure = dossier.procedure()?;
            let values = values
                .iter()
                .map(|(name, value)| Ok((Key::Field((*name).to_owned()), read(&procedure, name, value)?)))
                .collect::<Result<Vec<_>>>()?;
            let wrong = values.iter().filter_map(|(key, value)| wrong_item(&procedure, key, value)).collect();
            match basis {
                Some(basis) if basis != dossier.basis() => {
                    // The screen is older than the store: what it did not show is not replaced.
                    let seen = tips_of(db, dossier, basis)?;
                    let values = values.into_iter().map(|(key, value)| (key, value, now)).collect();
                    seal_older(db, self, dossier, values, seen)?;
                }
                _ => {
                    must_agree(dossier, values.iter().map(|(key, _)| key.clone()))?;
                    set(db, dossier, values, "step.fill", now)?;
                }
            }
            Ok(Saved { wrong, ..Saved::of(dossier) })
        })
    }
}

fn read(procedure: &Procedure, name: &str, value: &str) -> Result<Value> {
    let field = procedure.field(name).ok_or_else(|| {
        let names: Vec<&str> = procedure.fields.iter().map(|field| field.key.as_str()).collect();
        Error::new(Kind::NotFound, "no_field").and("fields", names)
    })?;
    typed(field, value).map_err(|_| Error::refused("too_long"))
}

/// What was kept as typed but can't be right.
pub(super) fn wrong_item(procedure: &Procedure, key: &Key, value: &Value) -> Option<Item> {
    let Key::Field(name) = key else { return None };
    let field = procedure.field(name)?;
    let code = wrong(field, value.text()?)?;
    Some(Item {
        kind: ItemKind::Field,
        key: name.clone(),
        code: code.to_owned(),
        text: say(code, &[("name", &field.label)]),
    })
}

/// A value for any key that a person may write, through the same door.
pub(super) fn read_for(dossier: &Dossier, key: &Key, value: &str) -> Result<Value> {
    let procedure = dossier.procedure()?;
    match key {
        Key::Field(name) => read(&procedure, name, value),
        Key::Answer(name) => super::answer::read(&procedure, name, value),
        Key::Paper(name) => super::paper::read(&procedure, name, value),
        Key::Title | Key::Note(_) => hoso_protocol::value::text(value).map_err(|_| Error::refused("too_long")),
        Key::Procedure | Key::Deleted | Key::Photo(..) => Err(Error::refused("pick_only")),
    }
}
