//! The phone's side of HTTP against servers that misbehave on purpose.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod calls;
mod download;
mod kit;
mod patience;
mod tls;
mod tus;
mod tus_server;
mod wrong_replies;
