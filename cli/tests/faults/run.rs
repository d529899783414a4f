//! Running the binary: phones, and a server at one address.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

pub const COMMUNE: &str = "25456";

pub fn hoso() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hoso"));
    for name in ["HOSO_LOG", "LD_PRELOAD"] {
        command.env_remove(name);
    }
    command
}

/// A command on a phone.
pub fn phone(folder: &Path, words: &[String]) -> Command {
    let mut command = hoso();
    command.arg("--data").arg(folder).arg("--json").args(words);
    command
}

/// A command on a server's folder.
pub fn server(folder: &Path, words: &[&str]) -> Command {
    let mut command = hoso();
    command.args(["--json", "server", "--dir"]).arg(folder).args(words);
    command
}

/// Runs it with these lines as its input, until it ends, `gone` says so, or it takes too long; then it is killed.
pub fn run(command: &mut Command, input: &str, patience: Duration, mut gone: impl FnMut() -> bool) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("hoso starts");
    let mut stdin = child.stdin.take().unwrap();
    // A process that was killed reads no more.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let since = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if since.elapsed() > patience || gone() {
            child.kill().unwrap();
            break child.wait().unwrap();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let (mut stdout, mut stderr) = (vec![], vec![]);
    child.stdout.take().unwrap().read_to_end(&mut stdout).unwrap();
    child.stderr.take().unwrap().read_to_end(&mut stderr).unwrap();
    Output { status, stdout, stderr }
}

/// The answer of a command that must succeed.
pub fn ok(command: &mut Command) -> Value {
    let output = run(command, "", Duration::from_secs(60), || false);
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

/// The two disks: one of a phone, one of a server. Each has its folder two levels down, so that making the way there counts.
pub struct World(tempfile::TempDir);

impl World {
    pub fn new() -> Self {
        let world = Self(crate::folder::scratch());
        for disk in [world.phone_disk(), world.server_disk()] {
            std::fs::create_dir(disk).unwrap();
        }
        world
    }

    pub fn phone_disk(&self) -> PathBuf {
        self.0.path().join("phone-disk")
    }

    pub fn phone(&self) -> PathBuf {
        self.phone_disk().join("home/hoso")
    }

    pub fn server_disk(&self) -> PathBuf {
        self.0.path().join("server-disk")
    }

    pub fn server(&self) -> PathBuf {
        self.server_disk().join("srv/hoso")
    }

    /// A place that is on neither disk.
    pub fn elsewhere(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// A running server.
pub struct Server {
    child: Child,
}

impl Server {
    /// Starts it at this address; `None` where it ended before it listened.
    pub fn start(world: &World, address: &str, watching: impl FnOnce(&mut Command)) -> Option<Self> {
        let mut command = hoso();
        command.args(["--json", "server", "start", "--listen", address, "--dir"]).arg(world.server());
        watching(&mut command);
        // Its log would fill a pipe that nobody reads.
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if line.contains("listening") {
            return Some(Self { child });
        }
        let _ = child.kill();
        let _ = child.wait();
        None
    }

    pub fn gone(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Asks it to stop and waits until it did.
    pub fn stop(mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of this machine that nobody uses.
pub fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
