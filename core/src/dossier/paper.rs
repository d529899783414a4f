//! Saying what is at hand of a paper.

use super::set::{Saved, must_agree, must_be_open, set};
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::paper::PaperState;
use hoso_protocol::procedure::Procedure;
use hoso_protocol::value::Value;

impl Phone {
    /// Sets the state of a paper; an empty state takes it back.
    pub fn paper(&self, id: DossierId, paper: &str, state: &str) -> Result<Saved> {
        self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            let value = read(&*dossier.procedure()?, paper, state)?;
            let key = Key::Paper(paper.to_owned());
            must_agree(dossier, [key.clone()])?;
            set(db, dossier, vec![(key, value)], "step.paper", now)?;
            Ok(Saved::of(dossier))
        })
    }
}

pub(super) fn read(procedure: &Procedure, paper: &str, state: &str) -> Result<Value> {
    must_exist(procedure, paper)?;
    let state = state.trim().to_lowercase().replace(['-', ' '], "_");
    if state.is_empty() {
        return Ok(Value::Cleared);
    }
    // What people type at a command line for the same thing.
    let state = match state.as_str() {
        "original" | "yes" => "have",
        "certified" => "certified_copy",
        "later" | "will_bring" | "will_bring_later" => "bring_later",
        "no" | "missing" | "don't_have" => "dont_have",
        "only_shown" | "show" => "shown",
        "state" | "held" => "held_by_state",
        other => other,
    };
    let names = || PaperState::ALL.map(PaperState::name);
    let state: PaperState = state.parse().map_err(|_| Error::usage("no_state").and("states", names()))?;
    Ok(Value::Text(state.name().to_owned()))
}

/// Refuses a paper that the procedure does not know.
pub(super) fn must_exist(procedure: &Procedure, paper: &str) -> Result<()> {
    if procedure.paper(paper).is_some() {
        return Ok(());
    }
    let names: Vec<&str> = procedure.papers.iter().map(|paper| paper.key.as_str()).collect();
    Err(Error::new(Kind::NotFound, "no_paper").and("papers", names))
}
