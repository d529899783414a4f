//! The narrow door to the network: one request in, one answer out. Production goes through `HttpTransport`, simulation
//! through an in-process server with planted faults.

use super::Error;
use bytes::Bytes;
use http::{Request, Response};
use std::pin::Pin;

/// A boxed future, so that transports can be trait objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An answer's body: it comes in pieces and may break off. Any `http_body::Body` can be turned into one with
/// `http_body_util::BodyExt::{map_err, boxed_unsync}`.
pub type ReplyBody = http_body_util::combinators::UnsyncBoxBody<Bytes, Error>;

/// Carries requests to one server.
///
/// The request's URI is path and query only; which server is the transport's business. Bodies are as on the wire
/// (a transport neither packs nor unpacks), never larger than a sync batch or a photo's chunk, so they need no stream.
/// A transport follows no redirect, repeats nothing and keeps no cookies. Dropping the future gives the request up.
pub trait Transport: Send + Sync {
    /// Sends one request. `Err` is for what happens on the way; any answer with a status is `Ok`.
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<ReplyBody>, Error>>;
}
