//! The server that this phone was enrolled at.

use crate::error::{Error, Kind, Result};
use crate::machine::Machine;
use crate::net::{Api, Retry};
use crate::phone::Phone;
use crate::settings::Account;
use hoso_protocol::ids::PublicKey;
use hoso_protocol::record::{Certificate, Role};
use hoso_protocol::sign::Signed;
use hoso_protocol::text::say;
use rusqlite::{OptionalExtension as _, params};
use std::sync::Arc;

/// A server and what it gave this phone.
pub(super) struct Link {
    pub(super) url: String,
    pub(super) authority: Option<String>,
    pub(super) token: String,
    /// What it signs is verified with this.
    pub(super) key: PublicKey,
    pub(super) certificate: Signed<Certificate>,
    pub(super) cursor: Option<String>,
    pub(super) machine: Arc<dyn Machine>,
}

impl Link {
    /// The calls, with this phone's token.
    pub(super) fn api(&self) -> Result<Api> {
        Ok(api(&*self.machine, &self.url, self.authority.as_deref())?.with_token(&self.token)?)
    }
}

/// The calls without a token.
pub(super) fn api(machine: &dyn Machine, url: &str, authority: Option<&str>) -> Result<Api> {
    let retry = Retry { pause: machine.pause(), ..Retry::default() };
    Ok(Api::new(machine.transport(url, authority)?).with_retry(retry))
}

impl Phone {
    /// The link, or "not enrolled".
    pub(super) fn link(&self) -> Result<Link> {
        self.enrolment()?.ok_or_else(|| Error::new(Kind::NotAllowed, "not_enrolled"))
    }

    /// The link; `None` before this phone was enrolled.
    pub(super) fn enrolment(&self) -> Result<Option<Link>> {
        self.store().read(|db| {
            let sql = "select url, authority, token, key, certificate_body, certificate_sig, cursor from server";
            Ok(db
                .prepare_cached(sql)?
                .query_row([], |row| {
                    Ok(Link {
                        url: row.get(0)?,
                        authority: row.get(1)?,
                        token: row.get(2)?,
                        key: PublicKey(row.get(3)?),
                        certificate: Signed::from_parts(row.get(4)?, row.get(5)?),
                        cursor: row.get(6)?,
                        machine: Arc::clone(self.machine()),
                    })
                })
                .optional()?)
        })
    }

    /// What the server lets this phone do; `None` before it was enrolled.
    pub fn role(&self) -> Result<Option<Role>> {
        Ok(self.account()?.map(|account| account.role))
    }

    /// Who this phone is to its server; `None` before it was enrolled.
    pub fn account(&self) -> Result<Option<Account>> {
        let Some(link) = self.enrolment()? else { return Ok(None) };
        Ok(link.certificate.read().ok().map(|certificate| Account {
            role: certificate.role,
            commune: certificate.commune,
            label: certificate.label,
            server: link.url,
        }))
    }

    pub(super) fn keep_link(&self, link: &Link) -> Result<()> {
        self.store().write(|tx, _| {
            tx.execute(
                include_str!("keep_link.sql"),
                params![
                    link.url,
                    link.authority,
                    link.token,
                    link.key.0,
                    link.certificate.body,
                    link.certificate.sig,
                    link.cursor
                ],
            )?;
            Ok(())
        })
    }
}

impl From<crate::net::Error> for Error {
    fn from(error: crate::net::Error) -> Self {
        use crate::net::Error as Net;
        let kind = match &error {
            Net::Unauthorized | Net::Revoked => Kind::NotAllowed,
            Net::Refused(refusal) => match (refusal.status, refusal.code.as_str()) {
                (401 | 403, _) | (_, "code_used" | "code_unknown") => Kind::NotAllowed,
                (404, _) => Kind::NotFound,
                (500.., _) => Kind::Network,
                _ => Kind::Refused,
            },
            Net::TooLarge => Kind::Refused,
            Net::Setup(_) => Kind::Usage,
            Net::Local(_) => Kind::Storage,
            _ => Kind::Network,
        };
        let code = match &error {
            Net::Refused(refusal) => refusal.code.clone(),
            other => other.code().to_owned(),
        };
        let sentence = format!("error.{code}");
        let message = if hoso_protocol::text::has(&sentence) { say(&sentence, &[]) } else { say("error.network", &[]) };
        Self { kind, code, message, next: error.next().to_owned(), more: None }
    }
}
