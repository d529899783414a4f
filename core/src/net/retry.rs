//! Trying again: full jitter, `Retry-After` obeyed, few attempts, given up at once when asked to.

use super::transport::BoxFuture;
use super::{Error, NoConnection};
use backon::{ExponentialBuilder, Retryable as _};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Sleep and chance: the machine's in production, a simulation's own in tests, so that a seed decides everything.
pub trait Pause: Send + Sync {
    /// Ends after this time.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;
    /// Evenly in [0, 1).
    fn chance(&self) -> f64;
}

/// The machine's clock and random source.
pub struct RealPause;

impl Pause for RealPause {
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }

    fn chance(&self) -> f64 {
        // Without a random source the middle is as good as anything: only many phones at once would notice.
        getrandom::u32().map_or(0.5, |n| f64::from(n) / 4_294_967_296.0)
    }
}

/// When and how often a request is repeated.
#[derive(Clone)]
pub struct Retry {
    /// Attempts in all, the first one too.
    pub attempts: usize,
    /// The upper end of the first wait; it doubles with each further one.
    pub first: Duration,
    /// The longest wait of our own.
    pub cap: Duration,
    /// The longest wait that a server may ask for within one call; above it the call ends with `Busy`.
    pub patience: Duration,
    /// Sleep and chance.
    pub pause: Arc<dyn Pause>,
}

impl Default for Retry {
    /// Five attempts, waits up to 0.5, 1, 2, 4 seconds, `Retry-After` up to a minute.
    fn default() -> Self {
        Self {
            attempts: 5,
            first: Duration::from_millis(500),
            cap: Duration::from_secs(20),
            patience: Duration::from_secs(60),
            pause: Arc::new(RealPause),
        }
    }
}

/// What may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Doing it twice is doing it once.
    Safe,
    /// Twice is not once: repeated only where it was certainly not done.
    OnlyIfNotDone,
}

impl Retry {
    /// No second attempt.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// Runs `once` until it succeeds, fails for good, has failed `attempts` times, or `cancel` says stop, which is heard
    /// at every await.
    ///
    /// All of it is boxed: with future types of their own the compiler can't see any more that a call is `Send`.
    pub(super) fn run<'a, T: Send + 'a>(
        &'a self,
        cancel: &'a CancellationToken,
        repeat: Repeat,
        mut once: impl FnMut() -> BoxFuture<'a, Result<T, Error>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, Error>> {
        let pause = Arc::clone(&self.pause);
        let waits = ExponentialBuilder::default()
            .with_min_delay(self.first)
            .with_max_delay(self.cap)
            .with_max_times(self.attempts.saturating_sub(1));
        let tried: BoxFuture<'a, Result<T, Error>> = Box::pin(
            (move || once())
                .retry(waits)
                .sleep(move |time| pause.sleep(time))
                .when(move |error: &Error| error.may_pass() && (repeat == Repeat::Safe || error.not_done()))
                .adjust(move |error: &Error, wait| self.wait(error, wait?))
                .into_future(),
        );
        Box::pin(async move {
            tokio::select! {
                biased;
                () = cancel.cancelled() => Err(Error::Cancelled),
                result = tried => result,
            }
        })
    }

    /// How long to wait before the next attempt: anything up to the backoff's step; at least what the server asks for.
    fn wait(&self, error: &Error, step: Duration) -> Option<Duration> {
        let chance = self.pause.chance().clamp(0.0, 1.0);
        match error {
            Error::Busy { retry_after: Some(asked) } if *asked > self.patience => None,
            // All who were sent away come back at the same moment, unless chance spreads them.
            Error::Busy { retry_after: Some(asked) } => Some(*asked + self.first.mul_f64(chance)),
            // A portal does not go away by itself.
            Error::NoConnection(NoConnection::NotOurs) => None,
            _ => Some(step.mul_f64(chance)),
        }
    }
}
