//! The last receipt of a dossier, as long as it was not withdrawn.

use super::handin::{HandedIn, handed_in};
use crate::error::Result;
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Receipt;
use hoso_protocol::sign::Signed;

impl Phone {
    /// What the commune answered when the dossier was sent ahead; `None` where it was not, or was taken back.
    pub fn receipt(&self, id: DossierId) -> Result<Option<HandedIn>> {
        self.look(id, |db, dossier| {
            if !dossier.sent.handed_in {
                return Ok(None);
            }
            let mut rows = db.prepare_cached("select body, sig from receipt where dossier = ?1")?;
            let rows =
                rows.query_map([dossier.num], |row| Ok(Signed::<Receipt>::from_parts(row.get(0)?, row.get(1)?)))?;
            let read = rows.filter_map(|row| row.ok()).filter_map(|signed| signed.read().ok().map(|r| (signed, r)));
            Ok(read.max_by_key(|(_, receipt)| receipt.at).map(|(signed, receipt)| handed_in(&signed, &receipt)))
        })
    }
}
