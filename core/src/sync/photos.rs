//! Photos, after the text: small ones first, resumed at the byte; only those that a dossier shows.

use super::run::Run;
use crate::dossier::{Dossier, photo_key};
use crate::error::Result;
use crate::net::{Api, Length, Photo, UploadWatch};
use crate::phone::Phone;
use crate::photo::{Key, PhotoError, Reader, Writer, discard};
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::key::Key as Slot;
use rusqlite::params;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

/// A photo that one side lacks.
struct Wanted {
    num: i64,
    dossier: DossierId,
    sha256: Digest,
    bytes: u64,
    file: Option<String>,
    remote: Option<String>,
    upload: Option<String>,
    key: Key,
}

impl Run<'_> {
    /// Sends and fetches photos; whether any moved.
    pub(super) async fn photos(&mut self) -> Result<bool> {
        let wanted = self.phone.wanted_photos()?;
        self.progress.total = self.progress.done + wanted.len() as u64;
        for photo in &wanted {
            match &photo.file {
                Some(file) => {
                    if self.send(photo, file).await? {
                        self.report.photos_sent += 1;
                    }
                }
                None => {
                    if self.fetch(photo).await? {
                        self.report.photos_received += 1;
                    }
                }
            }
            self.progress.bytes += photo.bytes;
            self.step(1);
        }
        Ok(self.report.photos_sent > 0)
    }

    async fn send(&mut self, photo: &Wanted, file: &str) -> Result<bool> {
        let mut source = match Source::open(self.phone.store().photos(), file, photo.key.clone()) {
            Ok(source) => source,
            Err(error) => {
                // One torn photo holds up nothing else; `doctor` names it and `check` still counts it as there.
                tracing::warn!(code = error.code(), "a photo could not be read");
                return Ok(false);
            }
        };
        let mut watch = Watch { phone: self.phone, photo };
        let what = Photo { dossier: photo.dossier, sha256: photo.sha256, bytes: photo.bytes };
        match self.api.upload(&what, photo.upload.as_deref(), &mut source, &mut watch).await {
            Ok(()) => {}
            // Not wanted now (quota): the others may be.
            Err(crate::net::Error::Refused(refusal)) if refusal.status < 500 => {
                tracing::warn!(code = refusal.code, "a photo was refused");
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
        self.phone.store().write(|tx, _| {
            tx.execute(
                "update photo set remote = coalesce(remote, ''), upload = null where dossier = ?1 and sha256 = ?2",
                params![photo.num, photo.sha256.0],
            )?;
            Ok(())
        })?;
        Ok(true)
    }

    async fn fetch(&mut self, photo: &Wanted) -> Result<bool> {
        let Some(path) = photo.remote.as_deref().and_then(Api::blob) else { return Ok(false) };
        let folder = self.phone.store().photos();
        let mut writer = Writer::create(&folder, &photo.key)?;
        match self.api.download(&path, 0, Length::Exactly(photo.bytes), &mut writer).await {
            Ok(_) => {}
            Err(crate::net::Error::Refused(_) | crate::net::Error::TooLarge) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        let stored = writer.finish()?;
        if stored.sha256 != photo.sha256 {
            discard(&folder, &stored.name)?;
            return Ok(false);
        }
        self.phone.store().write(|tx, _| {
            tx.execute(
                "update photo set file = coalesce(file, ?3) where dossier = ?1 and sha256 = ?2",
                params![photo.num, photo.sha256.0, stored.name],
            )?;
            Ok(())
        })?;
        Ok(true)
    }
}

impl Phone {
    /// Photos that are shown and that one side lacks, small ones first.
    fn wanted_photos(&self) -> Result<Vec<Wanted>> {
        self.store().read(|db| {
            let mut rows = db.prepare_cached(include_str!("wanted_photos.sql"))?;
            let rows = rows.query_map([], |row| {
                Ok(Wanted {
                    num: row.get(0)?,
                    dossier: DossierId(row.get(1)?),
                    sha256: Digest(row.get(2)?),
                    bytes: row.get(3)?,
                    file: row.get(4)?,
                    remote: row.get(5)?,
                    upload: row.get(6)?,
                    key: Key::new([0; 32]),
                })
            })?;
            let mut wanted = vec![];
            let mut last: Option<Dossier> = None;
            for row in rows {
                let mut photo = row?;
                if last.as_ref().is_none_or(|dossier| dossier.id != photo.dossier) {
                    last = Some(Dossier::load(db, self, photo.dossier)?);
                }
                if last.as_ref().is_some_and(|dossier| shows(dossier, &photo.sha256)) {
                    photo.key = photo_key(db, photo.num)?;
                    wanted.push(photo);
                }
            }
            wanted.sort_by_key(|photo| photo.bytes);
            Ok(wanted)
        })
    }

    fn keep_upload(&self, photo: &Wanted, path: &str) -> Result<()> {
        self.store().write(|tx, _| {
            tx.execute(
                "update photo set upload = ?3 where dossier = ?1 and sha256 = ?2",
                params![photo.num, photo.sha256.0, path],
            )?;
            Ok(())
        })
    }
}

fn shows(dossier: &Dossier, sha256: &Digest) -> bool {
    dossier.draft.keys().filter(|key| matches!(key, Slot::Photo(..))).any(|key| {
        dossier.draft.live(key).iter().any(|live| live.value.photo().is_some_and(|page| page.sha256 == *sha256))
    })
}

struct Watch<'a> {
    phone: &'a Phone,
    photo: &'a Wanted,
}

impl UploadWatch for Watch<'_> {
    fn created(&mut self, path: &str) -> io::Result<()> {
        self.phone.keep_upload(self.photo, path).map_err(io::Error::other)
    }

    fn held(&mut self, _: u64) {}
}

/// A stored photo that can be read from any byte.
struct Source {
    folder: PathBuf,
    file: String,
    key: Key,
    reader: Reader,
    at: u64,
}

impl Source {
    fn open(folder: PathBuf, file: &str, key: Key) -> std::result::Result<Self, PhotoError> {
        let reader = Reader::open(&folder, file, &key)?;
        Ok(Self { folder, file: file.to_owned(), key, reader, at: 0 })
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(to) => Some(to),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.reader.len().checked_add_signed(by),
        };
        let to = to.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        if to != self.at {
            self.reader = Reader::open_at(&self.folder, &self.file, &self.key, to)?;
            self.at = to;
        }
        Ok(to)
    }
}
