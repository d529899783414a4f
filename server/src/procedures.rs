//! `GET /v1/procedures/<hash>`: a version of a procedure. Public, like the procedures themselves.

use crate::error::{Code, Result};
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use hoso_protocol::ids::Digest;
use rusqlite::OptionalExtension as _;

pub async fn procedure(State(app): State<App>, Path(hash): Path<String>) -> Result<impl IntoResponse> {
    let hash: Digest = hash.parse().map_err(|_| Code::NotFound)?;
    let bytes: Vec<u8> = app
        .read(move |_, tx| {
            let row = tx.query_row("SELECT bytes FROM procedure WHERE hash = ?", [hash.0], |row| row.get(0));
            Ok(row.optional()?.ok_or(Code::NotFound)?)
        })
        .await?;
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, bytes))
}
