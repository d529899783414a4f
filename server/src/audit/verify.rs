//! Is the log as it was written?

use super::{Row, mac_of, mac_of_head};
use crate::dir::ServerDir;
use crate::error::Result;
use crate::keys::Keys;
use rusqlite::{OptionalExtension as _, Transaction};
use serde::Serialize;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows that were read and found to be as they were written.
    pub rows: u64,
    /// The first fault; what comes after it says nothing any more.
    pub fault: Option<Fault>,
}

/// What is wrong with the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Fault {
    /// The row with this number is missing, or stands in another place.
    Missing {
        /// The number that should have come.
        row: i64,
    },
    /// The row with this number is not as it was written, or the one before it was exchanged.
    Changed {
        /// Its number.
        row: i64,
    },
    /// Rows at the end are missing, or the head is not as it was written.
    Cut {
        /// The last row's number by the head, where the head can be believed.
        last: Option<i64>,
    },
}

/// Goes through the whole log, in one view of the database.
pub fn verify(dir: &ServerDir) -> Result<Report> {
    dir.store().read(|tx| Ok(check(dir.keys(), tx)?))
}

fn check(keys: &Keys, tx: &Transaction<'_>) -> rusqlite::Result<Report> {
    let mut select = tx.prepare("SELECT seq, at, device, action, dossier, mac FROM audit ORDER BY seq")?;
    let mut rows = select.query([])?;
    let (mut count, mut last) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let (seq, at): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (device, dossier): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(2)?, row.get(4)?);
        let action: String = row.get(3)?;
        let found: Vec<u8> = row.get(5)?;
        let row = Row { seq, at, device: device.as_deref(), action: &action, dossier: dossier.as_deref() };
        let fault = if seq != count + 1 {
            Some(Fault::Missing { row: count + 1 })
        } else {
            (mac_of(keys, &last, &row) != found).then_some(Fault::Changed { row: seq })
        };
        if fault.is_some() {
            return Ok(Report { rows: count.unsigned_abs(), fault });
        }
        (count, last) = (seq, found);
    }
    let head: Option<(i64, Vec<u8>)> = tx
        .query_row("SELECT seq, mac FROM audit_head WHERE one = 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let whole = match &head {
        Some((seq, mac)) => *seq == count && *mac == mac_of_head(keys, count, &last),
        // Where there is a dossier somebody wrote it.
        None => count == 0 && !tx.query_row("SELECT EXISTS (SELECT 1 FROM dossier)", [], |row| row.get(0))?,
    };
    let fault = (!whole).then(|| Fault::Cut { last: head.map(|(seq, _)| seq).filter(|seq| *seq > count) });
    Ok(Report { rows: count.unsigned_abs(), fault })
}
