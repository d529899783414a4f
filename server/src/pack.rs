//! Packs answers in JSON with zstd where the phone takes it.

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Shorter answers are sent as they are: packing would win nothing.
const PACK_FROM: u64 = 200;
const LEVEL: i32 = 3;

/// Middleware: everything else (photos, archives) passes through as it is.
pub async fn pack(request: Request, next: Next) -> Response {
    let wanted = takes_zstd(request.headers());
    let response = next.run(request).await;
    let json = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let size = response.body().size_hint().exact();
    let Some(size) = size.filter(|size| wanted && json && *size >= PACK_FROM) else { return response };
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = to_bytes(body, usize::try_from(size).unwrap_or(usize::MAX)).await else {
        return crate::Error::Internal("an answer could not be read back").into_response();
    };
    let packed = if plain.len() < 64 * 1024 {
        zstd::bulk::compress(&plain, LEVEL).ok()
    } else {
        let plain = plain.clone();
        tokio::task::spawn_blocking(move || zstd::bulk::compress(&plain, LEVEL).ok()).await.unwrap_or(None)
    };
    let Some(packed) = packed.filter(|packed| packed.len() < plain.len()) else {
        return Response::from_parts(parts, Body::from(plain));
    };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    parts.headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    Response::from_parts(parts, Body::from(packed))
}

fn takes_zstd(headers: &HeaderMap) -> bool {
    let all = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|text| text.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("zstd") && !refused
    })
}
