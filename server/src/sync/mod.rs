//! `POST /v1/sync`: takes what the phone brings and tells what is new, in one transaction.

mod chain;
mod cursor;
mod erases;
mod pull;
mod quota;
mod take;

use crate::auth::{Bearer, Device};
use crate::body::Json;
use crate::clock::now;
use crate::erase::{Orphans, forget};
use crate::error::Result;
use crate::state::App;
use axum::extract::State;
use hoso_protocol::edit::{Edit, Fault, SignedEdit};
use hoso_protocol::ids::EditId;
use hoso_protocol::sign::Verifier;
use hoso_protocol::wire::{SyncReply, SyncRequest};
use rusqlite::Transaction;

pub async fn sync(State(app): State<App>, bearer: Bearer, Json(request): Json<SyncRequest>) -> Result<Json<SyncReply>> {
    app.blocking(move |app| answer(app, bearer, request)).await.map(Json)
}

/// So many edits are looked at faster than another thread starts.
const FEW: usize = 16;

/// An edit of the request, its signature and form already looked at: that needs no database.
struct Offered {
    id: EditId,
    signed: SignedEdit,
    opened: std::result::Result<Edit, Fault>,
}

fn answer(app: &App, bearer: Bearer, request: SyncRequest) -> Result<SyncReply> {
    let SyncRequest { cursor, edits, erases } = request;
    let at = now();
    let say = |tx: &Transaction<'_>, device: &Device, taken: take::Taken| {
        pull::pull(app, tx, device, cursor.as_deref(), taken)
    };
    if edits.is_empty() && erases.is_empty() {
        let (device, reply) = app.dir().store().read(|tx| {
            let device = bearer.device(tx)?;
            let reply = say(tx, &device, take::Taken::default())?;
            Ok((device, reply))
        })?;
        if !reply.told.is_empty() {
            app.dir().store().write(|tx| reply.audit(app, tx, &device, at))?;
        }
        return Ok(reply.message);
    }
    let offered = open(edits);
    let (reply, orphans) = app.dir().store().write(|tx| {
        let device = bearer.device(tx)?;
        let mut orphans = Orphans::default();
        let mut taken = erases::erase(app, tx, &device, &erases, at, &mut orphans)?;
        take::take(app, tx, &device, offered, at, &mut taken)?;
        let erased = taken.erased_now;
        let reply = say(tx, &device, taken)?;
        reply.audit(app, tx, &device, at)?;
        Ok((reply, erased.then_some(orphans)))
    })?;
    if let Some(orphans) = orphans {
        orphans.remove();
        forget(app.dir())?;
    }
    Ok(reply.message)
}

/// Looks at signatures and forms, on all processors: that is most of the work of a first sync.
fn open(mut edits: Vec<SignedEdit>) -> Vec<Offered> {
    let all = |edits: Vec<SignedEdit>| {
        let mut verifier = Verifier::default();
        let one = |signed: SignedEdit| {
            let opened = signed.open_with(&mut verifier);
            let id = opened.as_ref().map_or_else(|_| signed.id(), |edit| edit.id);
            Offered { id, opened, signed }
        };
        edits.into_iter().map(one).collect::<Vec<Offered>>()
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let share = edits.len().div_ceil(processors).max(FEW);
    let mut parts = Vec::new();
    while edits.len() > share {
        parts.push(edits.split_off(edits.len() - share));
    }
    std::thread::scope(|scope| {
        let others: Vec<_> = parts.into_iter().rev().map(|part| scope.spawn(move || all(part))).collect();
        let mut offered = all(edits);
        for other in others {
            match other.join() {
                Ok(part) => offered.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        offered
    })
}
