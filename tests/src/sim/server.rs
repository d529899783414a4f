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
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use tower::ServiceExt as _;

/// A server over one folder.
pub struct Server {
    folder: PathBuf,
    clock: Clock,
    router: Mutex<Option<Router>>,
}

impl Server {
    pub fn start(folder: PathBuf, clock: Clock) -> Self {
        let server = Self { folder, clock, router: Mutex::new(None) };
        fitted_out(&server.admin());
        server.restart();
        server
    }

    /// The process ends and another one begins.
    pub fn restart(&self) {
        let mut router_now = self.router.lock().unwrap();
        *router_now = None;
        let limits = Limits { reply_bytes: 24 * 1024, ..Limits::default() };
        *router_now = Some(router(App::with_limits(self.admin(), limits)));
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

    /// One request, answered whole.
    pub fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let service = self.router.lock().unwrap().clone().unwrap();
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
