//! `POST /v1/compare`: what a phone holds against what a restored server holds.

use crate::audit;
use crate::auth::{Bearer, Device};
use crate::body::Json;
use crate::clock::now;
use crate::error::{Code, Result};
use crate::state::App;
use crate::store::{Dossier, Event, Kind, Log};
use axum::extract::State;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::record::{Receipt, Role, Status};
use hoso_protocol::sign::Signed;
use hoso_protocol::wire::{CompareReply, CompareRequest, Held};
use rusqlite::Transaction;
use std::collections::BTreeSet;

/// A request may name so many dossiers.
const MAX_DOSSIERS: usize = 5_000;

pub async fn compare(
    State(app): State<App>,
    bearer: Bearer,
    Json(request): Json<CompareRequest>,
) -> Result<Json<CompareReply>> {
    if request.held.len() > MAX_DOSSIERS {
        return Err(Code::TooLarge.into());
    }
    app.write(move |app, tx| {
        let device = bearer.device_as(tx, &[Role::Citizen, Role::Member])?;
        let mut adopted = BTreeSet::new();
        for receipt in &request.receipts {
            adopted.extend(adopt_receipt(app, tx, &device, receipt)?);
        }
        for status in &request.statuses {
            adopted.extend(adopt_status(app, tx, &device, status)?);
        }
        audit::record(app.keys(), tx, now(), Some(device.key), audit::Action::Adopt, adopted)?;
        let mut reply = CompareReply::default();
        for held in &request.held {
            look(tx, &device, *held, &mut reply)?;
        }
        Ok(Json(reply))
    })
    .await
}

fn look(tx: &Transaction<'_>, device: &Device, held: Held, reply: &mut CompareReply) -> Result<()> {
    let id = held.dossier;
    let dossier = Dossier::find(tx, id)?;
    let digest = match &dossier {
        // Another's or erased: offering edits again changes nothing.
        Some(dossier) if dossier.person != device.person || dossier.erased => return Ok(()),
        Some(dossier) => dossier.digest,
        None if Dossier::erase_record(tx, id)?.is_some() => return Ok(()),
        None => 0,
    };
    if digest != held.digest {
        reply.differ.push(id);
    }
    let mut rows = tx.prepare_cached(
        "SELECT p.sha256 FROM photo p WHERE p.dossier = ?1
         AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.dossier = ?1 AND b.sha256 = p.sha256)",
    )?;
    let missing = rows.query_map([id.0], |row| Ok((id, Digest(row.get(0)?))))?;
    reply.missing_blobs.extend(missing.collect::<rusqlite::Result<Vec<_>>>()?);
    Ok(())
}

/// The dossier of a record that we signed, if it is this person's; made known again where the restore lost it.
fn dossier(tx: &Transaction<'_>, device: &Device, id: DossierId) -> Result<Option<Dossier>> {
    if Dossier::erase_record(tx, id)?.is_some() {
        return Ok(None);
    }
    match Dossier::find(tx, id)? {
        Some(dossier) => Ok(Some(dossier).filter(|dossier| dossier.person == device.person)),
        None => Dossier::add(tx, id, device).map(Some),
    }
}

fn adopt_receipt(
    app: &App,
    tx: &Transaction<'_>,
    device: &Device,
    signed: &Signed<Receipt>,
) -> Result<Option<DossierId>> {
    let Ok(receipt) = signed.open(app.keys().sign().public()) else { return Ok(None) };
    let Some(dossier) = dossier(tx, device, receipt.dossier)? else { return Ok(None) };
    let new = tx
        .prepare_cached("INSERT OR IGNORE INTO receipt (version, dossier, body, sig) VALUES (?, ?, ?, ?)")?
        .execute((receipt.version.0, dossier.id.0, &signed.body, &signed.sig))?;
    adopted(tx, &dossier, new, Kind::Receipt, receipt.version)
}

fn adopt_status(
    app: &App,
    tx: &Transaction<'_>,
    device: &Device,
    signed: &Signed<Status>,
) -> Result<Option<DossierId>> {
    let Ok(status) = signed.open(app.keys().sign().public()) else { return Ok(None) };
    let Some(dossier) = dossier(tx, device, status.dossier)? else { return Ok(None) };
    let sql = "INSERT INTO status (id, dossier, n, body, sig)
               SELECT ?1, ?2, 1 + (SELECT coalesce(max(n), 0) FROM status WHERE dossier = ?2), ?3, ?4
               WHERE NOT EXISTS (SELECT 1 FROM status WHERE id = ?1)";
    let new = tx.prepare_cached(sql)?.execute((status.id.0, dossier.id.0, &signed.body, &signed.sig))?;
    adopted(tx, &dossier, new, Kind::Status, status.id)
}

fn adopted(
    tx: &Transaction<'_>,
    dossier: &Dossier,
    new: usize,
    kind: Kind,
    reference: Digest,
) -> Result<Option<DossierId>> {
    if new == 0 {
        return Ok(None);
    }
    let event = Event { kind, dossier: Some(dossier.id), person: &dossier.person, reference: &reference.0 };
    Log::add(tx, &dossier.home, event)?;
    Ok(Some(dossier.id))
}
