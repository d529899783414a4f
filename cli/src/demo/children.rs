//! The processes of the demo. None outlives it: each is killed when its guard is dropped, and all at once when the demo is
//! asked to stop.

use std::io::{self, Read};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// All that run.
#[derive(Clone, Default)]
pub struct Children(Arc<All>);

#[derive(Default)]
struct All {
    running: Mutex<Vec<Arc<Mutex<Child>>>>,
    stopped: AtomicBool,
}

/// What a process said until its end.
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub out: Vec<u8>,
    /// Its standard error.
    pub err: Vec<u8>,
}

impl Children {
    /// Starts a process with all its pipes, unless the demo was asked to stop.
    pub fn start(&self, command: &mut Command) -> io::Result<Running> {
        // The log of a child would mix with its answers.
        command.env_remove("HOSO_LOG").stdin(Stdio::piped()).stdout(Stdio::piped());
        // Ctrl-C is for the demo, which then ends them: one that died first would look like a claim that does not hold.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let mut running = lock(&self.0.running);
        if self.stopped() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let child = Arc::new(Mutex::new(command.spawn()?));
        running.push(Arc::clone(&child));
        Ok(Running { child, all: self.clone() })
    }

    /// Runs a process to its end.
    pub fn run(&self, command: &mut Command) -> io::Result<Ended> {
        let running = self.start(command.stderr(Stdio::piped()))?;
        let (mut out, mut err) = (vec![], vec![]);
        let (stdout, stderr) = (running.stdout(), lock(&running.child).stderr.take());
        drop(running.stdin());
        std::thread::scope(|scope| -> io::Result<()> {
            let errors = scope.spawn(|| stderr.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut err)));
            stdout.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut out))?;
            errors.join().map_err(|_| io::Error::other("a reader ended"))?.map(drop)
        })?;
        Ok(Ended { status: running.wait()?, out, err })
    }

    /// Kills all that run and lets nothing more start.
    pub fn stop(&self) {
        self.0.stopped.store(true, Ordering::SeqCst);
        for child in lock(&self.0.running).iter() {
            // One that has ended by itself can't be killed; that is as well.
            let _ = lock(child).kill();
        }
    }

    /// Whether the demo was asked to stop.
    pub fn stopped(&self) -> bool {
        self.0.stopped.load(Ordering::SeqCst)
    }
}

/// A process that runs until this is dropped.
pub struct Running {
    child: Arc<Mutex<Child>>,
    all: Children,
}

impl Running {
    /// Its standard input, once.
    pub fn stdin(&self) -> Option<ChildStdin> {
        lock(&self.child).stdin.take()
    }

    /// Its standard output, once.
    pub fn stdout(&self) -> Option<ChildStdout> {
        lock(&self.child).stdout.take()
    }

    /// Kills it without a warning, as a dead battery does.
    pub fn kill(&self) -> io::Result<()> {
        lock(&self.child).kill()
    }

    /// Whether it has ended.
    pub fn ended(&self) -> io::Result<bool> {
        Ok(lock(&self.child).try_wait()?.is_some())
    }

    /// Waits for its end. Its output has ended before, so that this is short and holds up no `stop`.
    pub fn wait(&self) -> io::Result<ExitStatus> {
        lock(&self.child).wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut child = lock(&self.child);
        let _ = child.kill();
        let _ = child.wait();
        drop(child);
        lock(&self.all.0.running).retain(|other| !Arc::ptr_eq(other, &self.child));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeper() -> Command {
        let mut command = Command::new("sleep");
        command.arg("600");
        command
    }

    #[test]
    fn whoever_is_stopped_ends_and_nothing_starts_any_more() {
        let children = Children::default();
        let other = children.clone();
        let running = children.start(&mut sleeper()).unwrap();
        std::thread::spawn(move || other.stop());
        let mut out = vec![];
        running.stdout().unwrap().read_to_end(&mut out).unwrap();
        assert!(!running.wait().unwrap().success());
        assert!(children.start(&mut sleeper()).is_err());
    }

    #[test]
    fn a_process_ends_with_its_guard() {
        let children = Children::default();
        let running = children.start(&mut sleeper()).unwrap();
        let child = Arc::clone(&running.child);
        drop(running);
        assert!(lock(&child).try_wait().unwrap().is_some());
        assert!(lock(&children.0.running).is_empty());
    }
}
