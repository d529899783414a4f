//! A reply comes in: every signature is checked, then everything is written in one transaction with the cursor.

use super::link::Link;
use super::offer::Batch;
use crate::dossier::{Dossier, Incoming, heads_of, ids, keep_version, num_of, take};
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::ids::{DossierId, EditId};
use hoso_protocol::record::{Receipt, Status, digest_of};
use hoso_protocol::sign::{Record, Signed, Verifier};
use hoso_protocol::wire::{SyncReply, held_digest};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What a reply brought.
#[derive(Default)]
pub(super) struct Applied {
    /// Edits that the server acknowledged.
    pub(super) accepted: u64,
    /// Edits that were new here.
    pub(super) received: u64,
    /// Dossiers of which the two sides hold different things.
    pub(super) differ: Vec<DossierId>,
}

impl Phone {
    /// Applies a reply to a request that offered these edits.
    pub(super) fn apply(&self, link: &Link, offered: &Batch, reply: &SyncReply) -> Result<Applied> {
        let dossiers = checked(link, reply)?;
        let refused: HashSet<EditId> = dossiers
            .values()
            .flat_map(|incoming| incoming.voids.iter().map(|(_, void)| void.edit))
            .chain(reply.later.iter().map(|later| later.id))
            .collect();
        let accepted: Vec<EditId> = offered.ids.iter().copied().filter(|id| !refused.contains(id)).collect();
        let mut erased = vec![];
        let applied = self.store().write(|tx, loaded| {
            loaded.clear();
            let now = self.now();
            let mut applied = Applied::default();
            acknowledge(tx, link, reply, &accepted)?;
            applied.accepted = accepted.len() as u64;
            for certificate in &reply.certificates {
                if let Ok(known) = certificate.open(link.key) {
                    tx.prepare_cached("insert or replace into certificate (key, body, sig) values (?1, ?2, ?3)")?
                        .execute(params![known.key.0, certificate.body, certificate.sig])?;
                }
            }
            for erase in &reply.erases {
                erased.extend(super::erase::take(tx, erase)?);
            }
            for (id, incoming) in &dossiers {
                applied.received += take(tx, self, *id, incoming, now)?;
            }
            for blob in &reply.blobs {
                tx.prepare_cached(include_str!("blob.sql"))?.execute(params![
                    blob.dossier.0,
                    blob.sha256.0,
                    blob.bytes,
                    blob.id
                ])?;
            }
            for id in records(tx, self, link, reply)? {
                refresh(tx, self, id)?;
            }
            for held in &reply.held {
                // As long as edits of it are on their way the two can't hold the same.
                if digest(tx, held.dossier)?.is_some_and(|ours| ours.settled && ours.digest != held.digest) {
                    applied.differ.push(held.dossier);
                }
            }
            tx.prepare_cached("update server set cursor = ?1, restored = restored or ?2")?
                .execute((&reply.cursor, reply.restored))?;
            Ok(applied)
        })?;
        self.discard(&erased);
        Ok(applied)
    }
}

impl Phone {
    /// Makes each dossier's row anew from its edits, with guides that the catalog has.
    pub(crate) fn refresh_all(&self) -> Result<()> {
        self.store().write(|tx, loaded| {
            loaded.clear();
            for id in ids(tx, "select id from dossier")? {
                let dossier = Dossier::load(tx, self, id)?;
                if let (None, Some(hash)) = (&dossier.procedure, dossier.draft.procedure())
                    && let Some(body) = self.catalog().bytes(&hash.to_hex())
                {
                    keep_version(tx, hash, &body)?;
                }
                refresh(tx, self, id)?;
            }
            Ok(())
        })
    }
}

/// Edits and voids by dossier. An edit that can't be read is left out: the comparison at the end finds it missing.
fn checked(link: &Link, reply: &SyncReply) -> Result<BTreeMap<DossierId, Incoming>> {
    let mut dossiers: BTreeMap<DossierId, Incoming> = BTreeMap::new();
    let mut verifier = Verifier::default();
    for signed in &reply.edits {
        match signed.open_with(&mut verifier) {
            Ok(edit) => dossiers.entry(edit.body.dossier).or_default().edits.push((signed.clone(), edit)),
            Err(fault) => tracing::warn!(%fault, "an edit from the server was left out"),
        }
    }
    for signed in &reply.voids {
        // A void that the server did not sign would make content disappear.
        let void = signed.open(link.key).map_err(|_| Error::new(Kind::Network, "garbled"))?;
        dossiers.entry(void.dossier).or_default().voids.push((signed.clone(), void));
    }
    Ok(dossiers)
}

