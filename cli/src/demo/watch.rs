//! Hears when the demo is asked to stop (Ctrl-C, SIGTERM) or takes far too long, and then ends all its processes.

use super::children::Children;
use hoso_server::told_to_stop;
use std::future::poll_fn;
use std::io;
use std::sync::mpsc;
use std::task::Poll;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// On the slowest machine the story takes a fraction of this.
const LONGEST: Duration = Duration::from_secs(600);

/// Watches until it is dropped.
pub struct Watch {
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Begins to watch; when this returns, a signal is heard.
pub fn start(children: &Children) -> io::Result<Watch> {
    let (end, ended) = oneshot::channel();
    let (ready, is_ready) = mpsc::channel::<()>();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let children = children.clone();
    let thread = std::thread::spawn(move || {
        runtime.block_on(async {
            let mut told = Box::pin(told_to_stop());
            let stopped = poll_fn(|cx| Poll::Ready(told.as_mut().poll(cx).is_ready())).await;
            drop(ready);
            if stopped {
                return children.stop();
            }
            tokio::select! {
                () = told => children.stop(),
                () = tokio::time::sleep(LONGEST) => children.stop(),
                _ = ended => {}
            }
        });
    });
    // Ends when the sender is dropped: by then the signals are heard.
    let _ = is_ready.recv();
    Ok(Watch { end: Some(end), thread: Some(thread) })
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
