//! Sealing: working values become immutable, signed edits before they leave the phone or before others' edits come in.

use super::basis;
use super::state::Dossier;
use crate::error::{Error, Result};
use crate::phone::Phone;
use hoso_protocol::edit::{Body, Edit, SignedEdit, Tip, VERSION};
use hoso_protocol::ids::{EditId, ReplicaId};
use hoso_protocol::key::Key;
use hoso_protocol::merge::Item;
use hoso_protocol::seal::{Part, parts};
use hoso_protocol::value::Value;
use rusqlite::{Connection, params};

/// Seals all working values with what the screen shows now.
pub(crate) fn seal(db: &Connection, phone: &Phone, dossier: &mut Dossier) -> Result<()> {
    if dossier.working.is_empty() {
        return Ok(());
    }
    let mut values: Vec<(Key, Value, i64)> =
        std::mem::take(&mut dossier.working).into_iter().map(|(key, (value, at))| (key, value, at)).collect();
    // A delete hides only what it covers: it goes last.
    values.sort_by_key(|(key, ..)| *key == Key::Deleted);
    write_all(db, phone, dossier, values, &dossier.history.tips())?;
    db.prepare_cached("delete from working where dossier = ?1")?.execute([dossier.num])?;
    dossier.rebuild(db)
}

/// Seals values that were written on an older screen: everything else first, then these with what that screen showed.
pub(super) fn seal_older(
    db: &Connection,
    phone: &Phone,
    dossier: &mut Dossier,
    values: Vec<(Key, Value, i64)>,
    seen: Vec<Tip>,
) -> Result<()> {
    seal(db, phone, dossier)?;
    write_all(db, phone, dossier, values, &seen)?;
    dossier.rebuild(db)
}

fn write_all(
    db: &Connection,
    phone: &Phone,
    dossier: &mut Dossier,
    values: Vec<(Key, Value, i64)>,
    seen: &[Tip],
) -> Result<()> {
    if dossier.history.next(dossier.replica).is_none() {
        // This store's replica has two tips here: it was cloned.
        leave_replica(db, dossier)?;
    }
    // Its own chain is named by `prev` alone; what the screen showed of an older replica of this store is not.
    let others: Vec<Tip> = seen.iter().filter(|tip| tip.0 != dossier.replica).copied().collect();
    for part in parts(values, &others) {
        write(db, phone, dossier, part)?;
    }
    Ok(())
}

fn write(db: &Connection, phone: &Phone, dossier: &mut Dossier, part: Part) -> Result<()> {
    let Some((n, prev)) = dossier.history.next(dossier.replica) else {
        return Err(Error::storage("store_damaged"));
    };
    let body = Body {
        v: VERSION,
        dossier: dossier.id,
        replica: dossier.replica,
        n,
        prev,
        seen: part.seen,
        sets: part.sets,
        key: phone.device(),
    };
    // What the server could never take must not leave a place on our chain.
    let (signed, edit) = SignedEdit::write(body, phone.key()).map_err(|_| Error::refused("too_long"))?;
    insert(db, dossier, &signed, &edit)?;
    dossier.sent.not_acknowledged += 1;
    dossier.history.take(Item::from(&edit));
    dossier.edits.insert(edit.id, edit);
    Ok(())
}

/// Keeps an edit's bytes; false where they were held.
pub(super) fn insert(db: &Connection, dossier: &Dossier, signed: &SignedEdit, edit: &Edit) -> Result<bool> {
    let new = db
        .prepare_cached("insert or ignore into edit (dossier, id) values (?1, ?2)")?
        .execute(params![dossier.num, edit.id.0])?;
    if new > 0 {
        db.prepare_cached("insert into edit_text (edit, body, sig) values (?1, ?2, ?3)")?.execute(params![
            db.last_insert_rowid(),
            signed.body,
            signed.sig
        ])?;
    }
    Ok(new > 0)
}

/// Takes a new replica id for the whole store: its own was found elsewhere, or it was put back from a copy.
pub(super) fn leave_replica(db: &Connection, dossier: &mut Dossier) -> Result<()> {
    dossier.replica = new_replica(db)?;
    basis::remember(db, dossier, 0)
}

pub(crate) fn new_replica(db: &Connection) -> Result<ReplicaId> {
    let replica = ReplicaId::random()?;
    db.execute("update store set replica = ?1", [replica.0])?;
    Ok(replica)
}

/// Whether an edit was written by this very store.
pub(super) fn is_ours(dossier: &Dossier, id: &EditId) -> bool {
    dossier.edits.get(id).is_some_and(|edit| edit.body.replica == dossier.replica)
}
