//! "Gửi trước cho xã xem": the dossier goes ahead to the desk, and a receipt comes back.

use super::apply::{keep_receipt, keep_status, refresh};
use super::run::Quiet;
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use crate::time::stamp;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::record::Receipt;
use hoso_protocol::sign::Signed;
use hoso_protocol::status::{REFUSED, WITHDRAWN};
use hoso_protocol::text::say;
use hoso_protocol::wire::{HandInReply, HandInRequest, WithdrawRequest};
use rusqlite::OptionalExtension as _;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

/// How often a hand-in syncs and tries again where the other phone was faster.
const TRIES: usize = 3;

/// The commune has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HandedIn {
    /// The receipt.
    pub receipt: ReceiptView,
    /// What it means, in words.
    pub text: String,
}

/// A receipt as screens show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReceiptView {
    /// The number that people can read out.
    pub id: String,
    /// The server's time, as RFC 3339.
    pub server_time: String,
    /// The server's signature over it.
    pub signature: String,
    /// Where to bring the originals.
    pub place: String,
    /// Whether it adds to one that was open.
    pub supplement: bool,
}

/// The server's word that a hand-in was taken back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Withdrawn {
    /// Its number, time and signature.
    pub receipt: WithdrawalView,
    /// What it means, in words.
    pub text: String,
}

/// A withdrawal as screens show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithdrawalView {
    /// The id of the status that the server gave.
    pub id: Digest,
    /// The server's time, as RFC 3339.
    pub server_time: String,
    /// The server's signature over it.
    pub signature: String,
}

impl Phone {
    /// Sends a dossier ahead. The same version gets the same receipt for ever, however often it is sent.
    pub async fn hand_in(&self, id: DossierId, cancel: CancellationToken) -> Result<HandedIn> {
        let check = self.check(id)?;
        if self.show(id)?.deleted {
            return Err(Error::refused("deleted"));
        }
        if !check.send_ahead {
            let mut error = Error::with(Kind::Refused, "not_sent_ahead", &[("place", &check.place)]);
            error.next = say("next.not_sent_ahead", &[("place", &check.place)]);
            return Err(error.and("place", check.place));
        }
        if !check.check.ready {
            return Err(not_ready(&check.check.missing, &check.check.wrong));
        }
        let link = self.link()?;
        let api = link.api()?.with_cancel(cancel.clone());
        for _ in 0..TRIES {
            self.sync(&Quiet, cancel.clone()).await?;
            let version = self.persist_version(id)?;
            let known = self.receipt_of(version.id().0)?;
            let last = self.show(id)?.status.pop();
            let receipt = match last {
                // What the commune sent back is not sent again unchanged: the old receipt would say that all is well.
                Some(last) if last.number == REFUSED && known.is_some() => {
                    return Err(Error::with(Kind::Refused, "refused_before", &[("text", &last.text)]));
                }
                // What was withdrawn is to be opened again: that is a wish, while a receipt only asks whether it is known.
                Some(last) if last.number == WITHDRAWN => None,
                _ => known,
            };
            match api.hand_in(&HandInRequest { version: version.clone(), receipt }).await? {
                HandInReply::Received { receipt: signed } => {
                    let garbled = || Error::new(Kind::Network, "garbled");
                    let receipt = signed.open(link.key).map_err(|_| garbled())?;
                    if receipt.dossier != id || receipt.version != version.id() {
                        return Err(garbled());
                    }
                    self.store().write(|tx, loaded| {
                        loaded.clear();
                        keep_receipt(tx, &signed, &receipt)?;
                        refresh(tx, self, id)
                    })?;
                    return Ok(handed_in(&signed, &receipt));
                }
                HandInReply::NotReady { missing, wrong } => return Err(not_ready(&missing, &wrong)),
                HandInReply::Refused { reason } => return Err(Error::refused(&reason)),
                // What it lacks goes with the next sync; what came from the other phone is looked at again.
                HandInReply::SendFirst { edits, blobs } => {
                    if !edits.is_empty() {
                        self.offer_again(id)?;
                    }
                    let photos: Vec<_> = blobs.into_iter().map(|sha256| (id, sha256)).collect();
                    self.send_photos_again(&photos)?;
                }
                HandInReply::Changed => {
                    let check = self.check(id)?;
                    if !check.check.ready {
                        return Err(not_ready(&check.check.missing, &check.check.wrong));
                    }
                }
            }
        }
        Err(Error::new(Kind::Network, "try_again"))
    }

    /// Takes an open hand-in back.
    pub async fn withdraw(&self, id: DossierId, cancel: CancellationToken) -> Result<Withdrawn> {
        if self.show(id)?.status.last().is_some_and(|last| last.number == WITHDRAWN) {
            return Err(Error::refused("conflict"));
        }
        let link = self.link()?;
        let reply = link.api()?.with_cancel(cancel).withdraw(&WithdrawRequest { dossier: id }).await?;
        let status = reply.status.open(link.key).map_err(|_| Error::new(Kind::Network, "garbled"))?;
        self.store().write(|tx, loaded| {
            loaded.clear();
            keep_status(tx, self, &reply.status, &status)?;
            refresh(tx, self, id)
        })?;
        let server_time = stamp(status.at);
        let receipt = WithdrawalView { id: status.id, server_time, signature: reply.status.sig };
        Ok(Withdrawn { receipt, text: status.text })
    }

    fn receipt_of(&self, version: [u8; 32]) -> Result<Option<Signed<Receipt>>> {
        self.store().read(|db| {
            Ok(db
                .prepare_cached("select body, sig from receipt where version = ?1")?
                .query_row([version], |row| Ok(Signed::from_parts(row.get(0)?, row.get(1)?)))
                .optional()?)
        })
    }
}

fn not_ready(missing: &[hoso_protocol::readiness::Item], wrong: &[hoso_protocol::readiness::Item]) -> Error {
    let all: Vec<_> = missing.iter().chain(wrong).collect();
    Error::refused("not_ready").and("missing", all)
}

pub(super) fn handed_in(signed: &Signed<Receipt>, receipt: &Receipt) -> HandedIn {
    HandedIn {
        text: say("receipt.text", &[("place", &receipt.place)]),
        receipt: ReceiptView {
            id: receipt.id.clone(),
            server_time: stamp(receipt.at),
            signature: signed.sig.clone(),
            place: receipt.place.clone(),
            supplement: receipt.supplement,
        },
    }
}
