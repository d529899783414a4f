//! What arrived is made durable, and only then counts.

use super::row::Upload;
use super::turns::Turn;
use super::{LIFETIME_MS, Refusal};
use crate::audit::{self, Action};
use crate::auth::{Bearer, Device};
use crate::clock::now;
use crate::dir::sync_folder;
use crate::error::{Code, Error, Result};
use crate::state::App;
use crate::store::{Event, Kind, Log, random};
use rusqlite::{OptionalExtension as _, Transaction};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// Makes the bytes up to `end` durable, then the row. Returns until when the upload waits for the next piece.
pub(super) fn keep(
    app: &App,
    turn: Turn,
    bearer: Bearer,
    upload: &Upload,
    file: &File,
    end: u32,
) -> Result<i64, Refusal> {
    let path = app.dir().uploads().join(&upload.file);
    file.sync_all()?;
    if upload.offset == 0 {
        sync_folder(&path)?;
    }
    let expires = if end == upload.length {
        finish(app, bearer, upload, &path)?
    } else {
        app.dir().store().write(|tx| {
            bearer.device(tx)?;
            advance(tx, upload, end)
        })?
    };
    drop(turn);
    Ok(expires)
}

/// The last piece: the whole file is verified and becomes a photo of the dossier.
fn finish(app: &App, bearer: Bearer, upload: &Upload, path: &Path) -> Result<i64, Refusal> {
    if !is_photo(path, upload)? {
        app.dir().store().write(|tx| Ok(tx.execute("DELETE FROM upload WHERE id = ?", [upload.id])?))?;
        fs::remove_file(path)?;
        return Err(Refusal::WrongBytes);
    }
    let name = hex::encode(random::<16>()?);
    let place = app.dir().blobs().join(&name);
    fs::rename(path, &place)?;
    sync_folder(&place)?;
    sync_folder(path)?;
    let taken = app.dir().store().write(|tx| {
        let device = bearer.device(tx)?;
        let expires = advance(tx, upload, upload.length)?;
        Ok((enter(app, tx, &device, upload, &name)?, expires))
    });
    match taken {
        Ok((true, expires)) => Ok(expires),
        // Another phone of the same person was faster with the same photo.
        Ok((false, expires)) => {
            fs::remove_file(&place)?;
            Ok(expires)
        }
        // The upload is gone: its dossier was erased meanwhile.
        Err(Error::Refused(code)) => {
            fs::remove_file(&place)?;
            Err(code.into())
        }
        Err(error) => {
            // The last piece can be sent again.
            fs::rename(&place, path)?;
            Err(error.into())
        }
    }
}

fn advance(tx: &Transaction<'_>, upload: &Upload, end: u32) -> Result<i64> {
    let expires = now() + LIFETIME_MS;
    let moved = tx
        .prepare_cached("UPDATE upload SET offset = ?, expires = ? WHERE id = ? AND offset = ?")?
        .execute((end, expires, upload.id, upload.offset))?;
    if moved == 1 { Ok(expires) } else { Err(Code::NotFound.into()) }
}

/// The photo's row and its entry in the log; false if the photo is held already.
fn enter(app: &App, tx: &Transaction<'_>, device: &Device, upload: &Upload, file: &str) -> Result<bool> {
    let (home, person): (String, String) = tx
        .prepare_cached("SELECT home, person FROM dossier WHERE id = ? AND erased = 0")?
        .query_row([upload.dossier.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(Code::NotFound)?;
    let id = random::<16>()?;
    let new = tx
        .prepare_cached("INSERT OR IGNORE INTO blob (id, dossier, sha256, bytes, file) VALUES (?, ?, ?, ?, ?)")?
        .execute((id, upload.dossier.0, upload.sha256.0, upload.length, file))?;
    if new == 1 {
        let event = Event { kind: Kind::Blob, dossier: Some(upload.dossier), person: &person, reference: &id };
        Log::add(tx, &home, event)?;
        audit::record(app.keys(), tx, now(), Some(device.key), Action::WritePhoto, [upload.dossier])?;
    }
    Ok(new == 1)
}

fn is_photo(path: &Path, upload: &Upload) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    let mut length = 0;
    loop {
        let bytes = match file.read(&mut piece)? {
            0 => break,
            bytes => piece.get(..bytes).unwrap_or_default(),
        };
        length += bytes.len();
        hash.update(bytes);
    }
    Ok(u32::try_from(length) == Ok(upload.length) && hash.finalize().as_slice() == upload.sha256.0)
}
