//! Photos come in by tus 1.0 (creation, checksum, expiration): resumed at the byte, constant memory.
//!
//! An upload belongs to one device and one dossier. Bytes count once they are on the disk; a photo counts once its
//! SHA-256 was verified over the whole file. Nothing is lost when an upload is: the phone has the photo.

mod ask;
mod create;
mod keep;
mod piece;
mod refusal;
mod row;
mod sweep;
mod turns;

pub use sweep::Swept;

use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{head, post};
use axum::{Extension, Router};
use hoso_protocol::wire::MAX_PHOTO_BYTES;
use refusal::Refusal;
use tower_http::set_header::SetResponseHeaderLayer;
use turns::Turns;

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");

/// How long an upload waits for its next piece: a phone may be out of reach for days.
const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// The routes below `/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/uploads", post(create::create).options(offer))
        .route("/uploads/{id}", head(ask::ask).patch(piece::piece))
        .layer(Extension(Turns::default()))
        .layer(SetResponseHeaderLayer::overriding(RESUMABLE, VERSION))
}

/// `OPTIONS /v1/uploads`: what this server can do.
async fn offer() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert("tus-version", VERSION);
    headers.insert("tus-extension", HeaderValue::from_static("creation,checksum,expiration"));
    headers.insert("tus-checksum-algorithm", HeaderValue::from_static("sha256"));
    headers.insert("tus-max-size", MAX_PHOTO_BYTES.into());
    response
}

/// A request that speaks our version of tus.
struct Tus;

impl FromRequestParts<App> for Tus {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        if parts.headers.get(RESUMABLE) == Some(&VERSION) { Ok(Self) } else { Err(Refusal::Version) }
    }
}

/// The one value of a header.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// A header that is a number, digits only.
fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    single(headers, name).filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

/// A time in the form of HTTP.
fn http_date(at: i64) -> Option<HeaderValue> {
    let date = chrono::DateTime::from_timestamp_millis(at)?;
    HeaderValue::from_str(&date.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}
