//! Deleting hides a dossier and can be taken back. What another phone writes unseen brings it back.

use super::set::{Saved, set};
use crate::error::Result;
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::value::Value;

impl Phone {
    /// Hides a dossier.
    pub fn delete(&self, id: DossierId) -> Result<Saved> {
        self.set_deleted(id, Value::Text("yes".to_owned()))
    }

    /// Takes a delete back.
    pub fn undelete(&self, id: DossierId) -> Result<Saved> {
        self.set_deleted(id, Value::Cleared)
    }

    fn set_deleted(&self, id: DossierId, value: Value) -> Result<Saved> {
        self.change(id, |db, dossier, now| {
            if dossier.is_hidden() == (value != Value::Cleared) {
                return Ok(Saved::of(dossier));
            }
            // A delete that no longer hides is deleted anew: only a new value covers what came since.
            dossier.working.remove(&Key::Deleted);
            if value != Value::Cleared && dossier.came_back() {
                super::set::write(db, dossier, &Key::Deleted, Some((value, now)))?;
                return Ok(Saved::of(dossier));
            }
            set(db, dossier, vec![(Key::Deleted, value)], "step.delete", now)?;
            Ok(Saved::of(dossier))
        })
    }
}
