//! The screen of one dossier.

use crate::check::CheckScreen;
use crate::draft::Draft;
use crate::error::HoSoError;
use crate::handin::{Receipt, StatusLine};
use crate::home::Place;
use hoso_core::dossier::DossierView;
use hoso_core::{Error, Kind};
use hoso_protocol::text::say;

/// One dossier at a glance.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Overview {
    /// The dossier's id.
    pub id: String,
    /// The procedure's code.
    pub code: String,
    /// The procedure's name.
    pub procedure: String,
    /// The dossier's title.
    pub title: String,
    /// Where it is.
    pub place: Place,
    /// The same in words.
    pub place_text: String,
    /// The check; null where this phone has no guide of it yet.
    pub check: Option<CheckScreen>,
    /// What to know first, each a sentence: deleted, changed since it was sent, in conflict.
    pub notes: Vec<String>,
    /// It was deleted and can come back.
    pub deleted: bool,
    /// It was put away.
    pub archived: bool,
    /// How many values two phones wrote differently.
    pub conflicts: u32,
    /// Changed after it was handed in, and not handed in again.
    pub changed_since_hand_in: bool,
    /// How much the server did not take and nobody wrote again: `Draft.adopt` does.
    pub not_accepted: u64,
    /// The receipt, as long as it was not taken back.
    pub receipt: Option<Receipt>,
    /// What the commune said, oldest first.
    pub statuses: Vec<StatusLine>,
    /// What undo would take back, in words; null: nothing.
    pub undo: Option<String>,
    /// What redo would do again, in words; null: nothing.
    pub redo: Option<String>,
}

#[uniffi::export]
impl Draft {
    /// The dossier at a glance.
    pub fn overview(&self) -> Result<Overview, HoSoError> {
        self.run(|phone, id| {
            let view = phone.show(id)?;
            // A dossier of another phone may be here before its guide is.
            let known = match phone.procedure(id) {
                Ok(procedure) => Some(procedure),
                Err(Error { kind: Kind::Refused, .. }) => None,
                Err(error) => return Err(error),
            };
            let check = known.as_ref().map(|_| phone.check(id)).transpose()?.map(CheckScreen::of);
            let conflicts = phone.conflicts(Some(id))?.len();
            let (undo, redo) = phone.steps(id)?;
            let (place, place_text) = Place::of(view.place);
            Ok(Overview {
                id: id.to_hex(),
                notes: notes(&view, conflicts, known.is_some()),
                code: view.code,
                procedure: known.map(|procedure| procedure.name).unwrap_or_default(),
                title: view.title,
                place,
                place_text,
                check,
                deleted: view.deleted,
                archived: view.archived,
                conflicts: u32::try_from(conflicts).unwrap_or(u32::MAX),
                changed_since_hand_in: view.changed_since_hand_in,
                not_accepted: view.not_accepted,
                receipt: phone.receipt(id)?.map(Receipt::from),
                statuses: view.status.into_iter().map(StatusLine::from).collect(),
                undo,
                redo,
            })
        })
    }
}

fn notes(view: &DossierView, conflicts: usize, known: bool) -> Vec<String> {
    let all = [
        (!known, "app.note.no_guide", 0),
        (view.deleted, "app.note.deleted", 0),
        (view.came_back, "app.note.came_back", 0),
        (conflicts > 0, "app.note.conflicts", conflicts as u64),
        (view.changed_since_hand_in, "app.note.changed", 0),
        (view.not_accepted > 0, "app.note.not_accepted", view.not_accepted),
        (view.waiting > 0, "app.note.waiting", view.waiting),
    ];
    all.iter().filter(|(holds, ..)| *holds).map(|(_, code, n)| say(code, &[("n", &n.to_string())])).collect()
}
