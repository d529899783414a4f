//! Drafts on one phone: what is typed stays, what is missing is said, what was done can be undone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod case;
mod frozen;
mod kit;
mod safe;
mod salvage;
mod typing;
mod undo;
mod version;
