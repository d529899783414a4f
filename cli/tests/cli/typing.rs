//! `type`: what programs use that type in a person's place.

use crate::kit::{Folder, text};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

#[test]
fn each_typed_line_is_acknowledged_once_it_is_saved() {
    let folder = Folder::new();
    let id = folder.birth();
    let mut child = folder.command(&["type", &id]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for (n, name) in ["A", "An", "An = Bình"].into_iter().enumerate() {
        writeln!(stdin, "child_name={name}").unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer, json!({ "saved": true, "n": n + 1 }));
        // Seen by another process while this one goes on.
        assert_eq!(folder.ok(&["show", &id])["fields"]["child_name"]["value"], json!(name));
    }
    drop(stdin);
    assert!(answers.next().is_none());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_line_that_cannot_be_taken_ends_it_and_what_was_saved_before_stays() {
    let folder = Folder::new();
    let id = folder.birth();
    for (line, exit) in [("no_such=1", 3), ("no equals sign", 2), ("=An", 2)] {
        let mut command = folder.command(&["type", &id]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "child_name={exit}\n{line}\nchild_sex=male").unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(exit), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout).lines().count(), 1);
        assert_eq!(folder.ok(&["show", &id])["fields"]["child_name"]["value"], json!(exit.to_string()));
    }
    assert_eq!(folder.ok(&["show", &id])["fields"]["child_sex"]["value"], Value::Null);
}
