//! An upload as it stands in the database.

use super::Refusal;
use crate::auth::Bearer;
use crate::clock::now;
use crate::error::Code;
use hoso_protocol::ids::{Digest, DossierId};
use rusqlite::{OptionalExtension as _, Transaction};

/// A photo on its way, or one that arrived a while ago.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub id: [u8; 16],
    pub dossier: DossierId,
    pub sha256: Digest,
    pub length: u32,
    pub offset: u32,
    pub expires: i64,
    /// Random name in `uploads/`.
    pub file: String,
}

/// The id in a path.
pub(super) fn id_of(text: &str) -> Result<[u8; 16], Refusal> {
    let mut id = [0; 16];
    hex::decode_to_slice(text, &mut id).map_err(|_| Code::NotFound)?;
    Ok(id)
}

impl Upload {
    /// The device's upload with this id. Another device's is unknown to it.
    pub fn of(tx: &Transaction<'_>, bearer: Bearer, id: [u8; 16]) -> Result<Self, Refusal> {
        let device = bearer.device(tx)?;
        let upload = tx
            .prepare_cached(
                "SELECT dossier, sha256, length, offset, expires, file FROM upload WHERE id = ? AND device = ?",
            )?
            .query_row((id, device.key.0), |row| {
                Ok(Self {
                    id,
                    dossier: DossierId(row.get(0)?),
                    sha256: Digest(row.get(1)?),
                    length: row.get(2)?,
                    offset: row.get(3)?,
                    expires: row.get(4)?,
                    file: row.get(5)?,
                })
            })
            .optional()?
            .ok_or(Code::NotFound)?;
        if upload.expires <= now() { Err(Refusal::Gone) } else { Ok(upload) }
    }
}
