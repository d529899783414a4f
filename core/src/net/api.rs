//! The calls of our server, typed. Each one is one request, repeated where that is safe.

use super::ahead::Ahead;
use super::count::{Counters, Traffic};
use super::reply::{Wanted, check, parse, whole};
use super::retry::{Repeat, Retry};
use super::transport::{BoxFuture, ReplyBody, Transport};
use super::{Error, Setup};
use bytes::Bytes;
use hoso_protocol::desk::{DeskDecision, DeskList};
use hoso_protocol::ids::DossierId;
use hoso_protocol::pack::Offered;
use hoso_protocol::procedure::hash_of;
use hoso_protocol::record::Status;
use hoso_protocol::sign::Signed;
use hoso_protocol::wire::{
    CompareReply, CompareRequest, EnrolReply, EnrolRequest, HandInReply, HandInRequest, InviteReply, SyncReply,
    SyncRequest, WithdrawReply, WithdrawRequest,
};
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Bodies shorter than this are sent as they are: packing would win nothing.
const PACK_FROM: usize = 200;
/// The level of zstd for what a phone sends: higher ones cost battery and win little.
pub(super) const PACK_LEVEL: i32 = 3;

/// A request's body, packed or not.
struct Body {
    bytes: Vec<u8>,
    packed: bool,
}

impl Body {
    /// Packed where that wins something.
    fn of(plain: Vec<u8>) -> Self {
        let packed = (plain.len() >= PACK_FROM).then(|| zstd::bulk::compress(&plain, PACK_LEVEL).ok()).flatten();
        match packed {
            Some(bytes) if bytes.len() < plain.len() => Self { bytes, packed: true },
            _ => Self { bytes: plain, packed: false },
        }
    }
}

/// A server, as one device sees it. Cheap to clone; clones count together.
///
/// One is made for each sync or command: it carries the token that stops it and counts what went over the wire.
#[derive(Clone)]
pub struct Api {
    transport: Arc<dyn Transport>,
    bearer: Option<HeaderValue>,
    retry: Retry,
    pub(super) cancel: CancellationToken,
    pub(super) counters: Arc<Counters>,
}

