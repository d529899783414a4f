//! Every way in which a disk, a battery or a system can let a phone or a server down, tried on the real binary at every
//! call by which it changes what the disk holds.
//!
//! Linux only: a small library (`shim.c`) stands between the program and the system. `FAULTS=all` tries every point and
//! every state, as `cargo xtask soak faults` does; without it each suite takes every n-th point, another n-th in each step.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod check;
mod disk;
mod fail;
mod folder;
mod kill;
mod power;
mod power_server;
mod run;
#[path = "../cli/sample.rs"]
mod sample;
mod server;
mod shim;
mod story;
mod view;
