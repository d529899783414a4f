//! A commune's server, run and looked after through the binary.

use crate::kit::{Failed, Folder, answer, failure, hoso, text};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

const COMMUNE: &str = "25456";

pub struct Server {
    pub url: String,
    temp: tempfile::TempDir,
    child: Child,
    out: BufReader<std::process::ChildStdout>,
}

impl Server {
    /// A server of one commune.
    pub fn start() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("server");
        answer(&run(&dir, &["commune", "add", COMMUNE, "Xã Tân Hòa"]));
        Self::over(temp, "127.0.0.1:0")
    }

    fn over(temp: tempfile::TempDir, listen: &str) -> Self {
        let mut command = hoso();
        command.args(["--json", "server", "start", "--listen", listen, "--dir"]).arg(temp.path().join("server"));
        // Its log would fill a pipe that nobody reads.
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let first: Value = serde_json::from_str(&line).expect("the first line is JSON");
        Self { url: first["listening"].as_str().unwrap().to_owned(), temp, child, out }
    }

    pub fn dir(&self) -> PathBuf {
        self.temp.path().join("server")
    }

    pub fn ok(&self, words: &[&str]) -> Value {
        answer(&run(&self.dir(), words))
    }

    pub fn fails(&self, words: &[&str]) -> Failed {
        failure(&run(&self.dir(), words))
    }

    pub fn invite(&self, role: &str) -> String {
        self.ok(&["invite", "--role", role, "--commune", COMMUNE])["code"].as_str().unwrap().to_owned()
    }

    /// Enrols a phone as a new person's.
    pub fn enrol(&self, phone: &Folder, role: &str) -> Value {
        phone.ok(&["enrol", "--server", &self.url, &self.invite(role)])
    }

    /// Asks it to stop; its exit code and what it still wrote to standard output.
    pub fn stop(&mut self) -> (Option<i32>, String) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(dir: &std::path::Path, words: &[&str]) -> Output {
    hoso().args(["--json", "server", "--dir"]).arg(dir).args(words).output().unwrap()
}

#[test]
fn it_says_where_it_listens_and_stops_cleanly_when_told_to() {
    let mut server = Server::start();
    let address = server.url.strip_prefix("http://").expect("a url").to_owned();
    assert!(std::net::TcpStream::connect(&address).is_ok());
    assert_eq!(server.stop(), (Some(0), String::new()), "one line on standard output and no more");
    assert!(std::net::TcpStream::connect(&address).is_err());
}

#[test]
fn an_address_that_is_taken_is_said() {
    let server = Server::start();
    let address = server.url.strip_prefix("http://").unwrap();
    let other = tempfile::tempdir().unwrap();
    let output = run(other.path(), &["start", "--listen", address]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(6), String::new()));
    assert!(text(&output.stderr).contains("cannot_listen"));
    assert_eq!(run(other.path(), &["start", "--listen", "no address"]).status.code(), Some(2));
}

#[test]
fn communes_are_added_changed_and_listed() {
    let server = Server::start();
    server.ok(&["commune", "add", "--code", "25459", "--name", "Phường 1", "--place", "Số 2 đường Lớn"]);
    server.ok(&["commune", "add", COMMUNE, "Xã Tân Hòa mới"]);
    let communes = server.ok(&["commune", "list"])["communes"].clone();
    assert_eq!(communes[0]["name"], json!("Xã Tân Hòa mới"));
    assert_eq!(communes[1], json!({ "code": "25459", "name": "Phường 1", "place": "Số 2 đường Lớn" }));
    for wrong in [
        &["commune", "add", "25459"][..],
        &["commune", "add", "a b", "Xã"],
        &["commune", "add", "1", "a", "--code", "2"],
    ] {
        assert_eq!(server.fails(wrong).exit, 2, "{wrong:?}");
    }
}

