//! Files as answers: whole, or from a byte on where a download broke off. Never packed, never whole in memory.

use crate::error::{Code, Error};
use axum::body::Body;
use axum::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, RANGE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use std::io::{Seek as _, SeekFrom};
use tokio::io::AsyncReadExt as _;
use tokio_util::io::ReaderStream;

const PIECE: usize = 64 * 1024;

/// Which bytes are wanted: from the first to the one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    Part(u64, u64),
    Beyond,
}

/// Answers with an open file, which is read while it is sent. `tag` stands for these very bytes.
pub fn send(headers: &HeaderMap, mut file: std::fs::File, kind: &'static str, tag: &str) -> Result<Response, Error> {
    let length = file.metadata()?.len();
    let range = headers.get(RANGE).and_then(|value| value.to_str().ok());
    let (status, from, to) = match range.map_or(Wanted::All, |text| wanted(text, length)) {
        Wanted::All => (StatusCode::OK, 0, length),
        Wanted::Part(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
        Wanted::Beyond => {
            let mut response = Error::from(Code::BadRequest).into_response();
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            response.headers_mut().insert(CONTENT_RANGE, text(&format!("bytes */{length}"))?);
            return Ok(response);
        }
    };
    file.seek(SeekFrom::Start(from))?;
    let body = ReaderStream::with_capacity(tokio::fs::File::from_std(file).take(to - from), PIECE);
    let mut response = (status, Body::from_stream(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_LENGTH, (to - from).into());
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(ETAG, text(&format!("\"{tag}\""))?);
    if status == StatusCode::PARTIAL_CONTENT {
        let last = to.saturating_sub(1);
        headers.insert(CONTENT_RANGE, text(&format!("bytes {from}-{last}/{length}"))?);
    }
    Ok(response)
}

fn text(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::Internal("an answer's header could not be written"))
}

/// One range of bytes. Several, or another unit, count as none, as the standard allows.
fn wanted(range: &str, length: u64) -> Wanted {
    let parts = range.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'));
    let Some((first, last)) = parts else { return Wanted::All };
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first > last => Wanted::All,
        (Ok(first), _) if first >= length => Wanted::Beyond,
        (Ok(first), Ok(last)) => Wanted::Part(first, last.saturating_add(1).min(length)),
        (Ok(first), _) if last.is_empty() => Wanted::Part(first, length),
        (_, Ok(0)) if first.is_empty() => Wanted::Beyond,
        (_, Ok(last)) if first.is_empty() => Wanted::Part(length.saturating_sub(last), length),
        _ => Wanted::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_what_the_standard_says() {
        for (range, expected) in [
            ("bytes=0-", Wanted::Part(0, 10)),
            ("bytes=3-", Wanted::Part(3, 10)),
            ("bytes=3-3", Wanted::Part(3, 4)),
            ("bytes=3-99", Wanted::Part(3, 10)),
            ("bytes=-4", Wanted::Part(6, 10)),
            ("bytes=-40", Wanted::Part(0, 10)),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=10-", Wanted::Beyond),
            ("bytes=5-4", Wanted::All),
            ("bytes=1-2,4-5", Wanted::All),
            ("bytes=x-", Wanted::All),
            ("bytes=-", Wanted::All),
            ("lines=1-2", Wanted::All),
            ("bytes=18446744073709551615-", Wanted::Beyond),
            ("bytes=0-18446744073709551615", Wanted::Part(0, 10)),
            ("bytes=99999999999999999999-", Wanted::All),
        ] {
            assert_eq!(wanted(range, 10), expected, "{range}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Beyond);
    }
}
