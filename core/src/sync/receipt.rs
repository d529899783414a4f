//! The last receipt of a dossier, as long as it was not withdrawn.

use super::handin::{HandedIn, handed_in};
use crate::dossier::signed_receipts;
use crate::error::Result;
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;

impl Phone {
    /// What the commune answered when the dossier was sent ahead; `None` where it was not, or was taken back.
    pub fn receipt(&self, id: DossierId) -> Result<Option<HandedIn>> {
        self.look(id, |db, dossier| {
            if !dossier.sent.handed_in {
                return Ok(None);
            }
            let last = signed_receipts(db, dossier.num)?.pop();
            Ok(last.map(|(signed, receipt)| handed_in(&signed, &receipt)))
        })
    }
}
