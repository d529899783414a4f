//! The story of a village: one server, its phones, bad days.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod first_sync;
mod hand_in;
mod photos;
mod restore;
mod second_phone;
mod signal;