impl Api {
    /// Without a token yet: good for enrolling.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            transport,
            bearer: None,
            retry: Retry::default(),
            cancel: CancellationToken::new(),
            counters: Arc::default(),
        }
    }

    /// With the device's bearer token.
    pub fn with_token(mut self, token: &str) -> Result<Self, Error> {
        let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| Setup::Request)?;
        value.set_sensitive(true);
        self.bearer = Some(value);
        Ok(self)
    }

    /// Stops, with `Cancelled` and at any await, as soon as this token is cancelled.
    pub fn with_cancel(mut self, cancel: CancellationToken) -> Self {
        self.cancel = cancel;
        self
    }

    /// With another rule for repeating.
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// What went over the wire so far.
    pub fn traffic(&self) -> Traffic {
        self.counters.so_far()
    }

    /// `POST /v1/enrol`. Repeated with the same key and code: the server answers a key that it enrolled the same again.
    pub async fn enrol(&self, request: &EnrolRequest) -> Result<EnrolReply, Error> {
        self.post("/v1/enrol", request, Repeat::Safe).await
    }

    /// `POST /v1/invite`. An invitation whose answer was lost just expires.
    pub async fn invite(&self) -> Result<InviteReply, Error> {
        self.post("/v1/invite", &serde_json::Map::new(), Repeat::Safe).await
    }

    /// `POST /v1/sync`.
    pub async fn sync(&self, request: &SyncRequest) -> Result<SyncReply, Error> {
        self.post("/v1/sync", request, Repeat::Safe).await
    }

    /// `POST /v1/sync` with edits that were packed before the rest of the request was known.
    pub async fn sync_ahead(&self, edits: Ahead, rest: &SyncRequest) -> Result<SyncReply, Error> {
        let body = Body { bytes: edits.close(rest)?, packed: true };
        parse(&self.json(Method::POST, "/v1/sync", Some(body), Repeat::Safe).await?)
    }

    /// `POST /v1/compare`.
    pub async fn compare(&self, request: &CompareRequest) -> Result<CompareReply, Error> {
        self.post("/v1/compare", request, Repeat::Safe).await
    }

    /// `POST /v1/hand-in`. One version gets one receipt, however often it is sent.
    pub async fn hand_in(&self, request: &HandInRequest) -> Result<HandInReply, Error> {
        self.post("/v1/hand-in", request, Repeat::Safe).await
    }

    /// `POST /v1/withdraw`. Not repeated blindly: a lost answer comes back as a status with the next sync.
    pub async fn withdraw(&self, request: &WithdrawRequest) -> Result<WithdrawReply, Error> {
        self.post("/v1/withdraw", request, Repeat::OnlyIfNotDone).await
    }

    /// `GET /v1/procedures/<hash>`: a version of a procedure, verified against its hash (hex). `Garbled` if it is
    /// another one.
    pub async fn procedure(&self, hash: &str) -> Result<Bytes, Error> {
        if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Setup::Request.into());
        }
        let path = format!("/v1/procedures/{hash}");
        let bytes = self.json(Method::GET, &path, None, Repeat::Safe).await?;
        if hash_of(&bytes) == hash { Ok(bytes) } else { Err(Error::Garbled) }
    }

    /// `GET /v1/catalog`: which packs there are.
    pub async fn catalog(&self) -> Result<Offered, Error> {
        parse(&self.json(Method::GET, "/v1/catalog", None, Repeat::Safe).await?)
    }

    /// `GET /v1/desk`.
    pub async fn desk_list(&self) -> Result<DeskList, Error> {
        parse(&self.json(Method::GET, "/v1/desk", None, Repeat::Safe).await?)
    }

    /// `POST /v1/desk/status`; the status that it became. Not repeated blindly: a decision is taken once.
    pub async fn desk_decide(&self, decision: &DeskDecision) -> Result<Signed<Status>, Error> {
        let reply: WithdrawReply = self.post("/v1/desk/status", decision, Repeat::OnlyIfNotDone).await?;
        Ok(reply.status)
    }

    /// The path of a dossier's ZIP, for `download`.
    pub fn desk_zip(dossier: DossierId) -> String {
        format!("/v1/desk/dossiers/{dossier}.zip")
    }

    /// The path of a photo, for `download`; `None` if this is no id of a photo.
    pub fn blob(id: &str) -> Option<String> {
        let fits = (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        fits.then(|| format!("/v1/blobs/{id}"))
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        message: &impl Serialize,
        repeat: Repeat,
    ) -> Result<T, Error> {
        // Packed once, and sent again byte for byte.
        let body = Body::of(serde_json::to_vec(message).map_err(|_| Setup::Request)?);
        parse(&self.json(Method::POST, path, Some(body), repeat).await?)
    }

    async fn json(&self, method: Method, path: &str, body: Option<Body>, repeat: Repeat) -> Result<Bytes, Error> {
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().map_err(|_| Setup::Request)?;
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("zstd"));
        if let Some(body) = body {
            let headers = request.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            if body.packed {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static("zstd"));
            }
            *request.body_mut() = body.bytes.into();
        }
        self.repeat(repeat, || {
            Box::pin(async {
                let reply = self.send(request.clone()).await?;
                let reply = check(reply, Wanted::Json, &self.counters).await?;
                whole(reply, &self.counters).await
            })
        })
        .await
    }

    /// By the rules of this `Api`: repeated, cancellable.
    pub(super) fn repeat<'a, T: Send + 'a>(
        &'a self,
        repeat: Repeat,
        once: impl FnMut() -> BoxFuture<'a, Result<T, Error>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, Error>> {
        self.retry.run(&self.cancel, repeat, once)
    }

    /// One request with the device's token, counted. The answer is not looked at.
    pub(super) async fn send(&self, mut request: Request<Bytes>) -> Result<Response<ReplyBody>, Error> {
        if let Some(bearer) = &self.bearer {
            request.headers_mut().insert(AUTHORIZATION, bearer.clone());
        }
        self.counters.sent(request.body().len());
        let reply = self.transport.send(request).await;
        match &reply {
            Ok(reply) => tracing::debug!(status = reply.status().as_u16(), "answer"),
            Err(error) => tracing::debug!(%error, "no answer"),
        }
        reply
    }
}
