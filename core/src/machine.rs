//! What a phone stands on: its clock and its network. The real ones in production, a simulation's own in tests.

use crate::error::Result;
use crate::net::{HttpOptions, HttpTransport, Pause, RealPause, Transport};
use std::sync::Arc;
use std::time::SystemTime;

/// The machine below a phone.
pub trait Machine: Send + Sync {
    /// The time by this phone's clock, right or wrong. Nothing is decided by it: it is shown as "theo giờ máy".
    fn now(&self) -> SystemTime;
    /// The way to a server; `authority` is the PEM of a province's own certificate authority.
    fn transport(&self, url: &str, authority: Option<&str>) -> Result<Arc<dyn Transport>>;
    /// Sleep and chance between two tries of a request.
    fn pause(&self) -> Arc<dyn Pause>;
}

/// The machine that the program runs on.
pub struct RealMachine;

impl Machine for RealMachine {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn transport(&self, url: &str, authority: Option<&str>) -> Result<Arc<dyn Transport>> {
        let options = HttpOptions { authority: authority.map(|pem| pem.as_bytes().to_vec()), ..HttpOptions::default() };
        Ok(Arc::new(HttpTransport::new(url, options)?))
    }

    fn pause(&self) -> Arc<dyn Pause> {
        Arc::new(RealPause)
    }
}
