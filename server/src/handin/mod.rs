//! Hand-in: a version is judged by the same code as on the phone, and gets one receipt for ever.

mod about;
mod course;
mod held;
mod judge;
mod receipt;
mod submit;
mod version;
mod withdraw;

pub use about::About;
pub use course::{Course, New};
pub use submit::hand_in;
pub use version::{Handed, find_again};
pub use withdraw::withdraw;

use crate::error::{Error, Result};
use hoso_protocol::ids::Digest;
use hoso_protocol::procedure::Procedure;
use rusqlite::{OptionalExtension as _, Transaction};

/// A version of a procedure that came with a signed pack.
pub fn procedure(tx: &Transaction<'_>, hash: Digest) -> Result<Option<Procedure>> {
    let bytes: Option<Vec<u8>> = tx
        .prepare_cached("SELECT bytes FROM procedure WHERE hash = ?")?
        .query_row([hash.0], |row| row.get(0))
        .optional()?;
    let read = bytes.map(|bytes| serde_json::from_slice(&bytes));
    read.transpose().map_err(|_| Error::Internal("a procedure in the database can't be read"))
}
