//! The statuses exchanged between one-stop systems, 1 to 10. Another source may mean something else by a number: its
//! number and its words are kept and shown as received.

use crate::text::{has, say};

/// Newly sent.
pub const NEW: u32 = 1;
/// Taken in.
pub const TAKEN: u32 = 2;
/// Not taken in.
pub const REFUSED: u32 = 3;
/// A paper is asked for.
pub const ASKED: u32 = 5;
/// Withdrawn by the citizen.
pub const WITHDRAWN: u32 = 7;
/// Finished.
pub const FINISHED: u32 = 9;

/// Our words for a number, or `None` where it is not one of the ten.
pub fn words(number: u32) -> Option<String> {
    let code = format!("status.{number}");
    has(&code).then(|| say(&code, &[]))
}

/// Whether a hand-in with this last status is over: the next version is a new hand-in, not a supplement.
pub fn is_closed(number: u32) -> bool {
    matches!(number, REFUSED | WITHDRAWN | 8 | FINISHED | 10)
}
