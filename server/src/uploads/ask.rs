//! `HEAD /v1/uploads/<id>`: how many bytes the server holds.

use super::row::{Upload, id_of};
use super::turns::Turns;
use super::{EXPIRES, LENGTH, OFFSET, Refusal, Tus, http_date};
use crate::auth::Bearer;
use crate::state::App;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

pub(super) async fn ask(
    State(app): State<App>,
    Extension(turns): Extension<Turns>,
    bearer: Bearer,
    _: Tus,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let id = id_of(&id)?;
    // Whatever is still being written is over before the answer: what it says stays true.
    let _turn = turns.take(id).await;
    let upload = app.read(move |_, tx| Ok(Upload::of(tx, bearer, id))).await??;
    let mut response = StatusCode::OK.into_response();
    let headers = response.headers_mut();
    headers.insert(OFFSET, upload.offset.into());
    headers.insert(LENGTH, upload.length.into());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(date) = http_date(upload.expires) {
        headers.insert(EXPIRES, date);
    }
    Ok(response)
}
