//! What a phone keeps of packs, in `catalog/` of its folder: the roots that it has accepted (`root.jsonl`), the pack that
//! counts (`pack-…`, a whole one and the deltas after it) and what is known of it (`installed.json`). From these
//! `catalog.db` is made, which everything else reads; where it is lost or behind, it is made again.

use super::fault::refused;
use super::open::{Opened, open};
use super::root::{Root, RootFile};
use crate::catalog::installed::{PackInfo, replace};
use crate::catalog::pick::Source;
use crate::durable::{read, write_beside};
use crate::{Error, Result};
use hoso_protocol::pack::{Part, Sealed, split};
use hoso_protocol::procedure::Procedure;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// The packs of one phone.
#[derive(Debug, Clone)]
pub struct Packs {
    phone: PathBuf,
    pub(super) folder: PathBuf,
}

/// The pack that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    /// Whose catalog.
    pub name: String,
    /// Its number; nothing older is taken.
    pub number: u64,
    /// The day it was given out, ISO.
    pub issued: String,
    /// The day to look at it again, ISO.
    pub review_by: String,
    /// SHA-256 of the catalog unpacked.
    pub sha256: String,
    /// The public key that signed it.
    pub key: String,
    /// The file in the same folder.
    pub file: String,
}

impl Installed {
    /// As `catalog.db` knows it.
    pub fn info(&self) -> PackInfo {
        let Self { name, number, issued, review_by, .. } = self.clone();
        PackInfo { name, number, issued, review_by }
    }
}

impl Packs {
    /// The packs of the phone whose folder this is. Nothing is made before something is kept.
    pub fn of(phone: &Path) -> Self {
        Self { phone: phone.to_path_buf(), folder: phone.join("catalog") }
    }

    /// The root that counts, if this phone was given one.
    ///
    /// # Errors
    /// `root_damaged`: then no pack is trusted until the person gives the root again.
    pub fn root(&self) -> Result<Option<Root>> {
        let Some(last) = self.roots()?.pop() else { return Ok(None) };
        last.first().map(Some).map_err(|_| Error::storage("root_damaged"))
    }

    /// All roots that this phone has accepted, the first one first.
    pub(super) fn roots(&self) -> Result<Vec<RootFile>> {
        let Some(bytes) = read(&self.folder.join("root.jsonl"))? else { return Ok(vec![]) };
        let damaged = |_| Error::storage("root_damaged");
        let text = String::from_utf8(bytes).map_err(|_| Error::storage("root_damaged"))?;
        text.lines().map(|line| RootFile::read(line).map_err(damaged)).collect()
    }

    /// Takes a root: the first one from the person who sets the phone up, later ones only step by step from that.
    /// A version that is known already changes nothing.
    ///
    /// # Errors
    /// As [`RootFile::after`].
    pub fn take_root(&self, file: &RootFile) -> Result<Root> {
        let _lock = self.lock()?;
        self.take_root_locked(file)
    }

    pub(super) fn take_root_locked(&self, file: &RootFile) -> Result<Root> {
        let mut all = self.roots()?;
        let root = match self.root()? {
            None => file.first()?,
            Some(known) => {
                let claims = file.claims()?;
                if claims.name != known.name {
                    return Err(refused("root_other"));
                }
                if claims.version < known.version || claims == known {
                    return Ok(known);
                }
                file.after(&known)?
            }
        };
        all.push(file.clone());
        write_beside(&self.folder.join("root.jsonl"), all.iter().map(RootFile::line).collect::<String>().as_bytes())?;
        Ok(root)
    }

    /// The pack that counts, if there is one.
    ///
    /// # Errors
    /// `pack_lost` if what is known of it can't be read.
    pub fn installed(&self) -> Result<Option<Installed>> {
        let Some(bytes) = read(&self.folder.join("installed.json"))? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|_| Error::storage("pack_lost"))
    }

    /// The catalog of the pack that counts.
    ///
    /// # Errors
    /// `pack_lost` if its file is gone or damaged: take a whole pack again.
    pub fn load(&self) -> Result<Option<Opened>> {
        let Some(installed) = self.installed()? else { return Ok(None) };
        let file = self.file(&installed)?;
        let lost = |_| Error::storage("pack_lost");
        let opened = open(&packs(split(&file).map_err(|_| Error::storage("pack_lost"))?)).map_err(lost)?;
        if opened.header.content.sha256 == installed.sha256 {
            Ok(Some(opened))
        } else {
            Err(Error::storage("pack_lost"))
        }
    }

    /// Finishes what a kill or a lost `catalog.db` left: makes it from the pack that counts. Nothing to do is the rule.
    ///
    /// # Errors
    /// `pack_lost`; those of the disk.
    pub fn mend(&self) -> Result<()> {
        if self.installed()?.is_none_or(|note| self.is_taken_up(&note)) {
            return Ok(());
        }
        let _lock = self.lock()?;
        self.mend_locked()
    }

    pub(super) fn mend_locked(&self) -> Result<()> {
        let Some(note) = self.installed()? else { return Ok(()) };
        if !self.is_taken_up(&note)
            && let Some(opened) = self.load()?
        {
            self.take_up(&note, &opened.content.procedures()?)?;
        }
        Ok(())
    }

    /// Whether `catalog.db` is this pack's.
    pub(super) fn is_taken_up(&self, note: &Installed) -> bool {
        let db = crate::catalog::installed::Installed::open(&self.phone).ok().flatten();
        db.is_some_and(|db| db.pack() == Some(&note.info()))
    }

    /// Makes `catalog.db` from this pack.
    pub(super) fn take_up(&self, note: &Installed, procedures: &[Procedure]) -> Result<()> {
        replace(&self.phone, Source::Pack, Some(&note.info()), procedures)?;
        Ok(())
    }

    /// Everything another phone needs, in one file: the roots and the pack that counts.
    ///
    /// # Errors
    /// `no_pack` if there is none; `pack_lost`.
    pub fn export(&self) -> Result<Vec<u8>> {
        let installed = self.installed()?.ok_or_else(|| Error::new(crate::Kind::NotFound, "no_pack"))?;
        let mut all: Vec<u8> = self.roots()?.iter().map(RootFile::line).collect::<String>().into_bytes();
        all.extend(self.file(&installed)?);
        Ok(all)
    }

    pub(super) fn file(&self, installed: &Installed) -> Result<Vec<u8>> {
        read(&self.folder.join(&installed.file))?.ok_or_else(|| Error::storage("pack_lost"))
    }

    /// One installation at a time; given back when the process ends, however it ends.
    pub(super) fn lock(&self) -> Result<fs::File> {
        fs::create_dir_all(&self.folder)?;
        let file = fs::OpenOptions::new().create(true).append(true).open(self.folder.join("lock"))?;
        file.lock()?;
        Ok(file)
    }
}

/// The packs among the parts of a file.
pub(super) fn packs(parts: Vec<Part<'_>>) -> Vec<Sealed<'_>> {
    let packs = parts.into_iter().filter_map(|part| match part {
        Part::Pack(sealed) => Some(sealed),
        Part::Root(_) => None,
    });
    packs.collect()
}
