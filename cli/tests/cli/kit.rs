//! A phone in a folder, used through the binary.

use crate::sample::sample;
use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The birth registration and the answers of the commonest case.
pub const BIRTH: &str = "1.001193";
pub const ANSWERS: [&str; 5] =
    ["child_situation=with_parents", "birth_proof=birth_note", "parents=married", "registrant=parent", "hand_in=desk"];

pub struct Folder {
    pub temp: tempfile::TempDir,
}

/// What an error says, and its exit code.
#[derive(Debug)]
pub struct Failed {
    pub exit: i32,
    pub json: Value,
}

impl Failed {
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap()
    }
}

impl Folder {
    pub fn new() -> Self {
        Self { temp: tempfile::tempdir().unwrap() }
    }

    pub fn phone(&self) -> PathBuf {
        self.temp.path().join("phone")
    }

    /// The binary, ready to run on this phone with `--json`.
    pub fn command<S: AsRef<OsStr>>(&self, words: &[S]) -> Command {
        let mut command = hoso();
        command.arg("--data").arg(self.phone()).arg("--json").args(words);
        command
    }

    /// Runs a command that must succeed; its answer.
    pub fn ok<S: AsRef<OsStr>>(&self, words: &[S]) -> Value {
        answer(&self.command(words).output().unwrap())
    }

    /// Runs a command that must fail; what it says.
    pub fn fails<S: AsRef<OsStr>>(&self, words: &[S]) -> Failed {
        failure(&self.command(words).output().unwrap())
    }

    /// Runs a command that must succeed; its plain text.
    pub fn plain<S: AsRef<OsStr>>(&self, words: &[S]) -> String {
        let output = hoso().arg("--data").arg(self.phone()).args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    }

    /// A new draft of the birth registration.
    pub fn birth(&self) -> String {
        self.ok(&["new", BIRTH])["dossier"].as_str().unwrap().to_owned()
    }

    /// The same with its questions answered.
    pub fn answered(&self) -> String {
        let id = self.birth();
        self.ok(&[&["answer", &id][..], &ANSWERS].concat());
        id
    }

    /// The same with all that is needed to send it ahead.
    pub fn ready(&self) -> String {
        let id = self.answered();
        let photo = self.photo("note.jpg", 9);
        self.ok(&["attach", &id, "birth_note", photo.to_str().unwrap()]);
        for (paper, state) in [("birth_note", "have"), ("declaration", "bring_later"), ("id_card_shown", "shown")] {
            self.ok(&["paper", &id, paper, state]);
        }
        let missing = self.ok(&["check", &id])["missing"].as_array().unwrap().clone();
        let values: Vec<String> = missing.iter().map(|item| sample(item["key"].as_str().unwrap())).collect();
        let words: Vec<&str> = ["fill", &id].into_iter().chain(values.iter().map(String::as_str)).collect();
        self.ok(&words);
        id
    }

    pub fn photo(&self, name: &str, shade: u8) -> PathBuf {
        let path = self.temp.path().join(name);
        image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([shade, x as u8, y as u8])).save(&path).unwrap();
        path
    }
}

pub fn hoso() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hoso"));
    command.env_remove("HOSO_LOG");
    command
}

/// The one JSON value on standard output; standard error stays empty.
pub fn answer(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    serde_json::from_slice(&output.stdout).expect("exactly one JSON value")
}

/// The one JSON value on standard error; standard output stays empty.
pub fn failure(output: &Output) -> Failed {
    assert_eq!(text(&output.stdout), "");
    let json: Value = serde_json::from_slice(&output.stderr).expect("exactly one JSON value");
    for name in ["code", "message", "next"] {
        assert!(json[name].as_str().is_some_and(|text| !text.is_empty()), "{name} is missing in {json}");
    }
    Failed { exit: output.status.code().expect("it was not killed"), json }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every file below a folder with its bytes.
pub fn files(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut all = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            all.insert(path, bytes);
        }
    }
    all
}
