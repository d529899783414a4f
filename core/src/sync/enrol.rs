//! Enrolment by a one-time code, and a code for a second phone of the same person.

use super::link::{Link, api};
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use crate::time::stamp;
use hoso_protocol::ids::PublicKey;
use hoso_protocol::record::Role;
use hoso_protocol::wire::{EnrolRequest, enrol_proof};
use serde::Serialize;
use std::sync::Arc;

/// This phone is known to the server now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Enrolled {
    /// Its public key.
    pub device: PublicKey,
    /// What it may do.
    pub role: Role,
    /// The commune that it belongs to.
    pub commune: String,
}

/// A code for a second phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invited {
    /// To be typed on the second phone, once.
    pub code: String,
    /// Until when, as RFC 3339.
    pub until: String,
    /// How many dossiers the second phone will see: all of this person.
    pub dossiers: u64,
}

impl Phone {
    /// Enrols this phone. `authority` is the PEM of a province's own certificate authority. A phone that is enrolled at
    /// another address stays there: see `move_to`.
    pub async fn enrol(&self, url: &str, authority: Option<&str>, code: &str) -> Result<Enrolled> {
        let address = |url: &str| url.trim().trim_end_matches('/').to_lowercase();
        // An address that can't be one is said first.
        api(&**self.machine(), url, authority)?;
        if self.enrolment()?.is_some_and(|link| address(&link.url) != address(url)) {
            return Err(Error::refused("enrolled_elsewhere"));
        }
        self.move_to(url, authority, code).await
    }

    /// The same, and where the phone was enrolled elsewhere, its drafts go to the new server from now on.
    pub async fn move_to(&self, url: &str, authority: Option<&str>, code: &str) -> Result<Enrolled> {
        let api = api(&**self.machine(), url, authority)?;
        let proof = self.key().sign(&enrol_proof(code));
        let reply = api.enrol(&EnrolRequest { code: code.to_owned(), key: self.device(), proof }).await?;
        let garbled = || Error::new(Kind::Network, "garbled");
        let certificate = reply.certificate.open(reply.server).map_err(|_| garbled())?;
        if certificate.key != self.device() {
            return Err(garbled());
        }
        // Another server than before holds nothing of what the first one acknowledged.
        let other = self.link().map_or(true, |old| old.key != reply.server);
        let cursor = if other { None } else { self.link()?.cursor };
        self.keep_link(&Link {
            url: url.trim().to_owned(),
            authority: authority.map(str::to_owned),
            token: reply.token,
            key: reply.server,
            certificate: reply.certificate,
            cursor,
            machine: Arc::clone(self.machine()),
        })?;
        if other {
            self.forget_acknowledgements()?;
        }
        Ok(Enrolled { device: self.device(), role: certificate.role, commune: certificate.commune })
    }

    /// A one-time code with which a second phone of this person sees all their dossiers.
    pub async fn invite(&self) -> Result<Invited> {
        let reply = self.link()?.api()?.invite().await?;
        Ok(Invited { code: reply.code, until: stamp(reply.until), dossiers: reply.dossiers })
    }

    fn forget_acknowledgements(&self) -> Result<()> {
        self.store().write(|tx, loaded| {
            loaded.clear();
            tx.execute_batch(
                "update edit set ack = null, offered = 0; update photo set remote = null, upload = null;",
            )?;
            Ok(())
        })
    }
}
