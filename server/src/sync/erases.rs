//! Erase records that a phone brings.

use super::take::Taken;
use crate::auth::Device;
use crate::erase::{Orphans, apply, record};
use crate::error::Result;
use crate::state::App;
use crate::store::Dossier;
use hoso_protocol::ids::PublicKey;
use hoso_protocol::record::Erase;
use hoso_protocol::sign::Signed;
use rusqlite::{OptionalExtension as _, Transaction};

/// Carries out what is right. A record that is not (another's dossier, a forged signature, a dossier that was handed in,
/// where erasing is a request to the commune) is passed over: it does not stand in the answer's `erases` then.
pub fn erase(
    app: &App,
    tx: &Transaction<'_>,
    device: &Device,
    erases: &[Signed<Erase>],
    at: i64,
    orphans: &mut Orphans,
) -> Result<Taken> {
    let mut taken = Taken::default();
    for signed in erases {
        let Ok(erase) = signed.read() else { continue };
        if let Some(held) = Dossier::erase_record(tx, erase.dossier)? {
            taken.erases.insert(erase.dossier, held);
            continue;
        }
        let by_server = erase.by == app.keys().sign().public();
        if signed.open(erase.by).is_err() || !(by_server || is_of(tx, erase.by, &device.person)?) {
            continue;
        }
        match Dossier::find(tx, erase.dossier)? {
            Some(dossier) if dossier.person != device.person => continue,
            Some(_) if handed_in(tx, &erase)? => continue,
            Some(_) => {}
            // Never synced, but copies may be on the way: refused from now on.
            None => drop(Dossier::add(tx, erase.dossier, device)?),
        }
        record(app.dir(), signed)?;
        orphans.add(apply(app.dir(), tx, erase.dossier, signed)?);
        crate::audit::record(app.keys(), tx, at, Some(device.key), crate::audit::Action::Erase, [erase.dossier])?;
        taken.erases.insert(erase.dossier, signed.clone());
        taken.erased_now = true;
    }
    Ok(taken)
}

/// Whether a key is a device of this person that has its rights.
fn is_of(tx: &Transaction<'_>, key: PublicKey, person: &str) -> Result<bool> {
    let row: Option<bool> = tx
        .prepare_cached("SELECT person = ?2 AND revoked_at IS NULL FROM device WHERE key = ?1")?
        .query_row((key.0, person), |row| row.get(0))
        .optional()?;
    Ok(row.unwrap_or(false))
}

fn handed_in(tx: &Transaction<'_>, erase: &Erase) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM version WHERE dossier = ?1)
                   OR EXISTS (SELECT 1 FROM receipt WHERE dossier = ?1)";
    Ok(tx.prepare_cached(sql)?.query_row([erase.dossier.0], |row| row.get(0))?)
}
