//! One page to show at the desk or to send to a relative, in plain Vietnamese.

use super::rows::receipts;
use super::state::Dossier;
use super::{check, show};
use crate::error::Result;
use crate::phone::Phone;
use crate::time::day;
use hoso_protocol::draft::Shown;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::paper::PaperState;
use hoso_protocol::procedure::FieldType;
use hoso_protocol::readiness::needs;
use hoso_protocol::text::say;
use rusqlite::Connection;
use serde::Serialize;

/// The page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Lines of plain text.
    pub text: String,
}

impl Phone {
    /// The summary of a dossier.
    pub fn summary(&self, id: DossierId) -> Result<Summary> {
        self.look(id, |db, dossier| Ok(Summary { text: text(db, self, dossier)? }))
    }
}

/// The page of a loaded dossier.
pub(super) fn text(db: &Connection, phone: &Phone, dossier: &Dossier) -> Result<String> {
    let procedure = dossier.procedure()?;
    let draft = &dossier.draft;
    let needs = needs(&procedure, &draft.answers());
    let view = show::of(db, phone, dossier)?;
    let check = check::of(db, dossier)?;
    let mut lines = vec![dossier.title().to_uppercase()];
    lines.push(say("summary.procedure", &[("name", &procedure.name), ("code", &procedure.code)]));
    lines.push(say("summary.place", &[("place", &procedure.place)]));
    if let Some(receipt) = receipts(db, dossier.num)?.last() {
        lines.push(say("summary.receipt", &[("id", &receipt.id)]));
        lines.push(say("receipt.text", &[("place", &receipt.place)]));
    }
    if let Some(status) = view.status.last() {
        lines.push(say("summary.status", &[("text", &status.text)]));
        if let Some(code) = &status.code {
            let due = status.due.as_deref().map(day).unwrap_or_default();
            lines.push(say("summary.official", &[("code", code), ("due", &due)]));
        }
    }
    section(&mut lines, "summary.answers");
    for question in &needs.questions {
        let chosen = draft.text(&Key::Answer(question.key.clone()));
        let label =
            chosen.and_then(|value| question.options.iter().find(|o| o.value == value)).map(|o| o.label.as_str());
        lines.push(format!("- {} {}", question.text, label.unwrap_or("…")));
    }
    section(&mut lines, "summary.papers");
    for paper in &needs.papers {
        let state = draft.text(&Key::Paper(paper.key.clone())).and_then(|text| text.parse::<PaperState>().ok());
        let state = state.map_or_else(|| say("summary.not_said", &[]), |s| say(&format!("paper.{}", s.name()), &[]));
        let pages = draft.pages(&paper.key).len();
        let photos = if pages > 0 { say("summary.photos", &[("n", &pages.to_string())]) } else { String::new() };
        lines.push(format!("- {}: {state}{photos}", paper.name));
    }
    section(&mut lines, "summary.fields");
    for field in &needs.fields {
        let value = match draft.shown(&Key::Field(field.key.clone())) {
            Shown::Empty => continue,
            Shown::Conflict(_) => say("summary.conflict", &[]),
            Shown::One(value) => {
                let text = value.text().unwrap_or_default();
                match field.kind {
                    FieldType::Date => day(text),
                    FieldType::Choice => {
                        field.options.iter().find(|o| o.value == text).map_or(text, |o| &o.label).to_owned()
                    }
                    _ => text.to_owned(),
                }
            }
        };
        lines.push(format!("- {}: {value}", field.label));
    }
    let left: Vec<_> = check.check.missing.iter().chain(&check.check.wrong).collect();
    if left.is_empty() {
        lines.extend([String::new(), say("summary.ready", &[])]);
    } else {
        section(&mut lines, "summary.missing");
        for item in left {
            lines.push(format!("- {}", item.text));
            if let Some(place) = check.where_to_get.get(&item.key) {
                lines.push(format!("  {place}"));
            }
        }
    }
    lines.extend([String::new(), source(&procedure)]);
    Ok(lines.join("\n") + "\n")
}

fn section(lines: &mut Vec<String>, code: &str) {
    lines.extend([String::new(), say(code, &[])]);
}

/// Where the guide's facts come from, and whether an officer has looked at it.
fn source(procedure: &hoso_protocol::procedure::Procedure) -> String {
    if procedure.is_imported() && procedure.source.read_on.is_empty() {
        return say("summary.imported", &[]);
    }
    let code = if procedure.is_reviewed() { "summary.reviewed" } else { "summary.not_reviewed" };
    say(code, &[("day", &day(&procedure.source.read_on))])
}
