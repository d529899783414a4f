//! After the server was put back from a backup: what it lost is given back by the phones.

use super::apply::digest;
use super::run::Run;
use crate::error::Result;
use hoso_protocol::ids::DossierId;
use hoso_protocol::sign::{Record, Signed};
use hoso_protocol::wire::{CompareRequest, Held};
use rusqlite::{Connection, params};

/// Dossiers in one request.
const AT_ONCE: usize = 2_000;

impl Run<'_> {
    /// Compares what both hold, gives back receipts and statuses, and offers again what the server lost.
    pub(super) async fn compare(&mut self) -> Result<()> {
        let (held, receipts, statuses) = self.phone.store().read(|db| {
            let mut rows = db.prepare_cached("select id from dossier order by num")?;
            let ids = rows.query_map([], |row| Ok(DossierId(row.get(0)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
            let mut held = vec![];
            for dossier in ids {
                held.extend(digest(db, dossier)?.map(|digest| Held { dossier, digest }));
            }
            Ok((
                held,
                signed(db, "select body, sig from receipt")?,
                signed(db, "select body, sig from status order by num")?,
            ))
        })?;
        let mut given = false;
        for some in held.chunks(AT_ONCE) {
            let mut request = CompareRequest { held: some.to_vec(), ..CompareRequest::default() };
            if !given {
                request.receipts.clone_from(&receipts);
                request.statuses.clone_from(&statuses);
                given = true;
            }
            let reply = self.api.compare(&request).await?;
            for id in reply.differ {
                self.phone.offer_again(id)?;
            }
            self.phone.store().write(|tx, _| {
                for (dossier, sha256) in &reply.missing_blobs {
                    tx.execute(include_str!("lost_blob.sql"), params![dossier.0, sha256.0])?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

fn signed<T: Record>(db: &Connection, sql: &str) -> Result<Vec<Signed<T>>> {
    let mut rows = db.prepare_cached(sql)?;
    let rows = rows.query_map([], |row| Ok(Signed::from_parts(row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
