//! A real server on loopback, and phones that speak to it with real keys over raw HTTP.

#![allow(dead_code, unused_imports)]

mod http;
mod phone;

#[allow(unused_imports)]
pub use http::{Answer, call};
pub use phone::{Phone, Writer};

use hoso_protocol::record::Role;
use hoso_server::admin::Commune;
use hoso_server::{App, Limits, ServerDir, serve};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const COMMUNE: &str = "00004";

/// A folder and the server over it.
pub struct Served {
    pub folder: Arc<TempDir>,
    pub address: SocketAddr,
    /// As a command of another process has it open.
    pub admin: ServerDir,
    stop: Option<oneshot::Sender<()>>,
    done: Option<JoinHandle<()>>,
}

impl Served {
    pub async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub async fn with(limits: Limits) -> Self {
        Self::over(Arc::new(TempDir::new().unwrap()), limits).await
    }

    /// Over a folder that may hold a server's data already.
    pub async fn over(folder: Arc<TempDir>, limits: Limits) -> Self {
        let admin = ServerDir::open(folder.path()).unwrap();
        for (code, name) in [(COMMUNE, "Phường Ba Đình"), ("00008", "Phường Ngọc Hà")] {
            let (code, name) = (code.to_owned(), name.to_owned());
            admin.add_commune(&Commune { code, name, place: "số 2 phố Nhà Thờ".into() }).unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = App::with_limits(ServerDir::open(folder.path()).unwrap(), limits);
        let (stop, stopped) = oneshot::channel();
        let done = tokio::spawn(async move {
            let shutdown = async { drop(stopped.await) };
            serve(listener, app, shutdown).await.unwrap();
        });
        Self { folder, address, admin, stop: Some(stop), done: Some(done) }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Stops gracefully and gives back the folder.
    pub async fn stop(mut self) -> Arc<TempDir> {
        drop(self.stop.take());
        self.done.take().unwrap().await.unwrap();
        Arc::clone(&self.folder)
    }

    /// A first phone of a new person.
    pub async fn phone(&self, role: Role) -> Phone {
        self.phone_in(role, COMMUNE).await
    }

    pub async fn phone_in(&self, role: Role, commune: &str) -> Phone {
        let code = self.admin.invite(role, commune).unwrap().code;
        Phone::enrol(self.address, &code).await
    }

    pub async fn citizen(&self) -> Phone {
        self.phone(Role::Citizen).await
    }
}
