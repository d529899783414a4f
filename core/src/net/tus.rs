//! Photos go up by tus 1.0 (creation, checksum): resumed at the byte, constant memory. Why our own client: ADR 0004.

use super::api::Api;
use super::reply::{Wanted, check, single};
use super::retry::Repeat;
use super::{Error, NoConnection, Setup};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use hoso_protocol::ids::{Digest, DossierId};
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use sha2::Digest as _;
use std::io::{Read, Seek, SeekFrom};
use tokio::sync::Mutex;

const UPLOADS: &str = "/v1/uploads";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const VERSION: &str = "1.0.0";

/// The largest piece sent in one request. With the copy that waits in the connection this bounds the memory.
const MOST: usize = 256 * 1024;
/// The smallest: a piece with a checksum counts whole or not at all, so on a bad network small ones lose less.
const LEAST: usize = 16 * 1024;
/// The first.
const FIRST: usize = 64 * 1024;
/// Uploads that may vanish on the server before the phone gives up for this time.
const LIVES: u32 = 3;

/// A photo to send.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Photo {
    /// The dossier that it belongs to.
    pub dossier: DossierId,
    /// SHA-256 of its bytes; the server verifies it at the end.
    pub sha256: Digest,
    /// Their number.
    pub bytes: u64,
}

/// Told what happens to an upload, from inside the call.
pub trait UploadWatch: Send {
    /// A new upload was made on the server. Keep its path with the photo before returning: with it a phone that is
    /// killed goes on at the byte. An error stops the upload (`Local`).
    fn created(&mut self, path: &str) -> std::io::Result<()>;
    /// The server holds this many bytes now.
    fn held(&mut self, bytes: u64);
}

/// Where an upload stands.
struct State<'a, S> {
    source: &'a mut S,
    watch: &'a mut dyn UploadWatch,
    path: Option<String>,
    /// `None`: the server has to be asked.
    offset: Option<u64>,
    /// The most that the server ever said it held.
    best: u64,
    piece: usize,
    lives: u32,
}

impl Api {
    /// Sends a photo whole, going on with the upload at `path` (as given to `UploadWatch::created` earlier) if there is
    /// one and the server still knows it. `source` is read at the offsets that the server asks for, at most 256 KiB at a
    /// time, whatever the photo's size. Repeated as long as the network brings it forward.
    ///
    /// `Refused` when the server does not want it (`quota`, `conflict` for bytes with another hash, …), `TooLarge` when
    /// it takes no photo of this size, `Local` when the source ends early or can't be read.
    pub async fn upload<S: Read + Seek + Send>(
        &self,
        photo: &Photo,
        path: Option<&str>,
        source: &mut S,
        watch: &mut dyn UploadWatch,
    ) -> Result<(), Error> {
        let path = path.and_then(upload_path);
        let state = State { source, watch, path, offset: None, best: 0, piece: FIRST, lives: LIVES };
        let state = Mutex::new(state);
        loop {
            let before = state.lock().await.best;
            let result = self
                .repeat(Repeat::Safe, || {
                    Box::pin(async {
                        let mut state = state.lock().await;
                        let result = self.pass(photo, &mut state).await;
                        if result.is_err() {
                            // Whatever happened, what the server holds now only the server knows.
                            state.offset = None;
                            state.piece = (state.piece / 2).max(LEAST);
                        }
                        result
                    })
                })
                .await;
            match result {
                Err(error) if error.bad_network() && state.lock().await.best > before => {}
                result => return result,
            }
        }
    }

