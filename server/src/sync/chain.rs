//! Where an edit says it stands, and whether that is so.

use crate::error::Result;
use hoso_protocol::edit::{Edit, Fault, SignedEdit};
use hoso_protocol::ids::{DossierId, EditId, ReplicaId};
use rusqlite::{OptionalExtension as _, Transaction};
use serde::Deserialize;

/// The place that an edit claims: all that a void needs.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Place {
    pub dossier: DossierId,
    pub replica: ReplicaId,
    pub n: u64,
    pub prev: Option<EditId>,
}

impl Place {
    /// Also of an edit that can't be read otherwise; `None` if not even its place can be.
    pub fn of(signed: &SignedEdit, opened: &std::result::Result<Edit, Fault>) -> Option<Self> {
        let place = match opened {
            Ok(Edit { body, .. }) => Self { dossier: body.dossier, replica: body.replica, n: body.n, prev: body.prev },
            Err(_) => serde_json::from_str(&signed.body).ok()?,
        };
        // Numbers that the database could not hold.
        (1..=i64::MAX as u64).contains(&place.n).then_some(place)
    }
}

/// How an edit fits what is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// All that it builds on is held.
    Fits,
    /// Something is not held yet.
    Missing,
    /// It contradicts what is held: it never fits.
    Never,
}

/// Whether `prev` is held and where it should be.
pub fn prev_fits(tx: &Transaction<'_>, place: &Place) -> Result<Fit> {
    let Some(prev) = place.prev else {
        return Ok(if place.n == 1 { Fit::Fits } else { Fit::Never });
    };
    Ok(match held(tx, place.dossier, prev)? {
        None => Fit::Missing,
        Some(Some((replica, n))) if replica == place.replica && n.checked_add(1) == Some(place.n) => Fit::Fits,
        Some(_) => Fit::Never,
    })
}

/// Whether all of `seen` is held and where it should be.
pub fn seen_fits(tx: &Transaction<'_>, edit: &Edit) -> Result<Fit> {
    let mut fit = Fit::Fits;
    for tip in &edit.body.seen {
        match held(tx, edit.body.dossier, tip.2)? {
            None => fit = Fit::Missing,
            Some(Some(place)) if place == (tip.0, tip.1) => {}
            Some(_) => return Ok(Fit::Never),
        }
    }
    Ok(fit)
}

/// Where an edit or void of this dossier stands; `Some(None)` for a void that has no place.
fn held(tx: &Transaction<'_>, dossier: DossierId, id: EditId) -> Result<Option<Option<(ReplicaId, u64)>>> {
    for sql in [
        "SELECT replica, n, 1 FROM edit WHERE id = ? AND dossier = ?",
        "SELECT replica, n, placed FROM void WHERE id = ? AND dossier = ?",
    ] {
        let row = tx
            .prepare_cached(sql)?
            .query_row((id.0, dossier.0), |row| {
                let place = (ReplicaId(row.get(0)?), row.get(1)?);
                Ok(row.get::<_, bool>(2)?.then_some(place))
            })
            .optional()?;
        if row.is_some() {
            return Ok(row);
        }
    }
    Ok(None)
}
