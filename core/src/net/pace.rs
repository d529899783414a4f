//! How slow a network may be before it counts as gone: silence is bounded, and so is trickling, while a slow but steady
//! link may take as long as it needs.

use super::{Error, NoConnection};
use bytes::{Buf as _, Bytes};
use http_body::{Body, Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// How slow the network may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// For making a connection, TLS included.
    pub connect: Duration,
    /// How long the server may be silent.
    pub silence: Duration,
    /// Bytes a second below which a body counts as trickling; at least 1.
    pub slowest: u32,
}

impl Default for Pace {
    /// Ten seconds to connect, half a minute of silence, 256 bytes a second.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), silence: Duration::from_secs(30), slowest: 256 }
    }
}

impl Pace {
    fn earned(&self, bytes: usize) -> Duration {
        Duration::from_secs_f64(bytes as f64 / f64::from(self.slowest.max(1)))
    }

    /// For sending a body of this many bytes and getting the head of the answer.
    pub(super) fn for_sending(&self, bytes: usize) -> Duration {
        self.connect + self.silence + self.earned(bytes)
    }
}

/// A body that ends with `Timeout` when it is silent for too long or trickles. Each byte earns time at the slowest
/// allowed speed, and no more than `silence` can be saved up.
pub(super) struct Paced<B> {
    body: Pin<Box<B>>,
    pace: Pace,
    end: Instant,
    sleep: Pin<Box<Sleep>>,
}

impl<B> Paced<B> {
    pub(super) fn new(body: B, pace: Pace) -> Self {
        let end = Instant::now() + pace.silence;
        Self { body: Box::pin(body), pace, end, sleep: Box::pin(sleep_until(end)) }
    }
}

impl<B: Body<Data = Bytes, Error = Error>> Body for Paced<B> {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Poll::Ready(frame) = self.body.as_mut().poll_frame(cx) {
            if let Some(Ok(Some(bytes))) = frame.as_ref().map(|f| f.as_ref().map(Frame::data_ref)) {
                let end = (self.end + self.pace.earned(bytes.remaining())).min(Instant::now() + self.pace.silence);
                self.end = end;
                self.sleep.as_mut().reset(end);
            }
            return Poll::Ready(frame);
        }
        self.sleep.as_mut().poll(cx).map(|()| Some(Err(NoConnection::Timeout.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
