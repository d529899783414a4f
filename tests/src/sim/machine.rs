//! The machine below a simulated phone: a clock that may be years off, and the simulated network.

use super::network::Network;
use bytes::Bytes;
use hoso_core::net::{BoxFuture, Error, Pause, ReplyBody, Transport};
use hoso_core::{Machine, Result};
use http::{Request, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// The right time.
#[derive(Clone, Copy)]
pub struct Clock(Instant);

/// When every simulation begins: 2026-11-01.
pub const BEGIN_MS: i64 = 1_793_491_200_000;

impl Clock {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since 1970.
    pub fn now(&self) -> i64 {
        BEGIN_MS + self.0.elapsed().as_millis() as i64
    }
}

/// What one phone stands on. It outlives the phone's process.
#[derive(Clone)]
pub struct Ground {
    pub name: Arc<str>,
    /// How far its clock is off.
    pub off_ms: Arc<AtomicI64>,
    pub network: Arc<Network>,
}

impl Machine for Ground {
    fn now(&self) -> SystemTime {
        let ms = self.network.clock.now() + self.off_ms.load(Relaxed);
        UNIX_EPOCH + Duration::from_millis(ms.max(0) as u64)
    }

    fn transport(&self, _: &str, _: Option<&str>) -> Result<Arc<dyn Transport>> {
        Ok(Arc::new(self.clone()))
    }

    fn pause(&self) -> Arc<dyn Pause> {
        Arc::new(self.clone())
    }
}

impl Transport for Ground {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, std::result::Result<Response<ReplyBody>, Error>> {
        Box::pin(self.network.carry(&self.name, request))
    }
}

impl Pause for Ground {
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }

    fn chance(&self) -> f64 {
        self.network.dice.fraction()
    }
}
