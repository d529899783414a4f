//! `POST /v1/uploads`: a photo of a dossier is announced.

use super::{EXPIRES, LENGTH, LIFETIME_MS, METADATA, OFFSET, Refusal, Tus, http_date, number, single};
use crate::auth::{Bearer, Device};
use crate::clock::{day, now};
use crate::error::{Code, Result};
use crate::state::App;
use crate::store::random;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::wire::{MAX_OPEN_UPLOADS, MAX_PHOTO_BYTES};
use rusqlite::{OptionalExtension as _, Transaction};
use std::fs;

/// What is announced.
#[derive(Clone, Copy)]
struct Photo {
    dossier: DossierId,
    sha256: Digest,
    length: u32,
}

/// The upload that was made or found.
struct Made {
    id: [u8; 16],
    offset: u32,
    expires: i64,
    /// A file of an older upload that made room.
    left: Option<String>,
}

pub(super) async fn create(
    State(app): State<App>,
    bearer: Bearer,
    _: Tus,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let photo = announced(&headers)?;
    let made = app
        .write(move |app, tx| {
            let device = bearer.device(tx)?;
            open(app, tx, &device, photo)
        })
        .await?;
    if let Some(left) = made.left {
        // Should this fail, the sweep finds the file.
        let _ = fs::remove_file(app.dir().uploads().join(left));
    }
    let location = format!("/v1/uploads/{}", hex::encode(made.id));
    let mut response = StatusCode::CREATED.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_str(&location).map_err(|_| Code::Server)?);
    headers.insert(OFFSET, made.offset.into());
    if let Some(date) = http_date(made.expires) {
        headers.insert(EXPIRES, date);
    }
    Ok(response)
}

fn announced(headers: &HeaderMap) -> Result<Photo, Refusal> {
    let length = number(headers, &LENGTH).filter(|length| *length > 0).ok_or(Code::BadRequest)?;
    let length = u32::try_from(length).ok().filter(|length| u64::from(*length) <= MAX_PHOTO_BYTES);
    let length = length.ok_or(Code::TooLarge)?;
    let metadata = single(headers, &METADATA).ok_or(Code::BadRequest)?;
    let value = |name: &str| {
        let pairs = metadata.split(',').filter_map(|pair| pair.trim().split_once(' '));
        let (_, text) = pairs.into_iter().find(|(key, _)| *key == name)?;
        String::from_utf8(BASE64.decode(text.trim()).ok()?).ok()
    };
    let dossier = value("dossier").and_then(|text| text.parse().ok()).ok_or(Code::BadRequest)?;
    let sha256 = value("sha256").and_then(|text| text.parse().ok()).ok_or(Code::BadRequest)?;
    Ok(Photo { dossier, sha256, length })
}

fn open(app: &App, tx: &Transaction<'_>, device: &Device, photo: Photo) -> Result<Made> {
    // Another person's dossier, one that was erased and one that never came look the same: send the text first.
    tx.prepare_cached("SELECT 1 FROM dossier WHERE id = ? AND person = ? AND erased = 0")?
        .query_row((photo.dossier.0, &device.person), |_| Ok(()))
        .optional()?
        .ok_or(Code::NotFound)?;
    let at = now();
    let expires = at + LIFETIME_MS;
    if let Some(bytes) = held(tx, photo)? {
        if bytes != photo.length {
            return Err(Code::Conflict.into());
        }
        let id = insert(tx, device, photo, photo.length, expires, "")?;
        return Ok(Made { id, offset: photo.length, expires, left: None });
    }
    // A phone that lost its upload's path goes on with it all the same.
    let begun = tx
        .prepare_cached(
            "SELECT id, offset FROM upload WHERE device = ? AND dossier = ? AND sha256 = ? AND length = ?
             AND offset < length AND expires > ?",
        )?
        .query_row((device.key.0, photo.dossier.0, photo.sha256.0, photo.length, at), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    if let Some((id, offset)) = begun {
        tx.prepare_cached("UPDATE upload SET expires = ? WHERE id = ?")?.execute((expires, id))?;
        return Ok(Made { id, offset, expires, left: None });
    }
    count(app, tx, device, photo, at)?;
    let left = make_room(tx, device)?;
    let id = insert(tx, device, photo, 0, expires, &hex::encode(random::<16>()?))?;
    Ok(Made { id, offset: 0, expires, left })
}

/// The length of the photo, if the server holds it whole.
fn held(tx: &Transaction<'_>, photo: Photo) -> Result<Option<u32>> {
    let mut select = tx.prepare_cached("SELECT bytes FROM blob WHERE dossier = ? AND sha256 = ?")?;
    Ok(select.query_row((photo.dossier.0, photo.sha256.0), |row| row.get(0)).optional()?)
}

fn insert(
    tx: &Transaction<'_>,
    device: &Device,
    photo: Photo,
    offset: u32,
    expires: i64,
    file: &str,
) -> Result<[u8; 16]> {
    let id = random::<16>()?;
    tx.prepare_cached(
        "INSERT INTO upload (id, device, dossier, sha256, length, offset, expires, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute((id, device.key.0, photo.dossier.0, photo.sha256.0, photo.length, offset, expires, file))?;
    Ok(id)
}

/// Counts an announced photo on the device's day.
fn count(app: &App, tx: &Transaction<'_>, device: &Device, photo: Photo, at: i64) -> Result<()> {
    let (photos, bytes): (i64, i64) = tx
        .prepare_cached(
            "INSERT INTO quota (device, day, photos, photo_bytes) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (device, day) DO UPDATE SET photos = photos + 1, photo_bytes = photo_bytes + ?3
             RETURNING photos, photo_bytes",
        )?
        .query_row((device.key.0, day(at), photo.length), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let limits = app.limits();
    if photos.unsigned_abs() > limits.photos_a_day || bytes.unsigned_abs() > limits.photo_bytes_a_day {
        return Err(Code::Quota.into());
    }
    Ok(())
}

/// Where the device has as many open uploads as it may, the one that was left alone for the longest time goes: it can be
/// begun anew, while a refusal would leave a phone that forgot its uploads stuck for days.
fn make_room(tx: &Transaction<'_>, device: &Device) -> Result<Option<String>> {
    let open: u32 = tx
        .prepare_cached("SELECT count(*) FROM upload WHERE device = ? AND offset < length")?
        .query_row([device.key.0], |row| row.get(0))?;
    if open < MAX_OPEN_UPLOADS {
        return Ok(None);
    }
    let left = tx
        .prepare_cached(
            "DELETE FROM upload WHERE id = (SELECT id FROM upload WHERE device = ? AND offset < length
             ORDER BY expires, id LIMIT 1) RETURNING file",
        )?
        .query_row([device.key.0], |row| row.get(0))?;
    Ok(Some(left))
}
