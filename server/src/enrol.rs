//! `POST /v1/enrol`: a one-time code becomes a token and a certificate.

use crate::admin::code_hash;
use crate::auth::token_hash;
use crate::body::Json;
use crate::clock::now;
use crate::error::{Code, Error, Result};
use crate::state::App;
use crate::store::{Event, Kind, Log, random};
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hoso_protocol::record::{Certificate, Role};
use hoso_protocol::sign::{Signed, verify};
use hoso_protocol::text::say;
use hoso_protocol::wire::{EnrolReply, EnrolRequest, enrol_proof, normal_code};
use rusqlite::{OptionalExtension as _, Transaction};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_secs(60);

/// Counts wrong codes in the present minute. Over all callers: behind the address of a mobile network stand thousands,
/// so an address says nothing, and nobody can guess with many addresses either.
#[derive(Debug, Default)]
pub struct Tries(Mutex<Option<(Instant, u32)>>);

impl Tries {
    fn check(&self, most: u32) -> Result<()> {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((since, wrong)) if since.elapsed() < MINUTE && wrong >= most => {
                let left = MINUTE.saturating_sub(since.elapsed()).as_secs() + 1;
                Err(Error::Later(Code::Busy, u32::try_from(left).unwrap_or(60)))
            }
            _ => Ok(()),
        }
    }

    fn wrong(&self) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tries = match *tries {
            Some((since, wrong)) if since.elapsed() < MINUTE => Some((since, wrong.saturating_add(1))),
            _ => Some((Instant::now(), 1)),
        };
    }
}

pub async fn enrol(State(app): State<App>, Json(request): Json<EnrolRequest>) -> Result<Json<EnrolReply>> {
    app.tries.check(app.limits().wrong_codes_a_minute)?;
    if request.code.len() > 64 || !verify(request.key, &enrol_proof(&request.code), &request.proof) {
        app.tries.wrong();
        return Err(Code::BadRequest.into());
    }
    let answer = app.write(move |app, tx| take(app, tx, &request)).await;
    if matches!(answer, Err(Error::Refused(Code::CodeUnknown | Code::CodeUsed))) {
        app.tries.wrong();
    }
    answer.map(Json)
}

struct Known {
    role: String,
    commune: String,
    person: Option<String>,
    label: Option<String>,
    until: i64,
    used_by: Option<[u8; 32]>,
}

fn take(app: &App, tx: &Transaction<'_>, request: &EnrolRequest) -> Result<EnrolReply> {
    let hash = code_hash(app.keys(), &request.code);
    let code = tx
        .prepare_cached("SELECT role, commune, person, label, until, used_by FROM code WHERE hash = ?")?
        .query_row([hash], |row| {
            Ok(Known {
                role: row.get(0)?,
                commune: row.get(1)?,
                person: row.get(2)?,
                label: row.get(3)?,
                until: row.get(4)?,
                used_by: row.get(5)?,
            })
        })
        .optional()?
        .ok_or(Code::CodeUnknown)?;
    // The same code and key make the same token: an answer that was lost on the way can be given again, and no token
    // has to be kept for that.
    let code_bytes = normal_code(&request.code);
    let token = app.keys().mac("enrol token", &[code_bytes.as_bytes(), &request.key.0]);
    let token = URL_SAFE_NO_PAD.encode(token);
    if let Some(key) = code.used_by {
        return if key == request.key.0 { again(app, tx, token) } else { Err(Code::CodeUsed.into()) };
    }
    if code.until < now() {
        return Err(Code::CodeUnknown.into());
    }
    let certificate = enter(app, tx, request, &code, &token)?;
    tx.execute("UPDATE code SET used_by = ? WHERE hash = ?", (request.key.0, hash))?;
    Ok(EnrolReply { token, server: app.keys().sign().public(), certificate })
}

/// The answer that was given before.
fn again(app: &App, tx: &Transaction<'_>, token: String) -> Result<EnrolReply> {
    let (certificate, revoked) = tx
        .query_row(
            "SELECT body, sig, revoked_at FROM device WHERE token_hash = ?",
            [token_hash(app.keys(), &token)],
            |row| Ok((Signed::from_parts(row.get(0)?, row.get(1)?), row.get::<_, Option<i64>>(2)?.is_some())),
        )
        .optional()?
        // The device enrolled anew since, with another code.
        .ok_or(Code::CodeUsed)?;
    if revoked {
        return Err(Code::Revoked.into());
    }
    Ok(EnrolReply { token, server: app.keys().sign().public(), certificate })
}

