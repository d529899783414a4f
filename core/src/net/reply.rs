//! Is this answer really ours? Captive portals, proxies and wrong servers answer too; what they say changes nothing.

use super::count::Counters;
use super::error::Refusal;
use super::transport::ReplyBody;
use super::{Error, NoConnection};
use bytes::{Bytes, BytesMut};
use hoso_protocol::wire::{Problem, SERVER_HEADER, WIRE_VERSION};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use std::io::Read as _;
use std::time::Duration;

/// An answer in JSON may be at most this long, on the wire and once unpacked.
pub const MAX_REPLY_BYTES: usize = 4 * 1024 * 1024;
/// Problem details are short.
const MAX_PROBLEM_BYTES: usize = 64 * 1024;
/// 2^22: the largest window that a packer needs for `MAX_REPLY_BYTES`; a larger one would only cost memory.
const MAX_WINDOW_LOG: u32 = 22;

/// The one value of a header. Two of them come from something that joined answers together.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// An error unless this answer comes from our server and speaks our version. The body is not looked at yet.
fn ours<B>(reply: &Response<B>) -> Result<(), Error> {
    let server = HeaderName::from_static(SERVER_HEADER);
    if !reply.headers().contains_key(&server) {
        return Err(match reply.status().as_u16() {
            // A gateway before our server lost it for the moment: unlike a portal, that may pass.
            502..=504 => NoConnection::Cut.into(),
            _ => NoConnection::NotOurs.into(),
        });
    }
    match single(reply.headers(), &server) {
        Some(WIRE_VERSION) => {}
        Some(other) if other.bytes().all(|b| b.is_ascii_digit()) && !other.is_empty() => return Err(Error::Version),
        _ => return Err(NoConnection::NotOurs.into()),
    }
    // We send no conditions (304), ask for no proxy (407) and follow no redirect; 203 says that a proxy altered it, 511
    // is a portal by definition. With our header these are copies that something in between made.
    let status = reply.status();
    let foreign = [203, 407, 511].contains(&status.as_u16());
    if status.is_redirection() || status.is_informational() || foreign {
        return Err(NoConnection::NotOurs.into());
    }
    Ok(())
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = single(headers, &CONTENT_TYPE)?;
    Some(text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// What a successful answer must look like.
pub(super) enum Wanted<'a> {
    /// 200 or 201, JSON.
    Json,
    /// One of these statuses and no JSON: the caller reads the body as it comes, which must not be packed.
    Raw(&'a [StatusCode]),
}

/// The answer, if it is ours and a success; else the error that it stands for. The problem's body is read here.
pub(super) async fn check(
    reply: Response<ReplyBody>,
    wanted: Wanted<'_>,
    counters: &Counters,
) -> Result<Response<ReplyBody>, Error> {
    ours(&reply)?;
    let status = reply.status();
    if status.is_client_error() || status.is_server_error() {
        return Err(problem(reply, counters).await);
    }
    let media = media_type(reply.headers());
    let fits = match wanted {
        Wanted::Json => {
            [StatusCode::OK, StatusCode::CREATED].contains(&status) && media.as_deref() == Some("application/json")
        }
        Wanted::Raw(statuses) => {
            statuses.contains(&status)
                && !reply.headers().contains_key(CONTENT_ENCODING)
                && media.is_none_or(|m| !m.starts_with("text/"))
        }
    };
    if fits { Ok(reply) } else { Err(NoConnection::NotOurs.into()) }
}

/// The error that a 4xx or 5xx answer of ours stands for.
async fn problem(reply: Response<ReplyBody>, counters: &Counters) -> Error {
    let status = reply.status();
    let retry_after = single(reply.headers(), &RETRY_AFTER).and_then(seconds);
    let json = matches!(media_type(reply.headers()).as_deref(), Some("application/problem+json" | "application/json"));
    let problem: Option<Problem> = match json {
        true => match unpacked(reply, MAX_PROBLEM_BYTES, counters).await {
            Ok(bytes) => serde_json::from_slice(&bytes).ok(),
            Err(_) => None,
        },
        // An answer to HEAD has no body; the status says enough.
        false => None,
    };
    let code = problem.as_ref().map(|p| p.code.as_str()).filter(|code| is_code(code)).unwrap_or("unknown");
    match (status.as_u16(), code) {
        (_, "revoked") => Error::Revoked,
        (401, _) => Error::Unauthorized,
        (413, _) => Error::TooLarge,
        (429, code) if code != "quota" => Error::Busy { retry_after },
        (503, _) => Error::Busy { retry_after },
        (status, code) => Error::Refused(Refusal {
            status,
            code: code.to_owned(),
            detail: problem.as_ref().and_then(|p| p.detail.clone()).filter(|d| d.len() <= 2_000),
        }),
    }
}

/// Only what looks like a code is taken for one: it gets into logs.
fn is_code(code: &str) -> bool {
    (1..=32).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// `Retry-After` in seconds. The other form, a date, would need a clock that is right: it counts as not given.
fn seconds(text: &str) -> Option<Duration> {
    text.trim().parse::<u32>().ok().map(|s| Duration::from_secs(s.into()))
}

/// The next piece of a body, counted; `None` at its end. Trailers are skipped.
pub(super) async fn piece(body: &mut ReplyBody, counters: &Counters) -> Result<Option<Bytes>, Error> {
    while let Some(frame) = body.frame().await {
        if let Ok(bytes) = frame?.into_data() {
            counters.down(bytes.len());
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

/// The whole body, unpacked; at most `limit` bytes, packed or not.
async fn unpacked(reply: Response<ReplyBody>, limit: usize, counters: &Counters) -> Result<Bytes, Error> {
    let packed = match (reply.headers().contains_key(CONTENT_ENCODING), single(reply.headers(), &CONTENT_ENCODING)) {
        (false, _) | (true, Some("identity")) => false,
        (true, Some("zstd")) => true,
        // We asked for zstd only: something in between packed it anew, and what else it did nobody knows.
        _ => return Err(NoConnection::NotOurs.into()),
    };
    let mut body = reply.into_body();
    let mut bytes = BytesMut::new();
    while let Some(piece) = piece(&mut body, counters).await? {
        if bytes.len() + piece.len() > limit {
            return Err(Error::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    if packed { unpack(&bytes, limit).map(Bytes::from) } else { Ok(bytes.freeze()) }
}

fn unpack(packed: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(packed).map_err(|_| Error::Garbled)?;
    decoder.window_log_max(MAX_WINDOW_LOG).map_err(|_| Error::Garbled)?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells "too large" from "just fits".
    decoder.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => NoConnection::Cut.into(),
        _ => Error::Garbled,
    })?;
    if bytes.len() > limit { Err(Error::TooLarge) } else { Ok(bytes) }
}

/// The body of an answer that passed `check`.
pub(super) async fn whole(reply: Response<ReplyBody>, counters: &Counters) -> Result<Bytes, Error> {
    unpacked(reply, MAX_REPLY_BYTES, counters).await
}

/// The message in it. A text that just ends is a cut connection behind a proxy that hid it.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        serde_json::error::Category::Eof => NoConnection::Cut.into(),
        _ => Error::Garbled,
    })
}
