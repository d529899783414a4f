//! The phone's side of HTTP: one request in, one answer out, typed. No SQL and no rules of the domain in here.
//!
//! `Transport` carries requests, `HttpTransport` is the real one; `Api` knows the calls. An answer counts only when it is
//! really our server's (`reply`); everything else is no connection.

mod ahead;
mod api;
mod client;
mod count;
mod download;
mod error;
mod pace;
mod reply;
mod retry;
mod transport;
mod tus;

pub use ahead::Ahead;
pub use api::Api;
pub use client::{HttpOptions, HttpTransport};
pub use count::Traffic;
pub use download::Length;
pub use error::{Error, NoConnection, Refusal, Setup};
pub use pace::Pace;
pub use reply::MAX_REPLY_BYTES;
pub use retry::{Pause, RealPause, Retry};
pub use transport::{BoxFuture, ReplyBody, Transport};
pub use tus::{Photo, UploadWatch};
