//! A commune's server on loopback that can be stopped, started again on its port, and put back from a backup.

use hoso_core::catalog::Catalog;
use hoso_protocol::record::Role;
use hoso_server::admin::Commune;
use hoso_server::{App, Limits, ServerDir, serve};
use std::net::SocketAddr;
use std::path::Path;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Code of the commune of all scenarios.
pub const CODE: &str = "25456";

/// Makes a folder the server of the commune of all scenarios, with the procedures of the embedded catalog.
pub fn fitted_out(admin: &ServerDir) {
    let place = "Trung tâm Phục vụ hành chính công xã Tân Hòa".to_owned();
    admin.add_commune(&Commune { code: CODE.into(), name: "Xã Tân Hòa".into(), place }).unwrap();
    let catalog = Catalog::embedded().unwrap();
    let codes = catalog.codes();
    let versions = codes.iter().flat_map(|code| catalog.versions(code)).filter_map(|v| catalog.bytes(&v.hash));
    admin.add_procedures(versions).unwrap();
}

/// A server that runs.
pub struct Server {
    folder: TempDir,
    address: SocketAddr,
    limits: Limits,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Server {
    /// A new commune with the procedures of the embedded catalog.
    pub async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    /// The same in a folder on a disk of one's choice.
    pub async fn start_in(folder: TempDir) -> Self {
        Self::over(folder, Limits::default()).await
    }

    /// The same with other admission limits.
    pub async fn with(limits: Limits) -> Self {
        Self::over(TempDir::new().unwrap(), limits).await
    }

    async fn over(folder: TempDir, limits: Limits) -> Self {
        fitted_out(&ServerDir::open(folder.path()).unwrap());
        let mut server = Self { folder, address: "127.0.0.1:0".parse().unwrap(), limits, running: None };
        server.up().await;
        server
    }

    /// The network comes back.
    pub async fn up(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.address = listener.local_addr().unwrap();
        let app = App::with_limits(self.admin(), self.limits);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move { serve(listener, app, async { drop(stopped.await) }).await.unwrap() });
        self.running = Some((stop, task));
    }

    /// The network goes.
    pub async fn down(&mut self) {
        if let Some((stop, task)) = self.running.take() {
            drop(stop);
            task.await.unwrap();
        }
    }

    /// The server breaks and is put back from a backup.
    pub async fn put_back(&mut self, backup: &Path) {
        self.down().await;
        hoso_server::backup::restore(backup, self.folder.path(), false).unwrap();
        self.up().await;
    }

    /// Where phones reach it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder as a command of another process opens it.
    pub fn admin(&self) -> ServerDir {
        ServerDir::open(self.folder.path()).unwrap()
    }

    /// A one-time code for a new person.
    pub fn code(&self, role: Role) -> String {
        self.admin().invite(role, CODE).unwrap().code
    }
}
