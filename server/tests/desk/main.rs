//! Photos, hand-in, the desk, backups, over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../kit/mod.rs"]
mod kit;

mod backup;
mod blobs;
mod case;
mod desk;
mod handin;
mod tus;
mod uploads;
