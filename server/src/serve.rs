//! Serving on a socket until told to stop.

use crate::error::Result;
use crate::router::router;
use crate::state::App;
use std::future::Future;
use tokio::net::TcpListener;

/// Serves until `shutdown` is ready, then finishes the requests that are open.
pub async fn serve(listener: TcpListener, app: App, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    axum::serve(listener, router(app)).with_graceful_shutdown(shutdown).await?;
    Ok(())
}
