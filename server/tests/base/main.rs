//! Enrolment, sync and what stands around them, over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../kit/mod.rs"]
mod kit;

mod admission;
mod catalog;
mod cursor;
mod doors;
mod enrol;
mod erase;
mod law;
mod orders;
mod sync;
