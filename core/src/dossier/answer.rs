//! Answering the questions of the case.

use super::set::{Saved, must_agree, must_be_open, set};
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::procedure::{Choice, Procedure};
use hoso_protocol::value::{Value, clean};

impl Phone {
    /// Answers questions, all or none; an empty answer takes one back. Papers and fields of the case follow.
    pub fn answer(&self, id: DossierId, answers: &[(&str, &str)]) -> Result<Saved> {
        self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            let procedure = dossier.procedure()?;
            let values = answers
                .iter()
                .map(|(name, value)| Ok((Key::Answer((*name).to_owned()), read(&procedure, name, value)?)))
                .collect::<Result<Vec<_>>>()?;
            must_agree(dossier, values.iter().map(|(key, _)| key.clone()))?;
            set(db, dossier, values, "step.answer", now)?;
            Ok(Saved::of(dossier))
        })
    }
}

/// An answer by its value or by its words.
pub(super) fn read(procedure: &Procedure, name: &str, value: &str) -> Result<Value> {
    let question = procedure.question(name).ok_or_else(|| {
        let names: Vec<&str> = procedure.questions.iter().map(|question| question.key.as_str()).collect();
        Error::new(Kind::NotFound, "no_question").and("questions", names)
    })?;
    let value = clean(value.get(..4096).unwrap_or(value));
    if value.is_empty() {
        return Ok(Value::Cleared);
    }
    Choice::of(&question.options, &value)
        .map(|o| Value::Text(o.value.clone()))
        .ok_or_else(|| Error::usage("no_option").and("options", &question.options))
}
