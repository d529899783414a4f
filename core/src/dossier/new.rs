//! A new draft, with its own copy of the procedure version.

use super::set::write;
use super::state::Dossier;
use super::take::make;
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use crate::time::day_of;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::record::Role;
use hoso_protocol::value::{Value, text};

impl Phone {
    /// Begins a draft of a procedure.
    pub fn new_dossier(&self, code: &str, title: Option<&str>) -> Result<DossierId> {
        let unknown = || Error::new(Kind::NotFound, "no_procedure");
        let catalog = self.catalog();
        let hash = catalog.on(code, &day_of(self.now())).ok_or_else(unknown)?.hash;
        let body = catalog.bytes(&hash).ok_or_else(unknown)?;
        let digest: hoso_protocol::ids::Digest = hash.parse().map_err(|_| unknown())?;
        let title =
            title.map(|title| text(&title.replace('\n', " "))).transpose().map_err(|_| Error::refused("too_long"))?;
        if matches!(self.role()?, Some(Role::Officer | Role::Viewer)) {
            // The server would never take it from such a device.
            return Err(Error::new(Kind::NotAllowed, "desk_device"));
        }
        let id = DossierId::random()?;
        self.store().write(|tx, _| {
            tx.execute("insert or ignore into procedure (hash, body) values (?1, ?2)", (digest.0, body))?;
            let now = self.now();
            make(tx, id, now)?;
            let mut dossier = Dossier::load(tx, self, id)?;
            write(tx, &mut dossier, &Key::Procedure, Some((Value::Text(hash), now)))?;
            if let Some(title) = title.filter(|title| *title != Value::Cleared) {
                write(tx, &mut dossier, &Key::Title, Some((title, now)))?;
            }
            dossier.rebuild(tx)?;
            dossier.save_row(tx, Some(now))?;
            Ok(id)
        })
    }
}
