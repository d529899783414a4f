//! Signed packs: the ten attacks that TUF names, damaged files, installing and being killed while installing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attacks;
mod damage;
mod installing;
mod kills;
mod kit;
mod roots;
