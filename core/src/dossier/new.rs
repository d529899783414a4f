//! A new draft, with its own copy of the procedure version.

use super::rows::keep_version;
use super::set::write;
use super::state::Dossier;
use super::take::make;
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::key::Key;
use hoso_protocol::record::Role;
use hoso_protocol::value::{Value, text};

impl Phone {
    /// Begins a draft of a procedure.
    pub fn new_dossier(&self, code: &str, title: Option<&str>) -> Result<DossierId> {
        let version = self.catalog().on(code, &self.today()).ok_or_else(unknown)?;
        let (digest, body) = self.version(&version.hash)?;
        let title =
            title.map(|title| text(&title.replace('\n', " "))).transpose().map_err(|_| Error::refused("too_long"))?;
        if matches!(self.role()?, Some(Role::Officer | Role::Viewer)) {
            // The server would never take it from such a device.
            return Err(Error::new(Kind::NotAllowed, "desk_device"));
        }
        let id = DossierId::random()?;
        self.store().write(|tx, _| {
            keep_version(tx, digest, &body)?;
            let now = self.now();
            make(tx, id, now)?;
            let mut dossier = Dossier::load(tx, self, id)?;
            write(tx, &mut dossier, &Key::Procedure, Some((Value::Text(version.hash), now)))?;
            if let Some(title) = title.filter(|title| *title != Value::Cleared) {
                write(tx, &mut dossier, &Key::Title, Some((title, now)))?;
            }
            dossier.rebuild(tx)?;
            dossier.save_row(tx, Some(now))?;
            Ok(id)
        })
    }

    /// A version that the catalog has, as a draft keeps it.
    pub(super) fn version(&self, hash: &str) -> Result<(Digest, Vec<u8>)> {
        let body = self.catalog().bytes(hash).ok_or_else(unknown)?;
        Ok((hash.parse().map_err(|_| unknown())?, body))
    }
}

fn unknown() -> Error {
    Error::new(Kind::NotFound, "no_procedure")
}
