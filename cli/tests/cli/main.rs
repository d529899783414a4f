//! The command line as people and programs meet it: the real binary on real folders.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod damage;
mod drafts;
mod events;
mod import;
mod kit;
mod online;
mod packs;
mod photos;
mod plain;
mod sample;
mod search;
mod server;
mod together;
mod typing;
mod usage;
