//! What a case needs, whether anything is missing and what a newer version changes: properties over made-up procedures
//! and answers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../law/dice.rs"]
mod dice;

mod check;
mod made_up;
mod rebase;
