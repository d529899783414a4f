//! What every handler shares.

use crate::dir::ServerDir;
use crate::enrol::Tries;
use crate::error::{Error, Result};
use crate::keys::Keys;
use crate::limits::Limits;
use rusqlite::Transaction;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// A server over one folder. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    dir: Arc<ServerDir>,
    limits: Limits,
    pub(crate) open: Arc<Semaphore>,
    pub(crate) tries: Arc<Tries>,
}

impl App {
    /// With the usual limits.
    pub fn new(dir: ServerDir) -> Self {
        Self::with_limits(dir, Limits::default())
    }

    /// With limits of one's own.
    pub fn with_limits(dir: ServerDir, limits: Limits) -> Self {
        Self { dir: Arc::new(dir), limits, open: Arc::new(Semaphore::new(limits.open_requests)), tries: Arc::default() }
    }

    /// The folder.
    pub fn dir(&self) -> &ServerDir {
        &self.dir
    }

    /// The server's secrets.
    pub fn keys(&self) -> &Keys {
        self.dir.keys()
    }

    /// The limits.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// One transaction that may write, off the async threads. Check the permission in the same transaction.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App, &Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.blocking(move |app| app.dir.store().write(|tx| work(app, tx))).await
    }

    /// One transaction that only reads, off the async threads.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App, &Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.blocking(move |app| app.dir.store().read(|tx| work(app, tx))).await
    }

    /// Work that blocks or computes for long, off the async threads. Once begun it runs to its end, also when the
    /// caller hangs up.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if hoso_protocol::simulation::inside() {
            return work(self);
        }
        let app = self.clone();
        tokio::task::spawn_blocking(move || work(&app))
            .await
            .unwrap_or(Err(Error::Internal("the work of a request panicked")))
    }
}
