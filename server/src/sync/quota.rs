//! What a device may bring a day. Voids count too: refusing costs a row as well.

use crate::auth::Device;
use crate::clock::day;
use crate::error::Result;
use crate::limits::Limits;
use rusqlite::{OptionalExtension as _, Transaction};

/// A device's account of the present day, kept in memory while a request is taken.
pub struct Quota {
    device: [u8; 32],
    day: i64,
    edits: u64,
    bytes: u64,
    most: (u64, u64),
    changed: bool,
}

impl Quota {
    /// Reads it.
    pub fn open(tx: &Transaction<'_>, device: &Device, limits: Limits, at: i64) -> Result<Self> {
        let day = day(at);
        let row = tx
            .prepare_cached("SELECT edits, bytes FROM quota WHERE device = ? AND day = ?")?
            .query_row((device.key.0, day), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (edits, bytes) = row.unwrap_or_default();
        let most = (limits.edits_a_day, limits.edit_bytes_a_day);
        Ok(Self { device: device.key.0, day, edits, bytes, most, changed: false })
    }

    /// Counts one edit of so many bytes; false if it is too much for today.
    pub fn spend(&mut self, bytes: usize) -> bool {
        let (edits, bytes) = (self.edits + 1, self.bytes.saturating_add(bytes as u64));
        if edits > self.most.0 || bytes > self.most.1 {
            return false;
        }
        (self.edits, self.bytes, self.changed) = (edits, bytes, true);
        true
    }

    /// Writes it back.
    pub fn close(self, tx: &Transaction<'_>) -> Result<()> {
        if self.changed {
            tx.prepare_cached(
                "INSERT INTO quota (device, day, edits, bytes) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (device, day) DO UPDATE SET edits = ?3, bytes = ?4",
            )?
            .execute((self.device, self.day, self.edits, self.bytes))?;
        }
        Ok(())
    }
}
