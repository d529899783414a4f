//! Titles, shelves, and giving a dossier out.

use crate::draft::Draft;
use crate::error::HoSoError;
use crate::home::Shelf;
use hoso_core::Phone;

/// What was written, readable for everybody who gets it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Exported {
    /// Names of the files inside the folder.
    pub files: Vec<String>,
    /// Photos that are not on this phone.
    pub not_here: u64,
}

#[uniffi::export]
impl Draft {
    /// Gives a title; an empty one brings the default title back.
    pub fn rename(&self, title: String) -> Result<(), HoSoError> {
        self.run(|phone, id| phone.rename(id, &title).map(drop))
    }

    /// Puts the dossier on a shelf: archived is put away on this phone only, deleted is hidden everywhere and can come back,
    /// open is neither.
    pub fn put(&self, shelf: Shelf) -> Result<(), HoSoError> {
        self.run(|phone, id| {
            let view = phone.show(id)?;
            if shelf == Shelf::Deleted {
                return phone.delete(id).map(drop);
            }
            if view.deleted {
                phone.undelete(id)?;
            }
            let away = shelf == Shelf::Archived;
            if view.archived == away { Ok(()) } else { phone.archive(id, away).map(drop) }
        })
    }

    /// Erases the dossier for ever, here now and elsewhere with the next sync. Ask twice: it can't be taken back.
    pub fn erase(&self) -> Result<(), HoSoError> {
        self.run(Phone::erase)
    }

    /// Writes again what the server could not take, as values of today.
    pub fn adopt(&self) -> Result<(), HoSoError> {
        self.run(|phone, id| phone.adopt(id).map(drop))
    }

    /// One page of plain text, to show at the desk or to send to a relative.
    pub fn summary(&self) -> Result<String, HoSoError> {
        self.run(|phone, id| Ok(phone.summary(id)?.text))
    }

    /// Writes the dossier as readable files into a folder. They are no longer encrypted; nothing there is overwritten.
    pub fn export(&self, folder: String) -> Result<Exported, HoSoError> {
        self.run(|phone, id| {
            let done = phone.export(id, folder.as_ref())?;
            Ok(Exported { files: done.files, not_here: done.not_here })
        })
    }
}