#[test]
fn an_invitation_needs_a_role_and_a_commune_that_is_there() {
    let server = Server::start();
    let invited = server.ok(&["invite", "--role", "member", "--commune", COMMUNE]);
    assert!(invited["code"].is_string() && invited["until"].as_str().unwrap().ends_with('Z'));
    let failed = server.fails(&["invite", "--role", "member", "--commune", "99999"]);
    assert_eq!((failed.exit, failed.code()), (3, "no_commune"));
    assert_eq!(failed.json["communes"], json!([COMMUNE]));
    assert_eq!(server.fails(&["invite", "--role", "king", "--commune", COMMUNE]).exit, 2);
    assert_eq!(server.fails(&["invite", "--role", "member"]).exit, 2);
    let without = failure(&hoso().args(["--json", "server", "devices"]).output().unwrap());
    assert_eq!((without.exit, without.code()), (2, "no_server_dir"));
}

#[test]
fn a_backup_of_a_running_server_comes_back_and_phones_go_on() {
    let mut server = Server::start();
    let phone = Folder::new();
    server.enrol(&phone, "citizen");
    let id = phone.ready();
    let receipt = phone.ok(&["hand-in", &id])["receipt"].clone();
    let backup = phone.temp.path().join("backup");
    let to = backup.to_str().unwrap();
    assert_eq!(server.ok(&["backup", "--to", to])["photos"], json!(1));
    assert_eq!(server.fails(&["backup", "--to", to]).code(), "backup_exists");
    phone.ok(&["rename", &id, "Sau khi sao lưu"]);
    phone.ok(&["sync"]);
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    server.stop();
    let temp = tempfile::tempdir().unwrap();
    let fresh = temp.path().join("server");
    let restored = answer(&run(&fresh, &["restore", "--from", to]));
    assert_eq!((&restored["photos"], &restored["lost"]), (&json!(1), &json!(0)));
    let server = Server::over(temp, &address);
    phone.ok(&["sync"]);
    assert_eq!(phone.ok(&["hand-in", &id])["receipt"]["id"], receipt["id"], "the receipt stays the same for ever");
    let second = Folder::new();
    let code = phone.ok(&["invite"])["code"].as_str().unwrap().to_owned();
    second.ok(&["enrol", "--server", &server.url, &code]);
    second.ok(&["sync"]);
    assert_eq!(second.ok(&["show", &id])["title"], json!("Sau khi sao lưu"), "the phone gave back what was lost");
    assert_eq!(server.fails(&["restore", "--from", phone.phone().to_str().unwrap()]).exit, 4);
}

#[test]
fn a_log_that_was_touched_is_found() {
    let server = Server::start();
    let phone = Folder::new();
    server.enrol(&phone, "citizen");
    phone.birth();
    phone.ok(&["sync"]);
    let report = server.ok(&["audit"]);
    assert!(report["rows"].as_u64().unwrap() > 0);
    assert_eq!(report["fault"], Value::Null);
    let dir = hoso_server::ServerDir::open(server.dir()).unwrap();
    dir.store().write(|tx| Ok(tx.execute("UPDATE audit SET at = at + 1 WHERE seq = 1", [])?)).unwrap();
    let failed = server.fails(&["audit"]);
    assert_eq!((failed.exit, failed.code()), (5, "audit_fault"));
    assert_eq!(failed.json["fault"]["kind"], json!("changed"));
}

#[test]
fn what_is_not_there_is_neither_backed_up_nor_made() {
    let temp = tempfile::tempdir().unwrap();
    let absent = temp.path().join("absent");
    for words in [&["backup", "--to", "x"][..], &["audit"]] {
        let failed = failure(&run(&absent, words));
        assert_eq!((failed.exit, failed.code()), (3, "no_server"), "{words:?}");
    }
    assert!(!absent.exists());
}

#[test]
fn a_server_ends_with_the_program_that_started_it_where_that_was_asked_for() {
    let temp = tempfile::tempdir().unwrap();
    let mut command = hoso();
    command.args(["server", "start", "--while-stdin", "--listen", "127.0.0.1:0", "--dir"]).arg(temp.path().join("s"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("listening"));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}
