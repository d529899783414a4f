//! The only way in for edits and voids of others: from the server now, from another phone later.

use super::basis;
use super::rows::{is_erased, num_of};
use super::seal::{insert, leave_replica, seal};
use super::state::Dossier;
use crate::error::Result;
use crate::phone::Phone;
use hoso_protocol::edit::{Edit, SignedEdit};
use hoso_protocol::ids::DossierId;
use hoso_protocol::merge::Item;
use hoso_protocol::record::Void;
use hoso_protocol::sign::Signed;
use rusqlite::{Connection, params};

/// What came in for one dossier, signatures checked.
#[derive(Default)]
pub(crate) struct Incoming {
    pub(crate) edits: Vec<(SignedEdit, Edit)>,
    pub(crate) voids: Vec<(Signed<Void>, Void)>,
}

/// Takes what came in for a dossier, in one transaction with the sealing of what was typed meanwhile. Returns how many
/// edits were new.
pub(crate) fn take(db: &Connection, phone: &Phone, id: DossierId, incoming: &Incoming, now: i64) -> Result<u64> {
    if is_erased(db, id.0)? {
        return Ok(0);
    }
    make(db, id, now)?;
    let mut dossier = Dossier::load(db, phone, id)?;
    let news: Vec<&(SignedEdit, Edit)> =
        incoming.edits.iter().filter(|(_, edit)| !dossier.edits.contains_key(&edit.id)).collect();
    if !news.is_empty() || !incoming.voids.is_empty() {
        // What was typed replaces what its screen showed, and that was without these.
        seal(db, phone, &mut dossier)?;
    }
    for (signed, edit) in &news {
        insert(db, &dossier, signed, edit)?;
        if edit.body.replica == dossier.replica {
            // Written under our id, but not by us: this store has a twin.
            leave_replica(db, &mut dossier)?;
        }
        dossier.history.take(Item::from(edit));
        dossier.edits.insert(edit.id, edit.clone());
    }
    for (signed, void) in &incoming.voids {
        db.prepare_cached("insert or ignore into void (edit, dossier, body, sig) values (?1, ?2, ?3, ?4)")?
            .execute(params![void.edit.0, dossier.num, signed.body, signed.sig])?;
        dossier.history.take(Item::from(void));
    }
    dossier.count_sent(db, phone)?;
    dossier.rebuild(db)?;
    basis::remember(db, &dossier, now)?;
    let touched = (!news.is_empty()).then_some(now);
    dossier.save_row(db, touched)?;
    Ok(news.len() as u64)
}

/// Makes the row of a dossier that is not here yet.
pub(crate) fn make(db: &Connection, id: DossierId, now: i64) -> Result<()> {
    if num_of(db, id)?.is_none() {
        let key = crate::photo::Key::random()?;
        db.prepare_cached(include_str!("make.sql"))?.execute(params![id.0, now, key.bytes()])?;
    }
    Ok(())
}
