//! `GET /v1/desk`.

use super::officer;
use crate::audit::{self, Action};
use crate::auth::Bearer;
use crate::body::Json;
use crate::clock::now;
use crate::error::Result;
use crate::handin::{About, Course, find_again};
use crate::state::App;
use axum::extract::State;
use hoso_protocol::desk::{DeskItem, DeskList};
use hoso_protocol::ids::DossierId;
use rusqlite::Transaction;

/// What is closed stays on the list for so long.
const CLOSED_FOR: i64 = 30 * 86_400_000;
/// At most as many dossiers, so that the list stays readable on a phone; open ones go before closed ones, and those that
/// have waited longest before others: they move up as the desk works.
const MOST: usize = 1_000;

/// `GET /v1/desk`: what was handed in to the officer's commune, newest last.
pub async fn list(State(app): State<App>, bearer: Bearer) -> Result<Json<DeskList>> {
    app.write(move |app, tx| {
        let device = officer(tx, bearer)?;
        let at = now();
        let mut found = Vec::new();
        for id in dossiers(tx, &device.commune)? {
            let course = Course::load(tx, id)?;
            let Some((receipt, _)) = course.receipt() else { continue };
            let last = course.last().map_or(receipt.at, |last| last.at);
            let open = course.is_open();
            if open || last > at - CLOSED_FOR {
                // Open ones oldest first, then closed ones newest first: what stands first stays.
                let rank = if open { (false, receipt.at) } else { (true, -last) };
                found.push((rank, receipt.at, id, course));
            }
        }
        found.sort_by_key(|(rank, _, id, _)| (*rank, *id));
        found.truncate(MOST);
        found.sort_by_key(|(_, received, id, _)| (*received, *id));
        let mut list = DeskList::default();
        let mut about = About::default();
        for (_, _, id, course) in found {
            list.dossiers.extend(item(tx, &mut about, id, &course)?);
        }
        audit::record(app.keys(), tx, at, Some(device.key), Action::DeskList, [None::<DossierId>])?;
        Ok(Json(list))
    })
    .await
}

fn dossiers(tx: &Transaction<'_>, commune: &str) -> Result<Vec<DossierId>> {
    let mut select = tx.prepare_cached(
        "SELECT id FROM dossier WHERE commune = ? AND erased = 0
         AND EXISTS (SELECT 1 FROM receipt WHERE receipt.dossier = dossier.id)",
    )?;
    let rows = select.query_map([commune], |row| Ok(DossierId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn item(tx: &Transaction<'_>, about: &mut About, id: DossierId, course: &Course) -> Result<Option<DeskItem>> {
    let Some((receipt, signed)) = course.receipt() else { return Ok(None) };
    find_again(tx, id, receipt.version)?;
    let (procedure, for_whom) = about.version(tx, id, receipt.version)?;
    let (code, name) = procedure.map(|p| (p.code.clone(), p.name.clone())).unwrap_or_default();
    Ok(Some(DeskItem { dossier: id, code, name, for_whom, receipt: signed.clone(), statuses: course.signed() }))
}
