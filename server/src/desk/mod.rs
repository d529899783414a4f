//! The commune's desk: what was handed in, and what the officers decide. They see handed-in versions of their own
//! commune, needed keys only, and write no edits.

mod archive;
mod data;
mod decide;
mod list;
mod names;
mod sheet;

use crate::auth::{Bearer, Device};
use crate::error::{Code, Result};
use crate::handin::{Course, find_again};
use crate::state::App;
use crate::store::Dossier;
use axum::Router;
use axum::routing::{get, post};
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Role;
use rusqlite::Transaction;

/// The routes below `/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(list::list))
        .route("/desk/status", post(decide::decide))
        .route("/desk/dossiers/{file}", get(archive::download))
}

/// The officer's device.
fn officer(tx: &Transaction<'_>, bearer: Bearer) -> Result<Device> {
    bearer.device_as(tx, &[Role::Officer])
}

/// A dossier that was handed in to this officer's commune, and what happened to it. What was not handed in is unknown to
/// the desk.
fn handed_in(tx: &Transaction<'_>, officer: &Device, id: DossierId) -> Result<(Dossier, Course)> {
    let dossier = Dossier::find(tx, id)?.filter(|dossier| !dossier.erased).ok_or(Code::NotFound)?;
    let course = Course::load(tx, id)?;
    let version = course.receipt().map(|(receipt, _)| receipt.version).ok_or(Code::NotFound)?;
    if dossier.commune != officer.commune {
        return Err(Code::Forbidden.into());
    }
    find_again(tx, id, version)?;
    Ok((dossier, course))
}