    /// One go at the rest of the photo.
    async fn pass<S: Read + Seek + Send>(&self, photo: &Photo, state: &mut State<'_, S>) -> Result<(), Error> {
        loop {
            let path = match &state.path {
                Some(path) => path.clone(),
                None => self.create(photo, state).await?,
            };
            let step = match state.offset {
                None => self.ask(&path, photo).await,
                Some(offset) if offset == photo.bytes => return Ok(()),
                Some(offset) => {
                    let bytes = read(state.source, offset, photo.bytes, state.piece)?;
                    self.patch(&path, offset, bytes).await
                }
            };
            match step {
                Ok(offset) => {
                    if state.offset.is_some() {
                        state.piece = (state.piece * 2).min(MOST);
                    }
                    state.offset = Some(offset);
                    state.best = state.best.max(offset);
                    state.watch.held(offset);
                }
                // Expired or lost with a restored server: from the start, in a new upload.
                Err(Error::Refused(refusal)) if matches!(refusal.status, 404 | 410) && state.lives > 0 => {
                    state.lives -= 1;
                    state.path = None;
                    state.offset = None;
                }
                // The server holds another number of bytes than we think (an answer was lost): ask. A checksum that
                // does not fit (460) was damaged on the way: the same.
                Err(Error::Refused(refusal))
                    if state.offset.is_some() && matches!(refusal.status, 409 | 460) && state.lives > 0 =>
                {
                    state.lives -= 1;
                    state.offset = None;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// `POST /v1/uploads`: a new upload, whose path the caller keeps before the first byte is sent.
    async fn create<S>(&self, photo: &Photo, state: &mut State<'_, S>) -> Result<String, Error> {
        let mut request = request(Method::POST, UPLOADS)?;
        let metadata = format!(
            "dossier {},sha256 {}",
            BASE64.encode(photo.dossier.to_string()),
            BASE64.encode(photo.sha256.to_string())
        );
        request.headers_mut().insert(LENGTH, photo.bytes.into());
        request.headers_mut().insert(METADATA, HeaderValue::from_str(&metadata).map_err(|_| Setup::Request)?);
        let reply = self.exchange(request, &[StatusCode::CREATED]).await?;
        let Some(path) = single(reply.headers(), &LOCATION).and_then(upload_path) else {
            return Err(NoConnection::NotOurs.into());
        };
        state.watch.created(&path).map_err(|error| Error::Local(error.kind()))?;
        state.path = Some(path.clone());
        state.offset = Some(0);
        Ok(path)
    }

    /// `HEAD`: how many bytes the server holds.
    async fn ask(&self, path: &str, photo: &Photo) -> Result<u64, Error> {
        let reply = self.exchange(request(Method::HEAD, path)?, &[StatusCode::OK, StatusCode::NO_CONTENT]).await?;
        let offset = number(&reply, &OFFSET)?;
        match number(&reply, &LENGTH)? {
            length if length == photo.bytes && offset <= length => Ok(offset),
            // Not the upload of this photo.
            _ => Err(Error::Garbled),
        }
    }

    /// `PATCH`: a piece; how many bytes the server holds then.
    async fn patch(&self, path: &str, offset: u64, bytes: Bytes) -> Result<u64, Error> {
        let end = offset + bytes.len() as u64;
        let checksum = format!("sha256 {}", BASE64.encode(sha2::Sha256::digest(&bytes)));
        let mut request = request(Method::PATCH, path)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/offset+octet-stream"));
        headers.insert(OFFSET, offset.into());
        headers.insert(CHECKSUM, HeaderValue::from_str(&checksum).map_err(|_| Setup::Request)?);
        *request.body_mut() = bytes;
        let reply = self.exchange(request, &[StatusCode::NO_CONTENT]).await?;
        match number(&reply, &OFFSET)? {
            held if held == end => Ok(held),
            _ => Err(Error::Garbled),
        }
    }

    async fn exchange(&self, request: Request<Bytes>, wanted: &[StatusCode]) -> Result<Response<()>, Error> {
        let reply = check(self.send(request).await?, Wanted::Raw(wanted), &self.counters).await?;
        if single(reply.headers(), &RESUMABLE) != Some(VERSION) {
            return Err(NoConnection::NotOurs.into());
        }
        // Bodies of these answers are empty; dropping one that is not costs its connection only.
        Ok(reply.map(drop))
    }
}

fn request(method: Method, path: &str) -> Result<Request<Bytes>, Error> {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().map_err(|_| Setup::Request)?;
    request.headers_mut().insert(RESUMABLE, HeaderValue::from_static(VERSION));
    Ok(request)
}

fn number(reply: &Response<()>, name: &HeaderName) -> Result<u64, Error> {
    single(reply.headers(), name).and_then(|text| text.parse().ok()).ok_or(NoConnection::NotOurs.into())
}

/// The path of an upload in a `Location`, which may be a whole URL. Only the path counts: the upload stays on the server
/// that was asked, whatever it says.
fn upload_path(location: &str) -> Option<String> {
    let uri: http::Uri = location.parse().ok()?;
    let id = uri.path().strip_prefix(UPLOADS)?.strip_prefix('/')?;
    let fits = (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    (fits && uri.query().is_none()).then(|| format!("{UPLOADS}/{id}"))
}

/// A piece of the photo: at most `most` bytes from `offset` on.
fn read(source: &mut (impl Read + Seek), offset: u64, end: u64, most: usize) -> Result<Bytes, Error> {
    let local = |error: std::io::Error| Error::Local(error.kind());
    let length = usize::try_from(end.saturating_sub(offset)).unwrap_or(most).min(most);
    let mut bytes = vec![0; length];
    source.seek(SeekFrom::Start(offset)).map_err(local)?;
    source.read_exact(&mut bytes).map_err(local)?;
    Ok(bytes.into())
}
