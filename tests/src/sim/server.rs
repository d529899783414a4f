//! The commune's server, called in process. It answers one request after the other, each whole: what could come in between
//! is decided by the network, and so by the seed.

use super::machine::Clock;
use crate::commune::{CODE, fitted_out};
use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use hoso_protocol::record::Role;
use hoso_protocol::simulation;
use hoso_server::{App, Limits, ServerDir, router};
use http::{Request, Response};
use http_body_util::BodyExt as _;
use rusqlite::OptionalExtension as _;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use tower::ServiceExt as _;

/// A server over one folder.
pub struct Server {
    folder: PathBuf,
    clock: Clock,
    /// Two instances over one folder: no request may count on meeting the same one again.
    instances: Mutex<Vec<Router>>,
    next: AtomicUsize,
}

impl Server {
    pub fn start(folder: PathBuf, clock: Clock) -> Self {
        let server = Self { folder, clock, instances: Mutex::default(), next: AtomicUsize::new(0) };
        fitted_out(&server.admin());
        server.restart();
        server
    }

    /// The process ends and another one begins.
    pub fn restart(&self) {
        let mut instances = self.instances.lock().unwrap();
        instances.clear();
        let limits = Limits { reply_bytes: 24 * 1024, ..Limits::default() };
        instances.extend((0..2).map(|_| router(App::with_limits(self.admin(), limits))));
    }

    /// The folder as a command opens it.
    pub fn admin(&self) -> ServerDir {
        simulation::set_now(self.clock.now());
        ServerDir::open(&self.folder).unwrap()
    }

    pub fn code(&self, role: Role) -> String {
        self.admin().invite(role, CODE).unwrap().code
    }

    /// Put back from a backup while it runs.
    pub fn put_back(&self, backup: &Path) {
        simulation::set_now(self.clock.now());
        hoso_server::backup::restore(backup, &self.folder, false).unwrap();
    }

    /// The version that a receipt is for.
    pub fn version_of(&self, receipt: &str) -> Option<Vec<u8>> {
        let sql = "SELECT version FROM receipt WHERE json_extract(body, '$.id') = ?";
        self.admin().store().read(|tx| Ok(tx.query_row(sql, [receipt], |row| row.get(0)).optional()?)).unwrap()
    }

    /// Whether a row of a table is there.
    pub fn has(&self, table: &str, column: &str, value: &[u8]) -> bool {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} = ?)");
        self.admin().store().read(|tx| Ok(tx.query_row(&sql, [value], |row| row.get(0))?)).unwrap()
    }

    /// One request, answered whole.
    pub fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let next = self.next.fetch_add(1, Relaxed);
        let instances = self.instances.lock().unwrap();
        let service = instances[next % instances.len()].clone();
        drop(instances);
        simulation::set_now(self.clock.now());
        whole(async move {
            let answer = service.oneshot(request.map(Body::from)).await.unwrap();
            let (parts, body) = answer.into_parts();
            Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
        })
    }
}

struct Wakes(Thread);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs to the end while simulated time stands still. Files are read and written by other threads meanwhile.
fn whole<T>(work: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Wakes(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut work = pin!(tokio::task::unconstrained(work));
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
        std::thread::park();
    }
}
