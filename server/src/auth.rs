//! Who asks: a bearer token, known by its hash only.

use crate::error::{Code, Error, Result};
use crate::keys::Keys;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use hoso_protocol::ids::PublicKey;
use hoso_protocol::record::Role;
use rusqlite::{OptionalExtension as _, Transaction};

/// The token of a request, hashed. Whose it is says `device`, inside the transaction that does the work: so a device
/// that was revoked a moment ago does nothing more.
#[derive(Debug, Clone, Copy)]
pub struct Bearer([u8; 32]);

/// A device that may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its key.
    pub key: PublicKey,
    /// Whose it is.
    pub person: String,
    /// What it may do.
    pub role: Role,
    /// The commune that it belongs to.
    pub commune: String,
}

/// The hash under which a token is kept.
pub(crate) fn token_hash(keys: &Keys, token: &str) -> [u8; 32] {
    keys.mac("token", &[token.as_bytes()])
}

impl Bearer {
    /// The device of this token.
    pub fn device(self, tx: &Transaction<'_>) -> Result<Device> {
        let (device, revoked) = tx
            .prepare_cached("SELECT key, person, role, commune, revoked_at FROM device WHERE token_hash = ?")?
            .query_row([self.0], |row| {
                let role: String = row.get(2)?;
                let device = (PublicKey(row.get(0)?), row.get(1)?, role, row.get(3)?);
                Ok((device, row.get::<_, Option<i64>>(4)?.is_some()))
            })
            .optional()?
            .ok_or(Code::Unauthorized)?;
        if revoked {
            return Err(Code::Revoked.into());
        }
        let (key, person, role, commune) = device;
        let role = role.parse().map_err(|()| Error::Internal("unknown role in the database"))?;
        Ok(Device { key, person, role, commune })
    }

    /// The device of this token, if it has one of these roles.
    pub fn device_as(self, tx: &Transaction<'_>, roles: &[Role]) -> Result<Device> {
        let device = self.device(tx)?;
        if roles.contains(&device.role) { Ok(device) } else { Err(Code::Forbidden.into()) }
    }
}

impl FromRequestParts<App> for Bearer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token =
            header.and_then(|text| text.split_once(' ')).filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
        let (_, token) = token.filter(|(_, token)| (1..=128).contains(&token.len())).ok_or(Code::Unauthorized)?;
        let bearer = Self(token_hash(app.keys(), token));
        // A first look, before the body is read: strangers don't get to send one. The look that counts is the one inside
        // the transaction that does the work.
        app.read(move |_, tx| bearer.device(tx)).await?;
        Ok(bearer)
    }
}
