//! Giving a dossier a title of one's own, and putting it away.

use super::set::{Saved, must_agree, must_be_open, set};
use crate::error::{Error, Result};
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::value::text;

impl Phone {
    /// Gives a title; an empty one brings the default title back.
    pub fn rename(&self, id: DossierId, title: &str) -> Result<Saved> {
        let title = text(&title.replace('\n', " ")).map_err(|_| Error::refused("too_long"))?;
        self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            must_agree(dossier, [Key::Title])?;
            set(db, dossier, vec![(Key::Title, title)], "step.rename", now)?;
            Ok(Saved::of(dossier))
        })
    }

    /// Puts a dossier away, or takes it out again; on this phone only.
    pub fn archive(&self, id: DossierId, away: bool) -> Result<Saved> {
        self.change(id, |_, dossier, _| {
            dossier.archived = away;
            Ok(Saved::of(dossier))
        })
    }
}
