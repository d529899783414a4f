//! After the server was put back from a backup: what it lost is given back by the phones.
//!
//! That it was is kept with the cursor: a phone that is killed in between begins anew with the next sync.

use super::apply::digest;
use super::run::Run;
use crate::dossier::ids;
use crate::error::Result;
use crate::phone::Phone;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::record::{Receipt, Version};
use hoso_protocol::sign::{Record, Signed};
use hoso_protocol::wire::{CompareRequest, HandInRequest, Held};
use rusqlite::{Connection, params};

/// Dossiers in one request.
const AT_ONCE: usize = 2_000;

impl Run<'_> {
    /// Gives back receipts, statuses and edits, and notes which photos have to be sent again.
    pub(super) async fn give_back(&mut self) -> Result<()> {
        if self.compare().await? {
            self.text().await?;
            // Only now the server knows of which photos the edits speak.
            self.compare().await?;
        }
        Ok(())
    }

    /// Shows the server the versions that it gave receipts for, so that the desk has them before it again.
    pub(super) async fn hand_back(&mut self) -> Result<()> {
        let versions = self.phone.store().read(|db| {
            let mut rows = db.prepare_cached(
                "select version.body, receipt.body, receipt.sig from receipt join version on version.id = receipt.version",
            )?;
            let rows = rows.query_map([], |row| {
                Ok((row.get::<_, String>(0)?, Signed::<Receipt>::from_parts(row.get(1)?, row.get(2)?)))
            })?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })?;
        for (version, receipt) in versions {
            let Ok(version) = serde_json::from_str::<Version>(&version) else { continue };
            match self.api.hand_in(&HandInRequest { version, receipt: Some(receipt) }).await {
                // What it still lacks this phone does not have; the receipt stands all the same.
                Ok(_) | Err(crate::net::Error::Refused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.phone.store().write(|tx, _| Ok(tx.execute("update server set restored = 0", [])?))?;
        Ok(())
    }

    /// Compares what both hold. True if something has to be offered again.
    async fn compare(&mut self) -> Result<bool> {
        let (held, receipts, statuses) = self.phone.store().read(|db| {
            let mut held = vec![];
            for dossier in ids(db, "select id from dossier order by num")? {
                held.extend(digest(db, dossier)?.map(|ours| Held { dossier, digest: ours.digest }));
            }
            Ok((
                held,
                signed(db, "select body, sig from receipt")?,
                signed(db, "select body, sig from status order by num")?,
            ))
        })?;
        let (mut given, mut differ) = (false, false);
        for some in held.chunks(AT_ONCE) {
            let mut request = CompareRequest { held: some.to_vec(), ..CompareRequest::default() };
            if !given {
                request.receipts.clone_from(&receipts);
                request.statuses.clone_from(&statuses);
                given = true;
            }
            let reply = self.api.compare(&request).await?;
            differ |= !reply.differ.is_empty();
            for id in reply.differ {
                self.phone.offer_again(id)?;
            }
            self.phone.send_photos_again(&reply.missing_blobs)?;
        }
        Ok(differ)
    }
}

impl Phone {
    pub(super) fn server_was_restored(&self) -> Result<bool> {
        self.store().read(|db| Ok(db.query_row("select restored from server", [], |row| row.get(0))?))
    }

    /// Photos that the server does not hold, whatever it said before.
    pub(super) fn send_photos_again(&self, photos: &[(DossierId, Digest)]) -> Result<()> {
        self.store().write(|tx, _| {
            for (dossier, sha256) in photos {
                tx.execute(include_str!("lost_blob.sql"), params![dossier.0, sha256.0])?;
            }
            Ok(())
        })
    }
}

fn signed<T: Record>(db: &Connection, sql: &str) -> Result<Vec<Signed<T>>> {
    let mut rows = db.prepare_cached(sql)?;
    let rows = rows.query_map([], |row| Ok(Signed::from_parts(row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
