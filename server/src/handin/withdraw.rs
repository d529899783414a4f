//! `POST /v1/withdraw`.

use super::course::{Course, New};
use crate::audit::{self, Action};
use crate::auth::Bearer;
use crate::body::Json;
use crate::clock::now;
use crate::error::{Code, Result};
use crate::state::App;
use crate::store::Dossier;
use axum::extract::State;
use hoso_protocol::record::Role;
use hoso_protocol::status::WITHDRAWN;
use hoso_protocol::wire::{WithdrawReply, WithdrawRequest};

/// `POST /v1/withdraw`: the person takes back what is open.
pub async fn withdraw(
    State(app): State<App>,
    bearer: Bearer,
    Json(request): Json<WithdrawRequest>,
) -> Result<Json<WithdrawReply>> {
    app.write(move |app, tx| {
        let device = bearer.device_as(tx, &[Role::Citizen, Role::Member])?;
        let own = |dossier: &Dossier| dossier.person == device.person && !dossier.erased;
        let dossier = Dossier::find(tx, request.dossier)?.filter(own).ok_or(Code::NotFound)?;
        let course = Course::load(tx, dossier.id)?;
        // Asked again after a lost answer: the word of then. Who knows that it was withdrawn does not ask.
        if course.last().is_some_and(|last| last.number == WITHDRAWN)
            && let Some(status) = course.signed().pop()
        {
            return Ok(Json(WithdrawReply { status }));
        }
        if !course.is_open() {
            return Err(Code::Conflict.into());
        }
        let status = course.say(app, tx, &dossier, New::plain(WITHDRAWN))?;
        audit::record(app.keys(), tx, now(), Some(device.key), Action::Withdraw, [dossier.id])?;
        Ok(Json(WithdrawReply { status }))
    })
    .await
}
