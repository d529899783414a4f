//! One dossier as screens show it.

use super::conflicts::{ConflictValue, values};
use super::rows::statuses;
use super::state::Dossier;
use crate::error::Result;
use crate::phone::Phone;
use crate::time::stamp;
use hoso_protocol::draft::{Draft, Shown};
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::key::Key;
use hoso_protocol::procedure::{Paper, Procedure};
use hoso_protocol::readiness::{Needs, needs};
use hoso_protocol::value::Value;
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeMap;

/// One dossier.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DossierView {
    /// Its id.
    pub dossier: DossierId,
    /// The procedure's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What this view shows: handed back when a value is written.
    pub basis: String,
    /// `phone`, `sending`, `server` or `handed_in`.
    #[serde(rename = "where")]
    pub place: &'static str,
    /// Put away on this phone.
    pub archived: bool,
    /// Hidden by a delete.
    pub deleted: bool,
    /// Deleted on one phone while another went on writing.
    pub came_back: bool,
    /// Changed after it was handed in, and not handed in again.
    pub changed_since_hand_in: bool,
    /// Edits of this phone that the server can never take; their content is kept.
    pub not_accepted: u64,
    /// Edits that wait for something that is not here yet.
    pub waiting: u64,
    /// The answers of the questions that are asked now.
    pub answers: BTreeMap<String, Option<String>>,
    /// The fields of the present case.
    pub fields: BTreeMap<String, FieldView>,
    /// The papers of the present case.
    pub papers: BTreeMap<String, PaperView>,
    /// Papers that the present case does not ask for, with what was said of them and their photos.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub papers_kept: BTreeMap<String, PaperView>,
    /// What was written before and is not needed now ("Đã ghi trước đây").
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub earlier: BTreeMap<String, Value>,
    /// What the commune said.
    pub status: Vec<StatusView>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldView {
    /// Its name on the form.
    pub label: String,
    /// `None` when empty or in conflict.
    pub value: Option<String>,
    /// The values that differ.
    pub conflict: Option<Vec<ConflictValue>>,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PaperView {
    /// Its name.
    pub name: String,
    /// `None` when not set or in conflict.
    pub state: Option<String>,
    /// Photos, in order.
    pub pages: Vec<PageView>,
}

/// A photographed page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageView {
    /// What `retake`, `move` and `remove` take.
    pub page: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Their number.
    pub bytes: u64,
    /// Whether the photo is on this phone.
    pub here: bool,
}

/// A status.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatusView {
    /// The number exchanged between one-stop systems.
    pub number: u32,
    /// The words.
    pub text: String,
    /// The paper that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The code of the official system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The result date of the official system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// The server's time, as RFC 3339.
    pub at: String,
}

impl Phone {
    /// Shows a dossier.
    pub fn show(&self, id: DossierId) -> Result<DossierView> {
        self.look(id, |db, dossier| of(db, self, dossier))
    }
}

/// The view of a loaded dossier.
pub(super) fn of(db: &Connection, phone: &Phone, dossier: &Dossier) -> Result<DossierView> {
    let draft = &dossier.draft;
    let mut view = DossierView {
        dossier: dossier.id,
        code: dossier.procedure.as_ref().map_or_else(String::new, |p| p.code.clone()),
        title: dossier.title(),
        basis: dossier.basis(),
        place: dossier.place(),
        archived: dossier.archived,
        deleted: dossier.is_hidden(),
        came_back: dossier.came_back(),
        changed_since_hand_in: dossier.sent.handed_in && super::handin::changed_since(db, dossier)?,
        not_accepted: dossier.sent.not_accepted,
        waiting: dossier.history.pending().count() as u64,
        answers: BTreeMap::new(),
        fields: BTreeMap::new(),
        papers: BTreeMap::new(),
        papers_kept: BTreeMap::new(),
        earlier: BTreeMap::new(),
        status: statuses(db, dossier.num)?.into_iter().map(status).collect(),
    };
    let Some(procedure) = &dossier.procedure else { return Ok(view) };
    let needs = needs(procedure, &draft.answers());
    for question in &needs.questions {
        let answer = draft.text(&Key::Answer(question.key.clone())).map(str::to_owned);
        view.answers.insert(question.key.clone(), answer);
    }
    for field in &needs.fields {
        let key = Key::Field(field.key.clone());
        let conflict = match draft.shown(&key) {
            Shown::Conflict(live) => Some(values(db, phone, live)?),
            _ => None,
        };
        let value = draft.text(&key).map(str::to_owned);
        view.fields.insert(field.key.clone(), FieldView { label: field.label.clone(), value, conflict });
    }
    for paper in &needs.papers {
        view.papers.insert(paper.key.clone(), paper_view(db, dossier, paper)?);
    }
    for paper in kept(procedure, &needs, draft) {
        view.papers_kept.insert(paper.key.clone(), paper_view(db, dossier, paper)?);
    }
    for key in draft.keys() {
        let rests = match key {
            Key::Field(name) => !view.fields.contains_key(name),
            Key::Answer(name) => !view.answers.contains_key(name),
            Key::Paper(name) | Key::Photo(name, _) => !view.papers.contains_key(name),
            _ => false,
        };
        if let Shown::One(value) = draft.shown(key)
            && rests
        {
            view.earlier.insert(super::conflicts::short(key), value.clone());
        }
    }
    Ok(view)
}

fn paper_view(db: &Connection, dossier: &Dossier, paper: &Paper) -> Result<PaperView> {
    let state = dossier.draft.text(&Key::Paper(paper.key.clone())).map(str::to_owned);
    let pages = dossier.draft.pages(&paper.key).into_iter().map(|(page, photo)| {
        let here = super::attach::file_of(db, dossier, &photo.sha256)?.is_some();
        Ok(PageView { page: page.to_owned(), sha256: photo.sha256, bytes: photo.bytes, here })
    });
    Ok(PaperView { name: paper.name.clone(), state, pages: pages.collect::<Result<_>>()? })
}

/// Papers of which something was said or photographed, though the present case does not ask for them: the questions may
/// not be answered yet.
pub(super) fn kept<'a>(procedure: &'a Procedure, needs: &Needs<'_>, draft: &Draft) -> Vec<&'a Paper> {
    let said =
        |paper: &&Paper| draft.text(&Key::Paper(paper.key.clone())).is_some() || !draft.pages(&paper.key).is_empty();
    let rests = |paper: &&Paper| !needs.papers.iter().any(|needed| needed.key == paper.key);
    procedure.papers.iter().filter(rests).filter(said).collect()
}

fn status(status: hoso_protocol::record::Status) -> StatusView {
    StatusView {
        number: status.number,
        text: status.text,
        paper: status.paper,
        code: status.code,
        due: status.due,
        at: stamp(status.at),
    }
}
