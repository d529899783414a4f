//! Rows of the store that several verbs ask for.

use crate::error::Result;
use hoso_protocol::ids::{Digest, DossierId, ReplicaId};
use hoso_protocol::record::{Receipt, Status};
use hoso_protocol::sign::Signed;
use rusqlite::{Connection, OptionalExtension as _, ToSql};

/// The dossiers that a query without places names.
pub(crate) fn ids(db: &Connection, sql: &str) -> Result<Vec<DossierId>> {
    let mut rows = db.prepare_cached(sql)?;
    let ids = rows.query_map([], |row| Ok(DossierId(row.get(0)?)))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// The row of a dossier; `None` where it is not here.
pub(crate) fn num_of(db: &Connection, id: DossierId) -> Result<Option<i64>> {
    let mut row = db.prepare_cached("select num from dossier where id = ?1")?;
    Ok(row.query_row([id.0], |row| row.get(0)).optional()?)
}

/// The replica of this store.
pub(crate) fn replica(db: &Connection) -> Result<ReplicaId> {
    Ok(ReplicaId(db.prepare_cached("select replica from store")?.query_row([], |row| row.get(0))?))
}

/// Whether a dossier was erased: nothing of it may come back.
pub(crate) fn is_erased(db: &Connection, id: impl ToSql) -> Result<bool> {
    Ok(db.prepare_cached("select 1 from erase where dossier = ?1")?.exists([id])?)
}

/// The receipts of a dossier, oldest first.
pub(crate) fn receipts(db: &Connection, num: i64) -> Result<Vec<Receipt>> {
    Ok(signed_receipts(db, num)?.into_iter().map(|(_, receipt)| receipt).collect())
}

/// The same, as they came.
pub(crate) fn signed_receipts(db: &Connection, num: i64) -> Result<Vec<(Signed<Receipt>, Receipt)>> {
    let mut rows = db.prepare_cached("select body, sig from receipt where dossier = ?1")?;
    let signed = rows.query_map([num], |row| Ok(Signed::<Receipt>::from_parts(row.get(0)?, row.get(1)?)))?;
    let read = signed.filter_map(|row| row.ok()).filter_map(|signed| signed.read().ok().map(|read| (signed, read)));
    let mut receipts: Vec<_> = read.collect();
    receipts.sort_by_key(|(_, receipt)| receipt.at);
    Ok(receipts)
}

/// The statuses of a dossier in the server's order: one may have come with an answer before older ones came by sync.
pub(crate) fn statuses(db: &Connection, num: i64) -> Result<Vec<Status>> {
    let mut rows = db.prepare_cached("select body, sig from status where dossier = ?1 order by num")?;
    let read = rows.query_map([num], |row| Ok(Signed::<Status>::from_parts(row.get(0)?, row.get(1)?)))?;
    let mut statuses: Vec<Status> = read.filter_map(|row| row.ok()?.read().ok()).collect();
    statuses.sort_by_key(|status| status.at);
    Ok(statuses)
}

/// Keeps a procedure version with the drafts, so that none of them depends on the catalog.
pub(crate) fn keep_version(db: &Connection, hash: Digest, body: &[u8]) -> Result<()> {
    db.execute("insert or ignore into procedure (hash, body) values (?1, ?2)", (hash.0, body))?;
    Ok(())
}
