//! `GET /v1/blobs/<id>`: a photo that is held whole, for the person's devices.

use crate::audit::{self, Action};
use crate::auth::Bearer;
use crate::clock::now;
use crate::error::{Code, Result};
use crate::ranges;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use hoso_protocol::ids::DossierId;
use rusqlite::OptionalExtension as _;
use std::fs::File;

/// `GET /v1/blobs/<id>`.
pub async fn blob(
    State(app): State<App>,
    bearer: Bearer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let mut raw = [0; 16];
    hex::decode_to_slice(&id, &mut raw).map_err(|_| Code::NotFound)?;
    let file = app
        .write(move |app, tx| {
            let device = bearer.device(tx)?;
            let (file, dossier): (String, _) = tx
                .prepare_cached(
                    "SELECT blob.file, dossier.id FROM blob JOIN dossier ON dossier.id = blob.dossier
                     WHERE blob.id = ? AND dossier.person = ? AND dossier.erased = 0",
                )?
                .query_row((raw, &device.person), |row| Ok((row.get(0)?, DossierId(row.get(1)?))))
                .optional()?
                .ok_or(Code::NotFound)?;
            let file = File::open(app.dir().blobs().join(file))?;
            audit::record(app.keys(), tx, now(), Some(device.key), Action::ReadPhoto, [dossier])?;
            Ok(file)
        })
        .await?;
    ranges::send(&headers, file, "application/octet-stream", &id)
}
