//! What two phones say differently, and ending it.

use crate::draft::Draft;
use crate::error::{ErrorKind, HoSoError};
use crate::words::{label, of_field};
use hoso_core::Phone;
use hoso_core::dossier::{self, ConflictValue};
use hoso_core::time::when;
use hoso_core::{Error, Kind};
use hoso_protocol::ids::DossierId;
use hoso_protocol::procedure::{Field, Procedure};
use hoso_protocol::text::{has, say};
use hoso_protocol::value::Value;

/// One of the values.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ConflictChoice {
    /// What `Decision.Pick` takes.
    pub id: String,
    /// What it says, for people; empty: it was cleared.
    pub text: String,
    /// It is a photo, to be shown with `Draft.picture` where it is on this phone.
    pub is_photo: bool,
    /// Whose phone wrote it, in words.
    pub who: String,
    /// When, by that phone's clock, for people in Vietnam's time: to be shown as "theo giờ máy".
    pub when_text: String,
}

/// Something that two phones wrote differently.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Conflict {
    /// What `Draft.resolve` takes.
    pub key: String,
    /// Its name as people know it.
    pub label: String,
    /// Values that are true only together (name, number, birth): picking one picks them all. Their name.
    pub group: Option<String>,
    /// Whether a value of one's own may be written; else one has to be picked.
    pub may_write: bool,
    /// The values.
    pub choices: Vec<ConflictChoice>,
    /// What this screen shows: handed back to `Draft.resolve`.
    pub basis: String,
}

/// What a person decided.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Decision {
    /// The value with this id.
    Pick {
        /// `ConflictChoice.id`.
        id: String,
    },
    /// Another value, as it was typed.
    Write {
        /// The value.
        value: String,
    },
}

#[uniffi::export]
impl Draft {
    /// What two phones say differently in this dossier.
    pub fn conflicts(&self) -> Result<Vec<Conflict>, HoSoError> {
        self.run(conflicts)
    }

    /// Ends one and gives what is left. Where another phone wrote in the meantime it says `stale`: show the list anew.
    pub fn resolve(&self, key: String, decision: Decision, basis: String) -> Result<Vec<Conflict>, HoSoError> {
        let choice = match &decision {
            Decision::Write { value } => dossier::Choice::Write(value),
            Decision::Pick { id } => match id.parse() {
                Ok(id) => dossier::Choice::Pick(id),
                Err(_) => return Err(HoSoError::of(ErrorKind::NotFound, "no_conflict_choice")),
            },
        };
        self.run(|phone, id| {
            phone.resolve(id, &key, choice, &basis)?;
            conflicts(phone, id)
        })
    }
}

fn conflicts(phone: &Phone, id: DossierId) -> hoso_core::Result<Vec<Conflict>> {
    let procedure = match phone.procedure(id) {
        Ok(procedure) => Some(procedure),
        Err(Error { kind: Kind::Refused, .. }) => None,
        Err(error) => return Err(error),
    };
    let view = |conflict: dossier::ConflictView| {
        let field = procedure.as_ref().and_then(|procedure| procedure.field(&conflict.key));
        let mut choices = choices(field, &conflict.values);
        for (choice, value) in choices.iter_mut().zip(&conflict.values) {
            if let (None, Some(text), Some(procedure)) = (field, value.value.text(), &procedure) {
                choice.text = of_key(procedure, &conflict.key, text);
            }
        }
        Conflict {
            may_write: !["photo/", "procedure", "deleted"].iter().any(|start| conflict.key.starts_with(start)),
            choices,
            key: conflict.key,
            label: conflict.label,
            group: conflict.group,
            basis: conflict.basis,
        }
    };
    Ok(phone.conflicts(Some(id))?.into_iter().map(view).collect())
}

/// The words of an answer or of a paper's state.
fn of_key(procedure: &Procedure, key: &str, value: &str) -> String {
    if let Some(question) = key.strip_prefix("answer/").and_then(|key| procedure.question(key)) {
        return label(&question.options, value);
    }
    let state = format!("paper.{value}");
    if key.starts_with("paper/") && has(&state) { say(&state, &[]) } else { value.to_owned() }
}

/// The values of a conflict for people.
pub(crate) fn choices(field: Option<&Field>, values: &[ConflictValue]) -> Vec<ConflictChoice> {
    let choice = |value: &ConflictValue| ConflictChoice {
        id: value.id.to_hex(),
        text: match (&value.value, field) {
            (Value::Text(text), Some(field)) => of_field(field, text),
            (Value::Text(text), None) => text.clone(),
            _ => String::new(),
        },
        is_photo: value.value.photo().is_some(),
        who: value.who.clone(),
        when_text: when(&value.when),
    };
    values.iter().map(choice).collect()
}
