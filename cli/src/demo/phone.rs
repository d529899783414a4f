//! A phone of the story: a folder, and a process of this program for each thing that a person does with it.

use super::children::{Children, Ended, Running};
use super::claims::{Broken, Checked, same};
use serde_json::Value;
use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::process::Command;

/// A phone, or an officer's machine.
pub struct Phone {
    program: PathBuf,
    folder: PathBuf,
    children: Children,
}

impl Phone {
    /// A phone in a folder of its own.
    pub fn new(children: &Children, folder: PathBuf) -> io::Result<Self> {
        Ok(Self { program: std::env::current_exe()?, folder, children: children.clone() })
    }

    /// What it answers to a command that has to succeed.
    pub fn ok<S: AsRef<OsStr>>(&self, words: &[S]) -> Checked<Value> {
        let ended = self.run(words)?;
        answered(&ended)
    }

    /// What it says to a command that has to be refused.
    pub fn refused<S: AsRef<OsStr>>(&self, words: &[S]) -> Checked<Value> {
        let ended = self.run(words)?;
        same("demo.claim.refused", 4, ended.status.code())?;
        json(&ended.err)
    }

    /// Starts a command that goes on.
    pub fn start<S: AsRef<OsStr>>(&self, words: &[S]) -> Checked<Running> {
        Ok(self.children.start(self.command(words).stderr(std::process::Stdio::null()))?)
    }

    fn run<S: AsRef<OsStr>>(&self, words: &[S]) -> Checked<Ended> {
        Ok(self.children.run(&mut self.command(words))?)
    }

    fn command<S: AsRef<OsStr>>(&self, words: &[S]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--json").arg("--data").arg(&self.folder).args(words);
        command
    }
}

/// The answer of a process that has to succeed.
pub fn answered(ended: &Ended) -> Checked<Value> {
    if ended.status.success() {
        return json(&ended.out);
    }
    let found = format!("{}: {}", ended.status, String::from_utf8_lossy(&ended.err).trim());
    Err(Broken { claim: "demo.claim.works", expected: "exit 0".to_owned(), found })
}

fn json(bytes: &[u8]) -> Checked<Value> {
    serde_json::from_slice(bytes).map_err(|_| Broken {
        claim: "demo.claim.works",
        expected: "JSON".to_owned(),
        found: String::from_utf8_lossy(bytes).into_owned(),
    })
}
