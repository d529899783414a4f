//! `POST /v1/invite`: a code for a second phone of the same person.

use crate::admin::new_code;
use crate::auth::Bearer;
use crate::body::Json;
use crate::clock::now;
use crate::error::{Code, Result};
use crate::state::App;
use axum::extract::State;
use hoso_protocol::record::Role;
use hoso_protocol::wire::InviteReply;
use serde::de::IgnoredAny;

/// Codes of one person that may wait to be used.
const MAX_OPEN: i64 = 20;

pub async fn invite(State(app): State<App>, bearer: Bearer, _: Json<IgnoredAny>) -> Result<Json<InviteReply>> {
    app.write(move |app, tx| {
        // A team member's device holds what many people entrusted to it: it is not to be doubled.
        let device = bearer.device_as(tx, &[Role::Citizen])?;
        let open: i64 = tx.query_row(
            "SELECT count(*) FROM code WHERE person = ? AND used_by IS NULL AND until >= ?",
            (&device.person, now()),
            |row| row.get(0),
        )?;
        if open >= MAX_OPEN {
            return Err(Code::Quota.into());
        }
        let new = new_code(tx, app.keys(), device.role, &device.commune, Some(&device.person), None)?;
        let dossiers =
            tx.query_row("SELECT count(*) FROM dossier WHERE person = ? AND erased = 0", [&device.person], |row| {
                row.get(0)
            })?;
        Ok(Json(InviteReply { code: new.code, until: new.until, role: device.role, dossiers }))
    })
    .await
}
