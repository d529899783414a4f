//! The network between phones and the server: slow, lossy, and full of others who answer.

use super::dice::Dice;
use super::machine::Clock;
use super::server::Server;
use super::trace::Trace;
use bytes::Bytes;
use hoso_core::net::{Error, NoConnection, ReplyBody};
use http::{Request, Response, StatusCode, header};
use http_body::{Body, Frame};
use http_body_util::{BodyExt as _, Full};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Through,
    /// No signal: it never leaves the phone.
    Unreachable,
    /// It gets lost on its way.
    Lost,
    /// It arrives, and its answer gets lost.
    AnswerLost,
    /// Its answer breaks off in the middle.
    Cut,
    /// It arrives long after the phone gave up.
    Late,
    /// Something in between sends it twice.
    Twice,
    /// A portal answers.
    Portal,
    /// The server, or what stands before it, asks to come back later.
    Busy,
    /// What stands before the server takes no such size.
    TooLarge,
    /// The server fails before it did anything.
    Failed,
}

const BAD: [Fate; 10] = [
    Fate::Unreachable,
    Fate::Lost,
    Fate::AnswerLost,
    Fate::Cut,
    Fate::Late,
    Fate::Twice,
    Fate::Portal,
    Fate::Busy,
    Fate::TooLarge,
    Fate::Failed,
];

/// The network.
pub struct Network {
    pub clock: Clock,
    pub dice: Dice,
    pub server: Server,
    pub trace: Arc<Trace>,
    /// So many of a hundred requests meet something bad.
    pub badness: u64,
    /// All is well from now on.
    pub healed: AtomicBool,
    /// Requests so far.
    pub sent: AtomicU64,
}

type Answer = Result<Response<ReplyBody>, Error>;

impl Network {
    pub fn requests(&self) -> u64 {
        self.sent.load(Relaxed)
    }

    fn fate(&self) -> Fate {
        if self.healed.load(Relaxed) || !self.dice.percent(self.badness) {
            return Fate::Through;
        }
        *self.dice.one(&BAD).unwrap()
    }

    /// Carries one request of a phone.
    pub async fn carry(self: &Arc<Self>, from: &str, request: Request<Bytes>) -> Answer {
        self.sent.fetch_add(1, Relaxed);
        let fate = self.fate();
        let what = format!("{from} {} {} {}b {fate:?}", request.method(), call(&request), request.body().len());
        self.trace.say(format_args!("{} > {what}", self.clock.now()));
        let slow = if self.healed.load(Relaxed) { 50 } else { 1_500 };
        self.delay(slow).await;
        let answer = self.meet(fate, request).await;
        self.delay(slow).await;
        let end = match &answer {
            Ok(answer) => answer.status().as_str().to_owned(),
            Err(error) => error.code().to_owned(),
        };
        self.trace.say(format_args!("{} < {what} {end}", self.clock.now()));
        answer
    }

    async fn delay(&self, most: u64) {
        tokio::time::sleep(Duration::from_millis(1 + self.dice.below(most))).await;
    }

    async fn meet(self: &Arc<Self>, fate: Fate, request: Request<Bytes>) -> Answer {
        match fate {
            Fate::Through => Ok(self.server.answer(request).map(all)),
            Fate::Unreachable => Err(NoConnection::Unreachable.into()),
            Fate::Lost => {
                self.delay(60_000).await;
                Err(NoConnection::Timeout.into())
            }
            Fate::AnswerLost => {
                self.server.answer(request);
                self.delay(60_000).await;
                let why = [NoConnection::Cut, NoConnection::Timeout];
                Err((*self.dice.one(&why).unwrap()).into())
            }
            Fate::Cut => {
                let answer = self.server.answer(request);
                let at = self.dice.below(answer.body().len() as u64) as usize;
                Ok(answer.map(|body| cut(body.slice(..at))))
            }
            Fate::Late => {
                self.deliver_later(request);
                self.delay(20_000).await;
                Err(NoConnection::Timeout.into())
            }
            Fate::Twice => {
                self.deliver_later(request.clone());
                Ok(self.server.answer(request).map(all))
            }
            Fate::Portal => Ok(self.portal()),
            Fate::Busy => {
                let status = if self.dice.percent(50) { 429 } else { 503 };
                Ok(self.problem(status, "busy", Some(1 + self.dice.below(90))))
            }
            Fate::TooLarge => Ok(self.problem(413, "too_large", None)),
            Fate::Failed => Ok(self.problem(500, "server", None)),
        }
    }

    /// It reaches the server behind newer ones; nobody waits for the answer.
    fn deliver_later(self: &Arc<Self>, request: Request<Bytes>) {
        let network = Arc::clone(self);
        let wait = Duration::from_millis(1 + self.dice.below(120_000));
        tokio::task::spawn_local(async move {
            tokio::time::sleep(wait).await;
            let what = call(&request);
            let status = network.server.answer(request).status();
            network.trace.say(format_args!("{} ~ {what} again: {}", network.clock.now(), status.as_u16()));
        });
    }

    fn portal(&self) -> Response<ReplyBody> {
        let page = Bytes::from_static(b"<html><body>Wi-Fi: xin dang nhap</body></html>");
        let mut answer = Response::new(all(page));
        let kinds = [200, 302, 401, 403, 404, 502, 511];
        *answer.status_mut() = StatusCode::from_u16(*self.dice.one(&kinds).unwrap()).unwrap();
        answer.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html"));
        answer
    }

    fn problem(&self, status: u16, code: &str, after: Option<u64>) -> Response<ReplyBody> {
        let kind = format!("urn:hoso:problem:{code}");
        let body = serde_json::json!({"type": kind, "title": code, "status": status, "code": code}).to_string();
        let mut answer = Response::builder()
            .status(status)
            .header(hoso_protocol::wire::SERVER_HEADER, hoso_protocol::wire::WIRE_VERSION)
            .header(header::CONTENT_TYPE, "application/problem+json");
        if let Some(seconds) = after {
            answer = answer.header(header::RETRY_AFTER, seconds);
        }
        answer.body(all(body.into())).unwrap()
    }
}

/// The call of a request, without ids.
fn call(request: &Request<Bytes>) -> String {
    request.uri().path().split('/').filter(|part| part.len() < 16).collect::<Vec<_>>().join("/")
}

fn all(body: Bytes) -> ReplyBody {
    Full::new(body).map_err(|never| match never {}).boxed_unsync()
}

fn cut(body: Bytes) -> ReplyBody {
    Broken(Some(body)).boxed_unsync()
}

/// A body that ends in the middle.
struct Broken(Option<Bytes>);

impl Body for Broken {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Poll::Ready(Some(match self.0.take() {
            Some(body) => Ok(Frame::data(body)),
            None => Err(NoConnection::Cut.into()),
        }))
    }
}
