//! `PATCH /v1/uploads/<id>`: a piece of the photo.

use super::keep::keep;
use super::row::{Upload, id_of};
use super::turns::{Turn, Turns};
use super::{CHECKSUM, EXPIRES, OFFSET, Refusal, Tus, http_date, number, single};
use crate::auth::Bearer;
use crate::error::Code;
use crate::state::App;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};
use std::io::SeekFrom;
use std::time::Duration;
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncSeekExt as _, AsyncWriteExt as _};

/// As much of a refused piece is read and thrown away, so that the phone gets to read why.
const MOST_DRAINED: usize = 512 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(30);

pub(super) async fn piece(
    State(app): State<App>,
    Extension(turns): Extension<Turns>,
    bearer: Bearer,
    _: Tus,
    Path(id): Path<String>,
    headers: HeaderMap,
    mut body: Body,
) -> Result<Response, Refusal> {
    let taken = take(&app, &turns, bearer, &id, &headers, &mut body).await;
    if taken.as_ref().is_err_and(|refusal| !matches!(refusal, Refusal::Broken)) {
        let _ = tokio::time::timeout(DRAIN_TIME, drain(&mut body)).await;
    }
    taken
}

async fn take(
    app: &App,
    turns: &Turns,
    bearer: Bearer,
    id: &str,
    headers: &HeaderMap,
    body: &mut Body,
) -> Result<Response, Refusal> {
    let id = id_of(id)?;
    if single(headers, &header::CONTENT_TYPE) != Some("application/offset+octet-stream") {
        return Err(Code::BadRequest.into());
    }
    let offset = number(headers, &OFFSET).ok_or(Code::BadRequest)?;
    let checksum = match headers.contains_key(CHECKSUM) {
        true => Some(single(headers, &CHECKSUM).and_then(sha256).ok_or(Code::BadRequest)?),
        false => None,
    };
    let turn = turns.take(id).await;
    let upload = app.read(move |_, tx| Ok(Upload::of(tx, bearer, id))).await??;
    if offset != u64::from(upload.offset) || upload.offset == upload.length {
        return Err(Refusal::Offset);
    }
    if number(headers, &header::CONTENT_LENGTH).is_some_and(|bytes| bytes > u64::from(upload.length - upload.offset)) {
        return Err(Code::TooLarge.into());
    }
    let mut file = open(app, &upload).await?;
    let (end, whole) = receive(&upload, &turn, body, &mut file, checksum).await?;
    file.flush().await?;
    let file = file.into_std().await;
    // Runs to its end also if the phone hangs up now, and holds the turn until then.
    let kept = app.blocking(move |app| Ok(keep(app, turn, bearer, &upload, &file, end))).await??;
    if !whole {
        return Err(Refusal::Broken);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(OFFSET, end.into());
    if let Some(date) = http_date(kept) {
        response.headers_mut().insert(EXPIRES, date);
    }
    Ok(response)
}

/// The file, ready to be written at the upload's offset.
async fn open(app: &App, upload: &Upload) -> Result<File, Refusal> {
    let path = app.dir().uploads().join(&upload.file);
    let mut options = OpenOptions::new();
    options.write(true);
    if upload.offset == 0 {
        options.create(true).truncate(true);
        #[cfg(unix)]
        options.mode(0o600);
    }
    let mut file = options.open(&path).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Refusal::Gone,
        _ => error.into(),
    })?;
    if file.metadata().await?.len() < upload.offset.into() {
        return Err(Refusal::Gone);
    }
    file.seek(SeekFrom::Start(upload.offset.into())).await?;
    Ok(file)
}

/// Writes what arrives. A piece with a checksum counts whole or not at all; of one without, what arrived counts. Returns
/// where it ended, and whether it arrived whole.
async fn receive(
    upload: &Upload,
    turn: &Turn,
    body: &mut Body,
    file: &mut File,
    checksum: Option<[u8; 32]>,
) -> Result<(u32, bool), Refusal> {
    let mut end = upload.offset;
    let mut hash = Sha256::new();
    loop {
        let frame = tokio::select! {
            frame = body.frame() => frame,
            () = turn.wanted() => Some(Err(axum::Error::new("a newer request took over"))),
        };
        let bytes = match frame {
            None => break,
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(_)) if checksum.is_none() && end > upload.offset => return Ok((end, false)),
            Some(Err(_)) => return Err(Refusal::Broken),
        };
        let length = u32::try_from(bytes.len()).ok().and_then(|bytes| end.checked_add(bytes));
        end = length.filter(|end| *end <= upload.length).ok_or(Code::TooLarge)?;
        hash.update(&bytes);
        file.write_all(&bytes).await?;
    }
    if checksum.is_some_and(|wanted| hash.finalize().as_slice() != wanted) {
        return Err(Refusal::Damaged);
    }
    Ok((end, true))
}

/// The hash in `sha256 <base64>`.
fn sha256(text: &str) -> Option<[u8; 32]> {
    let (name, value) = text.split_once(' ')?;
    (name == "sha256").then_some(())?;
    BASE64.decode(value.trim()).ok()?.try_into().ok()
}

async fn drain(body: &mut Body) {
    let mut left = MOST_DRAINED;
    while let Some(Ok(frame)) = body.frame().await {
        left = left.saturating_sub(frame.into_data().map_or(0, |bytes| bytes.len()));
        if left == 0 {
            return;
        }
    }
}
