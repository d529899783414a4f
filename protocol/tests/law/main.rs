//! Property tests of the merge law: `docs/merge-law.md` says what is tested and how to run more.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod dice;
mod erase;
mod hostile;
mod judge;
mod large;
mod laws;
mod ledger;
mod letter;
mod oracle;
mod phone;
mod promises;
mod store;
mod stories;
mod village;
