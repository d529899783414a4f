//! Erasing: for ever, everywhere, by the owner's device. Wins over "nothing is lost", and says so before.

use crate::dossier::num_of;
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Erase;
use hoso_protocol::sign::Signed;
use rusqlite::{Connection, OptionalExtension as _, params};

impl Phone {
    /// Erases a dossier on this phone now and elsewhere with the next sync. It can't be taken back.
    pub fn erase(&self, id: DossierId) -> Result<()> {
        self.store().write(|tx, loaded| {
            loaded.clear();
            let place: Option<String> =
                tx.query_row("select place from dossier where id = ?1", [id.0], |row| row.get(0)).optional()?;
            match place.as_deref() {
                None => return Err(Error::new(Kind::NotFound, "no_dossier")),
                // After hand-in, erasing is a request to the commune.
                Some("handed_in") => return Err(Error::refused("handed_in")),
                Some(_) => {}
            }
            let erase = Erase { dossier: id, by: self.device(), at: self.now() };
            keep(tx, self, &Signed::new(&erase, self.key()), &erase, false)
        })?;
        // Nothing of it may stay in yesterday's copy.
        self.store().copy_now()
    }

    pub(super) fn erases_sent(&self, erases: &[Signed<Erase>]) -> Result<()> {
        if erases.is_empty() {
            return Ok(());
        }
        self.store().write(|tx, _| {
            for erase in erases {
                tx.execute("update erase set sent = 1 where body = ?1", [&erase.body])?;
            }
            Ok(())
        })
    }
}

/// Takes an erase record that came from the server, signed by the device or the server that it names.
pub(super) fn take(db: &Connection, phone: &Phone, signed: &Signed<Erase>) -> Result<()> {
    let Ok(claim) = signed.read() else { return Ok(()) };
    match signed.open(claim.by) {
        Ok(erase) => keep(db, phone, signed, &erase, true),
        Err(_) => Ok(()),
    }
}

fn keep(db: &Connection, phone: &Phone, signed: &Signed<Erase>, erase: &Erase, sent: bool) -> Result<()> {
    db.execute(
        "insert or ignore into erase (dossier, body, sig, sent) values (?1, ?2, ?3, ?4)",
        params![erase.dossier.0, signed.body, signed.sig, sent],
    )?;
    let Some(num) = num_of(db, erase.dossier)? else { return Ok(()) };
    let mut files = db.prepare("select file from photo where dossier = ?1 and file is not null")?;
    let files = files.query_map([num], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    for table in ["edit", "void", "working", "step", "basis", "photo", "version", "receipt", "status"] {
        db.execute(&format!("delete from {table} where dossier = ?1"), [num])?;
    }
    db.execute("delete from dossier where num = ?1", [num])?;
    for file in files {
        // Without its key, which went with the row, a file that can't be removed now says nothing; it is swept later.
        let _ = crate::photo::discard(&phone.store().photos(), &file);
    }
    Ok(())
}
