//! Serving on a socket until told to stop.

use crate::error::Result;
use crate::router::router;
use crate::state::App;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::task::AbortOnDropHandle;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Serves until `shutdown` is ready, then finishes the requests that are open.
///
/// Not `axum::serve`: that one waits for ever for the head of a request, so that a few thousand silent connections would
/// use up a server.
pub async fn serve(listener: TcpListener, app: App, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    let limits = app.limits();
    sweep(&app).await;
    let _sweeping = AbortOnDropHandle::new(tokio::spawn(sweep_hourly(app.clone())));
    let service = TowerToHyperService::new(router(app));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_time);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(limits.connections));
    let mut shutdown = pin!(shutdown);
    loop {
        let next = async {
            let permit = Arc::clone(&room).acquire_owned().await;
            (permit, accept(&listener).await)
        };
        let (permit, stream) = tokio::select! {
            next = next => next,
            () = &mut shutdown => break,
        };
        // Answers are written whole: waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service.clone()));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended");
            }
            drop(permit);
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.stop_time, graceful.shutdown()).await.is_err() {
        tracing::warn!("stopped while requests were open");
    }
    Ok(())
}

async fn sweep_hourly(app: App) {
    loop {
        tokio::time::sleep(HOUR).await;
        sweep(&app).await;
    }
}

/// What is left over takes up space and does no other harm: a sweep that fails is tried again later.
async fn sweep(app: &App) {
    match app.blocking(|app| app.dir().sweep()).await {
        Ok(swept) => tracing::info!(uploads = swept.uploads, files = swept.files, "swept"),
        Err(error) => tracing::warn!(%error, "not swept"),
    }
}

/// The next connection. When the system has no room for one, that passes: the server must not end for it.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => {
                tracing::warn!(%error, "no connection accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Ready once the process is asked to stop: Ctrl-C or, on Unix, SIGTERM.
pub async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler the signal ends the process by itself.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