/// Keeps the acknowledgement, if it is really over these edits.
fn acknowledge(db: &Connection, link: &Link, reply: &SyncReply, accepted: &[EditId]) -> Result<()> {
    if accepted.is_empty() {
        return Ok(());
    }
    let garbled = || Error::new(Kind::Network, "garbled");
    let signed = reply.ack.as_ref().ok_or_else(garbled)?;
    let ack = signed.open(link.key).map_err(|_| garbled())?;
    if ack.edits != digest_of(accepted.iter().copied()) || ack.count != accepted.len() as u64 {
        return Err(garbled());
    }
    db.execute("insert into ack (body, sig) values (?1, ?2)", params![signed.body, signed.sig])?;
    let num = db.last_insert_rowid();
    let mut update = db.prepare_cached("update edit set ack = ?2, offered = 1 where id = ?1")?;
    for id in accepted {
        update.execute(params![id.0, num])?;
    }
    // Of the list's row only the place changes: no dossier has to be read for it.
    db.prepare_cached(include_str!("on_the_server.sql"))?.execute([num])?;
    Ok(())
}

/// Receipts and statuses, verified.
fn records(db: &Connection, phone: &Phone, link: &Link, reply: &SyncReply) -> Result<BTreeSet<DossierId>> {
    let mut touched = BTreeSet::new();
    for signed in &reply.receipts {
        if let Some(receipt) = open(link, signed) {
            keep_receipt(db, signed, &receipt)?;
            touched.insert(receipt.dossier);
        }
    }
    for signed in &reply.statuses {
        if let Some(status) = open(link, signed) {
            keep_status(db, phone, signed, &status)?;
            touched.insert(status.dossier);
        }
    }
    Ok(touched)
}

fn open<T: Record>(link: &Link, signed: &Signed<T>) -> Option<T> {
    signed.open(link.key).ok()
}

/// Keeps a receipt of a dossier that is here.
pub(super) fn keep_receipt(db: &Connection, signed: &Signed<Receipt>, receipt: &Receipt) -> Result<()> {
    db.prepare_cached(include_str!("receipt.sql"))?.execute(params![
        receipt.version.0,
        receipt.dossier.0,
        signed.body,
        signed.sig
    ])?;
    Ok(())
}

/// Keeps a status with what the dossier says now of the paper that it asks for.
pub(super) fn keep_status(db: &Connection, phone: &Phone, signed: &Signed<Status>, status: &Status) -> Result<()> {
    let Some(num) = num_of(db, status.dossier)? else { return Ok(()) };
    let heads = match &status.paper {
        Some(paper) => Some(heads_of(&Dossier::load(db, phone, status.dossier)?, paper).0),
        None => None,
    };
    db.prepare_cached(
        "insert or ignore into status (id, dossier, paper_heads, body, sig) values (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![status.id.0, num, heads, signed.body, signed.sig])?;
    Ok(())
}

/// Makes the list's row anew.
pub(super) fn refresh(db: &Connection, phone: &Phone, id: DossierId) -> Result<()> {
    match Dossier::load(db, phone, id) {
        Ok(dossier) => dossier.save_row(db, None),
        Err(error) if error.kind == Kind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// What is held of a dossier.
pub(super) struct Ours {
    pub(super) digest: u64,
    /// Nothing of it is on its way.
    settled: bool,
}

/// The digest of all edits and voids that are held of a dossier; `None` where it is not here.
pub(super) fn digest(db: &Connection, id: DossierId) -> Result<Option<Ours>> {
    let (mut edits, mut voids) = (vec![], vec![]);
    let mut settled = true;
    let mut rows = db.prepare_cached(include_str!("held.sql"))?;
    let rows = rows.query_map([id.0], |row| Ok((row.get(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?)))?;
    for row in rows {
        let (edit, acknowledged, voided) = row?;
        // A voided edit counts as its void alone: the server may never have kept its content.
        if voided {
            voids.push(EditId(edit))
        } else {
            edits.push(EditId(edit))
        }
        settled &= acknowledged || voided;
    }
    let here = !edits.is_empty() || !voids.is_empty();
    Ok(here.then(|| Ours { digest: held_digest(edits, voids), settled }))
}