/// Makes the device known, and its person if the code is for a new one.
fn enter(
    app: &App,
    tx: &Transaction<'_>,
    request: &EnrolRequest,
    code: &Known,
    token: &str,
) -> Result<Signed<Certificate>> {
    let role: Role = code.role.parse().map_err(|()| Error::Internal("unknown role in the database"))?;
    let before: Option<(String, String, Option<i64>)> = tx
        .query_row("SELECT person, role, revoked_at FROM device WHERE key = ?", [request.key.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let person = match (before, &code.person) {
        // A key that was in wrong hands stays out; the phone makes a new one.
        (Some((.., Some(_))), _) => return Err(Code::Revoked.into()),
        // One key is one person's and has one role, or rights would mix.
        (Some((person, _, _)), Some(wanted)) if person != *wanted => return Err(Code::Conflict.into()),
        (Some((_, role, _)), _) if role != code.role => return Err(Code::Conflict.into()),
        (Some((person, ..)), _) => person,
        (None, Some(person)) => person.clone(),
        (None, None) => {
            let person = hex::encode(random::<16>()?);
            tx.execute(
                "INSERT INTO person (id, role, commune) VALUES (?, ?, ?)",
                (&person, &code.role, &code.commune),
            )?;
            person
        }
    };
    let label = match &code.label {
        Some(label) => label.clone(),
        None => free_label(tx, request, code, role, &person)?,
    };
    let certificate = Certificate { key: request.key, person, label, role, commune: code.commune.clone(), at: now() };
    let signed = Signed::new(&certificate, app.keys().sign());
    tx.execute(
        "INSERT INTO device (key, person, role, commune, label, token_hash, body, sig) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET commune = excluded.commune, label = excluded.label,
             token_hash = excluded.token_hash, body = excluded.body, sig = excluded.sig",
        (
            request.key.0,
            &certificate.person,
            role.name(),
            &certificate.commune,
            &certificate.label,
            token_hash(app.keys(), token),
            &signed.body,
            &signed.sig,
        ),
    )?;
    tell(tx, &certificate)?;
    Ok(signed)
}

/// A label that no other device of the person has (of the commune, for its staff): the next number, or one below it where
/// that is taken. A device that enrols anew keeps its own.
fn free_label(tx: &Transaction<'_>, request: &EnrolRequest, code: &Known, role: Role, person: &str) -> Result<String> {
    let mut rows = tx.prepare(
        "SELECT label, key = ?4 FROM device
         WHERE CASE ?1 WHEN 'citizen' THEN person = ?2 ELSE role = ?1 AND commune = ?3 END",
    )?;
    let rows = rows.query_map((&code.role, person, &code.commune, request.key.0), |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?))
    })?;
    let (mut own, mut taken) = (None, BTreeSet::new());
    for row in rows {
        let (label, is_own) = row?;
        if is_own {
            own = Some(label);
        } else {
            taken.insert(label);
        }
    }
    let name = |n: usize| say(&format!("device.{}", role.name()), &[("n", &n.to_string())]);
    let others = taken.len();
    let free =
        || (1..=others + 1).rev().map(name).find(|label| !taken.contains(label)).unwrap_or_else(|| name(others + 1));
    Ok(own.filter(|label| !taken.contains(label)).unwrap_or_else(free))
}

/// Puts the certificate into the log of the person, and of all who hold edits of this key.
fn tell(tx: &Transaction<'_>, certificate: &Certificate) -> Result<()> {
    let mut readers: Vec<(String, String)> = tx
        .prepare("SELECT DISTINCT d.home, d.person FROM edit e JOIN dossier d ON d.id = e.dossier WHERE e.key = ?")?
        .query_map([certificate.key.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    readers.retain(|(_, person)| *person != certificate.person);
    let home: String =
        tx.query_row("SELECT home FROM commune WHERE code = ?", [&certificate.commune], |row| row.get(0))?;
    readers.push((home, certificate.person.clone()));
    for (home, person) in &readers {
        let event = Event { kind: Kind::Certificate, dossier: None, person, reference: &certificate.key.0 };
        Log::add(tx, home, event)?;
    }
    Ok(())
}
