//! The commune's server of the story: a process of this program on a free port of this machine.

use super::children::{Children, Running};
use super::claims::{Checked, at, holds, text};
use super::phone::answered;
use hoso_protocol::text::say;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command};

const COMMUNE: &str = "00001";

/// The server; it ends with this, and also when this process is killed and its end of the pipe closes.
pub struct Server {
    program: PathBuf,
    folder: PathBuf,
    children: Children,
    address: SocketAddr,
    _running: Running,
    _alive: Option<ChildStdin>,
}

impl Server {
    /// A new server of one commune.
    pub fn start(children: &Children, folder: &Path) -> Checked<Self> {
        let (program, folder) = (std::env::current_exe()?, folder.join("may-chu"));
        let name = say("demo.commune", &[]);
        answered(&children.run(&mut command(&program, &folder, &["commune", "add", COMMUNE, &name]))?)?;
        let log = File::create(folder.join("log.txt"))?;
        let words = ["start", "--listen", "127.0.0.1:0", "--while-stdin"];
        let running = children.start(command(&program, &folder, &words).stderr(log))?;
        let mut line = String::new();
        if let Some(out) = running.stdout() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let first: Value = serde_json::from_str(&line).unwrap_or_default();
        let address = text(&first, "/listening").strip_prefix("http://").and_then(|address| address.parse().ok());
        holds("demo.claim.listens", "http://127.0.0.1:…", &line, address.is_some())?;
        let address = address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)));
        let alive = running.stdin();
        Ok(Self { program, folder, children: children.clone(), address, _running: running, _alive: alive })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as phones take it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A code for a new person's first device.
    pub fn invite(&self, role: &str) -> Checked<String> {
        let words = ["invite", "--role", role, "--commune", COMMUNE];
        let invited = answered(&self.children.run(&mut command(&self.program, &self.folder, &words))?)?;
        Ok(at(&invited, "/code").as_str().unwrap_or_default().to_owned())
    }
}

fn command(program: &Path, folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(["--json", "server"]).args(words).arg("--dir").arg(folder);
    command
}
