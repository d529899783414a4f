//! Who read or wrote which dossier: rows in a hash chain, written in the transaction of what they tell of.
//!
//! Each row carries an HMAC over itself and the row before it, and the head a second one over the last row, with a key
//! that stands outside the database. Whoever can write the database only can't change, remove or reorder a row without
//! [`verify()`] finding it. Whoever put back the whole folder as it was on an earlier day is not found: that needs a
//! witness elsewhere.

#[cfg(test)]
mod tests;
mod verify;

pub use verify::{Fault, Report, verify};

use crate::keys::Keys;
use hoso_protocol::ids::{DossierId, PublicKey};
use rusqlite::{Connection, OptionalExtension as _, params};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Edits went out to a device.
    Read,
    /// Edits came in.
    Write,
    /// A photo went out.
    ReadPhoto,
    /// A photo came in.
    WritePhoto,
    /// A version was handed in.
    HandIn,
    /// The open version was withdrawn.
    Withdraw,
    /// An officer saw the desk's list.
    DeskList,
    /// An officer fetched the handed-in version.
    DeskDownload,
    /// An officer decided.
    DeskDecide,
    /// The dossier was erased.
    Erase,
    /// A receipt or a status that the server had lost was given back.
    Adopt,
    /// The server was restored from a backup.
    Restore,
}

impl Action {
    /// The name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::ReadPhoto => "read_photo",
            Self::WritePhoto => "write_photo",
            Self::HandIn => "hand_in",
            Self::Withdraw => "withdraw",
            Self::DeskList => "desk_list",
            Self::DeskDownload => "desk_download",
            Self::DeskDecide => "desk_decide",
            Self::Erase => "erase",
            Self::Adopt => "adopt",
            Self::Restore => "restore",
        }
    }
}

/// What a row says.
struct Row<'a> {
    seq: i64,
    at: i64,
    device: Option<&'a [u8]>,
    action: &'a str,
    dossier: Option<&'a [u8]>,
}

/// Adds one row for each dossier (`None`: no single one), in the caller's transaction. `device` is `None` for the server
/// itself.
pub fn record(
    keys: &Keys,
    tx: &Connection,
    at: i64,
    device: Option<PublicKey>,
    action: Action,
    dossiers: impl IntoIterator<Item: Into<Option<DossierId>>>,
) -> rusqlite::Result<()> {
    let mut dossiers = dossiers.into_iter().map(Into::into).peekable();
    if dossiers.peek().is_none() {
        return Ok(());
    }
    let mut select = tx.prepare_cached("SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1")?;
    let last = select.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (mut seq, mut last): (i64, Vec<u8>) = last.unwrap_or_default();
    let mut insert =
        tx.prepare_cached("INSERT INTO audit (seq, at, device, action, dossier, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let device = device.as_ref().map(|key| key.0.as_slice());
    for dossier in dossiers {
        seq += 1;
        let dossier = dossier.as_ref().map(|id| id.0.as_slice());
        last = mac_of(keys, &last, &Row { seq, at, device, action: action.name(), dossier });
        insert.execute(params![seq, at, device, action.name(), dossier, last])?;
    }
    tx.prepare_cached(
        "INSERT INTO audit_head (one, seq, mac) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, mac = excluded.mac",
    )?
    .execute(params![seq, mac_of_head(keys, seq, &last)])?;
    Ok(())
}

fn mac_of(keys: &Keys, before: &[u8], row: &Row<'_>) -> Vec<u8> {
    // Absent is told from empty.
    let marks = [u8::from(row.device.is_some()), u8::from(row.dossier.is_some())];
    let parts: [&[u8]; 7] = [
        before,
        &row.seq.to_be_bytes(),
        &row.at.to_be_bytes(),
        &marks,
        row.device.unwrap_or_default(),
        row.action.as_bytes(),
        row.dossier.unwrap_or_default(),
    ];
    keys.mac("audit", &parts).to_vec()
}

fn mac_of_head(keys: &Keys, seq: i64, last: &[u8]) -> Vec<u8> {
    keys.mac("audit-head", &[&seq.to_be_bytes(), last]).to_vec()
}
