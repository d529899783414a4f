//! The open phone behind the objects: shared, shut once, and a wall against panics.

use crate::error::{ErrorKind, HoSoError};
use crate::platform::{Connectivity, Network};
use hoso_core::Phone;
use hoso_core::sync::CancellationToken;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};
use tokio::runtime::{Builder, Runtime};

/// Made when the network is first needed: most days of a phone begin without. One for the process, so that a sync that is
/// ended by a shut can still say so.
static RUNTIME: LazyLock<Option<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).thread_name("hoso").enable_all().build().ok());

/// Where work with the network runs.
pub(crate) fn runtime() -> Result<&'static Runtime, HoSoError> {
    RUNTIME.as_ref().ok_or_else(|| HoSoError::of(ErrorKind::Internal, "internal"))
}

/// What the objects of one phone share.
pub(crate) struct Engine {
    phone: RwLock<Option<Arc<Phone>>>,
    connectivity: Option<Arc<dyn Connectivity>>,
    stop: Mutex<CancellationToken>,
}

impl Engine {
    pub(crate) fn new(phone: Phone, connectivity: Option<Arc<dyn Connectivity>>) -> Self {
        Self { phone: RwLock::new(Some(Arc::new(phone))), connectivity, stop: Mutex::default() }
    }

    /// The phone, or "closed".
    pub(crate) fn phone(&self) -> Result<Arc<Phone>, HoSoError> {
        let phone = self.phone.read().unwrap_or_else(PoisonError::into_inner).clone();
        phone.ok_or_else(|| HoSoError::of(ErrorKind::Closed, "closed"))
    }

    /// Works on the phone. Whatever goes wrong inside comes back as an error.
    pub(crate) fn run<T>(&self, work: impl FnOnce(&Phone) -> hoso_core::Result<T>) -> Result<T, HoSoError> {
        let phone = self.phone()?;
        guard(|| Ok(work(&phone)?))
    }

    /// Works with the server and waits for it.
    pub(crate) fn online<T>(
        &self,
        work: impl AsyncFnOnce(&Phone, CancellationToken) -> hoso_core::Result<T>,
    ) -> Result<T, HoSoError> {
        let phone = self.phone()?;
        let (runtime, stop) = (runtime()?, self.stop());
        guard(|| Ok(runtime.block_on(work(&phone, stop))?))
    }

    /// Ends with [`Self::stop_all`].
    pub(crate) fn stop(&self) -> CancellationToken {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).child_token()
    }

    /// Ends what waits for the network at its next step; what was done stays done.
    pub(crate) fn stop_all(&self) {
        std::mem::take(&mut *self.stop.lock().unwrap_or_else(PoisonError::into_inner)).cancel();
    }

    pub(crate) fn network(&self) -> Option<Network> {
        self.connectivity.as_ref().map(|connectivity| connectivity.network())
    }

    /// From now on every call says "closed". The store is let go when the last running call has ended.
    pub(crate) fn shut(&self) {
        self.stop_all();
        self.phone.write().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// A panic ends here and is an error for the caller.
pub(crate) fn guard<T>(work: impl FnOnce() -> Result<T, HoSoError>) -> Result<T, HoSoError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(HoSoError::of(ErrorKind::Internal, "internal")))
}
