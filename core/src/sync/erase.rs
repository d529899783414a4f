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
        let files = self.store().write(|tx, loaded| {
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
            keep(tx, &Signed::new(&erase, self.key()), &erase, false)
        })?;
        self.discard(&files);
        // Nothing of it may stay in yesterday's copy.
        self.store().copy_now()
    }

    /// Removes the photos of erased dossiers, once the transaction that erased them is on the disk: one that fails must
    /// leave the dossier whole. Without its key, which went with the row, a file that can't be removed now says nothing;
    /// it is swept later.
    pub(super) fn discard(&self, files: &[String]) {
        for file in files {
            let _ = crate::photo::discard(&self.store().photos(), file);
        }
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

/// Takes an erase record that came from the server, signed by the device or the server that it names. Returns the photo
/// files that have to go after the commit.
pub(super) fn take(db: &Connection, signed: &Signed<Erase>) -> Result<Vec<String>> {
    let Ok(claim) = signed.read() else { return Ok(vec![]) };
    match signed.open(claim.by) {
        Ok(erase) => keep(db, signed, &erase, true),
        Err(_) => Ok(vec![]),
    }
}

fn keep(db: &Connection, signed: &Signed<Erase>, erase: &Erase, sent: bool) -> Result<Vec<String>> {
    db.execute(
        "insert or ignore into erase (dossier, body, sig, sent) values (?1, ?2, ?3, ?4)",
        params![erase.dossier.0, signed.body, signed.sig, sent],
    )?;
    let Some(num) = num_of(db, erase.dossier)? else { return Ok(vec![]) };
    let mut files = db.prepare("select file from photo where dossier = ?1 and file is not null")?;
    let files = files.query_map([num], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    for table in ["edit", "void", "working", "step", "basis", "photo", "version", "receipt", "status"] {
        db.execute(&format!("delete from {table} where dossier = ?1"), [num])?;
    }
    db.execute("delete from dossier where num = ?1", [num])?;
    Ok(files)
}
