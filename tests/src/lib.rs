//! What scenarios share: a real server on loopback, real phones on disks of their own, and pictures to photograph.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod bench;
pub mod birth;
pub mod commune;
pub mod picture;
#[cfg(feature = "simulation")]
pub mod sim;
pub mod village;
