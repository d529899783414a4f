//! `server start`

use super::{failed, open};
use crate::args::Start;
use crate::commands::embedded_catalog;
use crate::output::Reply;
use hoso_core::{Error, Kind, Result};
use hoso_server::{App, ServerDir, serve, told_to_stop};
use serde_json::json;
use std::future::poll_fn;
use std::io::Write as _;
use std::path::Path;
use std::task::Poll;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Serves until told to stop. The first line on standard output says where; nothing follows it.
pub fn run(dir: &Path, args: &Start) -> Result<Reply> {
    let dir = open(dir)?;
    take_catalog(&dir)?;
    let app = App::new(dir);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(&args.listen).await.map_err(|error| cannot_listen(&error))?;
        let address = listener.local_addr().map_err(|error| cannot_listen(&error))?;
        let closed = args.while_stdin.then(stdin_closes);
        let mut stop = Box::pin(async {
            match closed {
                None => told_to_stop().await,
                Some(closed) => tokio::select! { () = told_to_stop() => {}, _ = closed => {} },
            }
        });
        // Polled once, so that a signal is heard from before the line that says the server is there.
        if poll_fn(|cx| Poll::Ready(stop.as_mut().poll(cx).is_ready())).await {
            return Ok(());
        }
        let mut out = std::io::stdout().lock();
        // Who started it may not care; it serves all the same.
        let _ = writeln!(out, "{}", json!({ "listening": format!("http://{address}") })).and_then(|()| out.flush());
        drop(out);
        tracing::info!(%address, "listening");
        serve(listener, app, stop).await.map_err(failed)
    })?;
    tracing::info!("stopped");
    Ok(Reply::said())
}

/// Ready once nobody holds the other end of standard input any more.
fn stdin_closes() -> oneshot::Receiver<()> {
    let (closed, closes) = oneshot::channel();
    std::thread::spawn(move || {
        // What comes in is nothing to a server.
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        drop(closed);
    });
    closes
}

/// Every version of the catalog in this program: what phones with the same program make drafts of.
fn take_catalog(dir: &ServerDir) -> Result<()> {
    let catalog = embedded_catalog()?;
    let codes = catalog.codes();
    let versions = codes.iter().flat_map(|code| catalog.versions(code)).filter_map(|v| catalog.bytes(&v.hash));
    dir.add_procedures(versions).map_err(failed)
}

fn cannot_listen(error: &std::io::Error) -> Error {
    let wrong = error.kind() == std::io::ErrorKind::InvalidInput;
    Error::new(if wrong { Kind::Usage } else { Kind::Network }, "cannot_listen")
}
