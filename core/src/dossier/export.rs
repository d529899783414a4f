//! A readable copy of a dossier for its owner: text, JSON and photos. It is no longer encrypted.

use super::state::Dossier;
use super::{attach, show, summary};
use crate::error::{Error, Result};
use crate::phone::Phone;
use crate::photo::Reader;
use hoso_protocol::ids::DossierId;
use rusqlite::Connection;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// Names of the files inside the folder.
    pub files: Vec<String>,
    /// Photos that are not on this phone.
    pub not_here: u64,
}

impl Phone {
    /// Writes a dossier as files into a folder, which is made where it is absent. Nothing there is overwritten.
    pub fn export(&self, id: DossierId, folder: &Path) -> Result<Exported> {
        std::fs::create_dir_all(folder).map_err(|error| match folder.is_file() {
            true => Error::usage("bad_path"),
            false => Error::output(&error),
        })?;
        self.look(id, |db, dossier| {
            let mut exported = Exported::default();
            let view = show::of(db, self, dossier)?;
            let json = serde_json::to_vec_pretty(&view).unwrap_or_default();
            put(folder, "noi-dung.txt", summary::text(db, self, dossier)?.as_bytes(), &mut exported)?;
            put(folder, "du-lieu.json", &json, &mut exported)?;
            photos(db, self, dossier, folder, &mut exported)?;
            crate::durable::sync_folder(folder)?;
            Ok(exported)
        })
    }
}

fn photos(db: &Connection, phone: &Phone, dossier: &Dossier, folder: &Path, exported: &mut Exported) -> Result<()> {
    let key = attach::photo_key(db, dossier.num)?;
    let procedure = dossier.procedure()?;
    for paper in &procedure.papers {
        for (i, (_, page)) in dossier.draft.pages(&paper.key).into_iter().enumerate() {
            let Some(file) = attach::file_of(db, dossier, &page.sha256)? else {
                exported.not_here += 1;
                continue;
            };
            let ending =
                page.kind.strip_prefix("image/").filter(|e| ["jpeg", "png", "webp"].contains(e)).unwrap_or("bin");
            let name = format!("{}-{:02}.{ending}", paper.key, i + 1);
            let mut from = Reader::open(&phone.store().photos(), &file, &key)?;
            let mut to = create(folder, &name)?;
            std::io::copy(&mut from, &mut to).map_err(crate::photo::PhotoError::from)?;
            to.sync_all()?;
            exported.files.push(name);
        }
    }
    Ok(())
}

fn put(folder: &Path, name: &str, bytes: &[u8], exported: &mut Exported) -> Result<()> {
    let mut file = create(folder, name)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    exported.files.push(name.to_owned());
    Ok(())
}

fn create(folder: &Path, name: &str) -> Result<File> {
    OpenOptions::new().write(true).create_new(true).open(folder.join(name)).map_err(|error| Error::output(&error))
}
