//! Photographing papers. The photo's file is whole and on the disk before its row, and the row before "saved".

use super::set::{Saved, must_be_open, set};
use super::state::Dossier;
use crate::error::{Error, Result};
use crate::phone::Phone;
use crate::photo::{Kept, Key as PhotoKey, between, discard, keep, spread};
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::key::Key;
use hoso_protocol::value::{PhotoPage, Value};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// Photos that were saved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attached {
    /// "Saved", and what the screen shows now.
    #[serde(flatten)]
    pub saved: Saved,
    /// The new pages, in order.
    pub pages: Vec<NewPage>,
}

/// A page that was saved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewPage {
    /// What `retake`, `move` and `remove` take.
    pub page: String,
    /// SHA-256 of the clean bytes.
    pub sha256: Digest,
    /// Their number.
    pub bytes: u64,
    /// Whether it was too large and was made smaller.
    pub shrunk: bool,
}

/// A photo as the camera or the gallery gave it.
#[derive(Debug, Clone, Copy)]
pub enum Picture<'a> {
    /// A file that can be read.
    File(&'a Path),
    /// All its bytes.
    Bytes(&'a [u8]),
}

impl<'a> From<&'a Path> for Picture<'a> {
    fn from(path: &'a Path) -> Self {
        Self::File(path)
    }
}

impl<'a> From<&'a PathBuf> for Picture<'a> {
    fn from(path: &'a PathBuf) -> Self {
        Self::File(path)
    }
}

impl Phone {
    /// Adds photos behind the pages that a paper has, all or none.
    pub fn attach<'a>(&self, id: DossierId, paper: &str, photos: &[impl Into<Picture<'a>> + Copy]) -> Result<Attached> {
        let kept = self.keep_photos(id, paper, photos.iter().map(|photo| (*photo).into()))?;
        let done = self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            super::paper::must_exist(&*dossier.procedure()?, paper)?;
            let last = dossier.draft.pages(paper).last().map(|(_, page)| page.order.clone());
            let mut values = vec![];
            let mut pages = vec![];
            let mut after = last;
            for photo in &kept {
                let order = between(after.as_deref(), None).unwrap_or_else(|_| spread(1).concat());
                let page = new_page()?;
                file_row(db, dossier, photo)?;
                values.push((Key::Photo(paper.to_owned(), page.clone()), page_value(photo, &order)));
                pages.push(NewPage { page, sha256: photo.sha256, bytes: photo.bytes, shrunk: photo.shrunk });
                after = Some(order);
            }
            set(db, dossier, values, "step.attach", now)?;
            Ok(Attached { saved: Saved::of(dossier), pages })
        });
        self.drop_unless(done, &kept)
    }

    /// Takes one page again: the new photo stands where the old one stood.
    pub fn retake<'a>(
        &self,
        id: DossierId,
        paper: &str,
        page: &str,
        photo: impl Into<Picture<'a>>,
    ) -> Result<Attached> {
        let kept = self.keep_photos(id, paper, std::iter::once(photo.into()))?;
        let done = self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            let page = super::pages::id_of(dossier, paper, page);
            let page = page.as_str();
            let old = super::pages::find(dossier, paper, page)?;
            let mut pages = vec![];
            let mut values = vec![];
            for photo in &kept {
                file_row(db, dossier, photo)?;
                values.push((Key::Photo(paper.to_owned(), page.to_owned()), page_value(photo, &old.order)));
                pages.push(NewPage {
                    page: page.to_owned(),
                    sha256: photo.sha256,
                    bytes: photo.bytes,
                    shrunk: photo.shrunk,
                });
            }
            set(db, dossier, values, "step.retake", now)?;
            Ok(Attached { saved: Saved::of(dossier), pages })
        });
        self.drop_unless(done, &kept)
    }

    /// Cleans and encrypts, outside of any transaction: a camera's file takes its time.
    fn keep_photos<'a>(
        &self,
        id: DossierId,
        paper: &str,
        photos: impl ExactSizeIterator<Item = Picture<'a>>,
    ) -> Result<Vec<Kept>> {
        if photos.len() == 0 {
            return Err(Error::usage("no_file"));
        }
        let key = self.look(id, |db, dossier| {
            must_be_open(dossier)?;
            super::paper::must_exist(&*dossier.procedure()?, paper)?;
            photo_key(db, dossier.num)
        })?;
        let mut kept = vec![];
        for photo in photos {
            let folder = self.store().photos();
            let photo = match photo {
                Picture::File(file) => std::fs::File::open(file)
                    .map_err(|_| Error::new(crate::error::Kind::NotFound, "no_file"))
                    .and_then(|source| Ok(keep(&folder, &key, source)?)),
                Picture::Bytes(bytes) => keep(&folder, &key, Cursor::new(bytes)).map_err(Error::from),
            };
            match photo {
                Ok(photo) => kept.push(photo),
                Err(error) => return self.drop_unless(Err(error), &kept),
            }
        }
        Ok(kept)
    }

    /// Files of an attempt that failed are taken away at once.
    fn drop_unless<T>(&self, done: Result<T>, kept: &[Kept]) -> Result<T> {
        if done.is_err() {
            for photo in kept {
                // What can't be removed now is swept later.
                let _ = discard(&self.store().photos(), &photo.name);
            }
        }
        done
    }
}

fn new_page() -> Result<String> {
    let mut bytes = [0; 8];
    hoso_protocol::simulation::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

fn page_value(photo: &Kept, order: &str) -> Value {
    let kind = photo.kind.media_type().to_owned();
    Value::Photo(PhotoPage { sha256: photo.sha256, bytes: photo.bytes, kind, order: order.to_owned() })
}

/// The row of a photo; where the same photo is held already, its file stays and the new one is swept.
fn file_row(db: &Connection, dossier: &Dossier, photo: &Kept) -> Result<()> {
    db.prepare_cached(include_str!("photo.sql"))?.execute(params![
        dossier.num,
        photo.sha256.0,
        photo.bytes,
        photo.name
    ])?;
    Ok(())
}

/// The key of a dossier's photo files.
pub(crate) fn photo_key(db: &Connection, num: i64) -> Result<PhotoKey> {
    Ok(PhotoKey::new(
        db.prepare_cached("select photo_key from dossier where num = ?1")?.query_row([num], |row| row.get(0))?,
    ))
}

/// The encrypted file of a photo, if it is on this phone.
pub(super) fn file_of(db: &Connection, dossier: &Dossier, sha256: &Digest) -> Result<Option<String>> {
    let file: Option<Option<String>> = db
        .prepare_cached("select file from photo where dossier = ?1 and sha256 = ?2")?
        .query_row(params![dossier.num, sha256.0], |row| row.get(0))
        .optional()?;
    Ok(file.flatten())
}
