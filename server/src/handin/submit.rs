//! `POST /v1/hand-in`.

use super::course::Course;
use super::held::Held;
use super::judge::{judge, recall};
use super::{procedure, receipt, version};
use crate::audit::{self, Action};
use crate::auth::Bearer;
use crate::body::Json;
use crate::clock::now;
use crate::error::{Code, Error, Result};
use crate::state::App;
use crate::store::Dossier;
use axum::extract::State;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::procedure::Procedure;
use hoso_protocol::record::{Receipt, Role};
use hoso_protocol::sign::Signed;
use hoso_protocol::status::WITHDRAWN;
use hoso_protocol::wire::{HandInReply, HandInRequest};
use rusqlite::Transaction;
use std::collections::BTreeSet;

/// `POST /v1/hand-in`: one transaction from the check to the receipt.
pub async fn hand_in(
    State(app): State<App>,
    bearer: Bearer,
    Json(request): Json<HandInRequest>,
) -> Result<Json<HandInReply>> {
    app.write(move |app, tx| {
        let device = bearer.device_as(tx, &[Role::Citizen, Role::Member])?;
        let id = request.version.dossier;
        let dossier = match Dossier::find(tx, id)? {
            Some(dossier) if dossier.person != device.person => return Ok(Json(refused("not_the_owner"))),
            Some(dossier) if dossier.erased => return Err(Code::NotFound.into()),
            Some(dossier) => dossier,
            None => {
                let edits = request.version.tips.iter().map(|tip| tip.2).collect();
                return Ok(Json(HandInReply::SendFirst { edits, blobs: vec![] }));
            }
        };
        let reply = receive(app, tx, &dossier, &request)?;
        audit::record(app.keys(), tx, now(), Some(device.key), Action::HandIn, [id])?;
        Ok(Json(reply))
    })
    .await
}

fn refused(reason: &str) -> HandInReply {
    HandInReply::Refused { reason: reason.to_owned() }
}

fn receive(app: &App, tx: &Transaction<'_>, dossier: &Dossier, request: &HandInRequest) -> Result<HandInReply> {
    let id = request.version.id();
    let course = Course::load(tx, dossier.id)?;
    let known = receipt::find(tx, id)?;
    let given_back = given_back(app, dossier, id, request)?;
    if let Some(receipt) = known.clone().or(given_back) {
        if known.is_none() {
            receipt::keep(tx, dossier, id, &receipt)?;
        }
        // The person withdrew it and hands the very same in again. One who only gives back a receipt does not.
        let last = course.last().map(|last| last.number);
        if request.receipt.is_none() && last == Some(WITHDRAWN) {
            course.say_new(app, tx, dossier, false)?;
        }
        return recalled(tx, dossier, request, receipt);
    }
    let procedure = match procedure(tx, request.version.procedure)? {
        None => return Ok(refused("unknown_procedure")),
        Some(procedure) if !procedure.send_ahead => return Ok(refused("not_sent_ahead")),
        Some(procedure) => procedure,
    };
    let held = Held::load(tx, dossier.id)?;
    let photos = photos(tx, dossier.id)?;
    let heads = match judge(&request.version, &procedure, &held, |sha256| photos.contains(sha256)) {
        Ok(heads) => heads,
        Err(reply) => return Ok(reply),
    };
    version::keep(tx, &request.version, &heads)?;
    let supplement = course.is_open();
    let receipt = receipt::make(app, tx, dossier, id, supplement)?;
    course.say_new(app, tx, dossier, supplement)?;
    Ok(HandInReply::Received { receipt })
}

/// The receipt that the phone holds from before a restore, if we signed it for this version.
fn given_back(
    app: &App,
    dossier: &Dossier,
    version: Digest,
    request: &HandInRequest,
) -> Result<Option<Signed<Receipt>>> {
    let Some(signed) = &request.receipt else { return Ok(None) };
    let receipt = signed.open(app.keys().sign().public()).map_err(|_| Code::BadRequest)?;
    if receipt.version != version || receipt.dossier != dossier.id {
        return Err(Code::BadRequest.into());
    }
    Ok(Some(signed.clone()))
}

/// The answer for a version that was received before. What it consists of is kept again where a restore lost it.
fn recalled(
    tx: &Transaction<'_>,
    dossier: &Dossier,
    request: &HandInRequest,
    receipt: Signed<Receipt>,
) -> Result<HandInReply> {
    if !version::is_known(tx, request.version.id())?
        && let Some(procedure) = procedure(tx, request.version.procedure)?
    {
        let held = Held::load(tx, dossier.id)?;
        if let Some(reply) = lost(tx, dossier, request, &procedure, &held)? {
            return Ok(reply);
        }
    }
    Ok(HandInReply::Received { receipt })
}

/// Keeps what a version that was lost consists of. If the phone has to send something first for that: the answer.
fn lost(
    tx: &Transaction<'_>,
    dossier: &Dossier,
    request: &HandInRequest,
    procedure: &Procedure,
    held: &Held,
) -> Result<Option<HandInReply>> {
    let edits = held.merged().missing(&request.version.tips);
    if !edits.is_empty() {
        return Ok(Some(HandInReply::SendFirst { edits, blobs: vec![] }));
    }
    // Where an edit was voided since, the version can't be put together again; its receipt holds all the same.
    let Some(heads) = recall(&request.version, procedure, held) else { return Ok(None) };
    version::keep(tx, &request.version, &heads)?;
    let wanted = version::photos(tx, request.version.id())?;
    let photos = photos(tx, dossier.id)?;
    let blobs: Vec<Digest> = wanted.into_iter().filter(|sha256| !photos.contains(sha256)).collect();
    Ok((!blobs.is_empty()).then_some(HandInReply::SendFirst { edits: vec![], blobs }))
}

/// The photos of a dossier that are held whole.
fn photos(tx: &Transaction<'_>, dossier: DossierId) -> Result<BTreeSet<Digest>> {
    let mut select = tx.prepare_cached("SELECT sha256 FROM blob WHERE dossier = ?")?;
    let photos = select.query_map([dossier.0], |row| Ok(Digest(row.get(0)?)))?;
    photos.collect::<rusqlite::Result<_>>().map_err(Error::from)
}
