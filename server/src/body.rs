//! Bodies of requests: JSON, possibly packed, never longer than allowed.

use crate::error::{Code, Error, Result};
use crate::state::App;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use hoso_protocol::wire::MAX_BODY_BYTES;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::Read as _;

/// 2^21: no packer needs a larger window for a body of 1 MiB; a larger one would only cost memory.
const MAX_WINDOW_LOG: u32 = 21;
/// Shorter bodies are read at once; longer ones off the async threads.
const SHORT: usize = 16 * 1024;

/// A message in JSON: as an extractor a request's body, as an answer 200.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> FromRequest<App> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let packed = packed(&parts.headers)?;
        let bytes = whole(body).await?;
        if bytes.len() <= SHORT && !packed {
            return read(&bytes, packed).map(Self);
        }
        app.blocking(move |_| read(&bytes, packed)).await.map(Self)
    }
}

impl<T: Serialize> axum::response::IntoResponse for Json<T> {
    fn into_response(self) -> axum::response::Response {
        axum::Json(self.0).into_response()
    }
}

fn packed(headers: &HeaderMap) -> Result<bool> {
    let mut all = headers.get_all(CONTENT_ENCODING).iter();
    match (all.next().map(|value| value.as_bytes()), all.next()) {
        (None | Some(b"identity"), None) => Ok(false),
        (Some(b"zstd"), None) => Ok(true),
        _ => Err(Code::BadRequest.into()),
    }
}

async fn whole(body: Body) -> Result<Bytes> {
    use std::error::Error as _;
    axum::body::to_bytes(body, MAX_BODY_BYTES).await.map_err(|error| {
        // Either it is longer than allowed or the connection broke, and then nobody reads the answer.
        tracing::debug!(cause = error.source().is_some(), "body not read whole");
        Code::TooLarge.into()
    })
}

fn read<T: DeserializeOwned>(bytes: &[u8], packed: bool) -> Result<T> {
    let parsed = if packed { serde_json::from_slice(&unpack(bytes)?) } else { serde_json::from_slice(bytes) };
    // The reason may quote the body: it is not passed on.
    parsed.map_err(|_| Code::BadRequest.into())
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes).map_err(|_| Code::BadRequest)?;
    decoder.window_log_max(MAX_WINDOW_LOG).map_err(|_| Code::BadRequest)?;
    let mut plain = Vec::with_capacity(bytes.len().saturating_mul(4).min(MAX_BODY_BYTES));
    decoder.take(MAX_BODY_BYTES as u64 + 1).read_to_end(&mut plain).map_err(|_| Code::BadRequest)?;
    if plain.len() > MAX_BODY_BYTES { Err(Code::TooLarge.into()) } else { Ok(plain) }
}
