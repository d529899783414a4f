//! Receipts: made once for a version, or given back by a phone after a restore.

use crate::clock::now;
use crate::error::{Code, Result};
use crate::state::App;
use crate::store::{Dossier, Event, Kind, Log, random};
use hoso_protocol::ids::Digest;
use hoso_protocol::record::Receipt;
use hoso_protocol::sign::Signed;
use rusqlite::{OptionalExtension as _, Transaction};

/// Digits and capitals that nobody mistakes for each other when they are read out.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The receipt of a version.
pub fn find(tx: &Transaction<'_>, version: Digest) -> Result<Option<Signed<Receipt>>> {
    let row = tx
        .prepare_cached("SELECT body, sig FROM receipt WHERE version = ?")?
        .query_row([version.0], |row| Ok(Signed::from_parts(row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(row)
}

/// Makes the receipt of a version.
pub fn make(
    app: &App,
    tx: &Transaction<'_>,
    dossier: &Dossier,
    version: Digest,
    supplement: bool,
) -> Result<Signed<Receipt>> {
    let place = tx
        .prepare_cached("SELECT place FROM commune WHERE code = ?")?
        .query_row([&dossier.commune], |row| row.get(0))?;
    let receipt = Receipt {
        id: number(tx)?,
        dossier: dossier.id,
        version,
        at: now(),
        commune: dossier.commune.clone(),
        place,
        supplement,
    };
    let signed = Signed::new(&receipt, app.keys().sign());
    keep(tx, dossier, version, &signed)?;
    Ok(signed)
}

/// Keeps a receipt and tells the person's phones.
pub fn keep(tx: &Transaction<'_>, dossier: &Dossier, version: Digest, signed: &Signed<Receipt>) -> Result<()> {
    tx.prepare_cached("INSERT INTO receipt (version, dossier, body, sig) VALUES (?, ?, ?, ?)")?.execute((
        version.0,
        dossier.id.0,
        &signed.body,
        &signed.sig,
    ))?;
    let event =
        Event { kind: Kind::Receipt, dossier: Some(dossier.id), person: &dossier.person, reference: &version.0 };
    Log::add(tx, &dossier.home, event)?;
    Ok(())
}

/// A random number that no other receipt has, such as `TN-7F3K-92QD`.
fn number(tx: &Transaction<'_>) -> Result<String> {
    let mut taken = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM receipt WHERE json_extract(body, '$.id') = ?)")?;
    for _ in 0..8 {
        let letters = random::<8>()?.map(|byte| LETTERS.get(usize::from(byte % 32)).copied().map_or('0', char::from));
        let (left, right) = letters.split_at(4);
        let number = format!("TN-{}-{}", left.iter().collect::<String>(), right.iter().collect::<String>());
        if !taken.query_row([&number], |row| row.get::<_, bool>(0))? {
            return Ok(number);
        }
    }
    Err(Code::Busy.into())
}
