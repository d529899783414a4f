//! Several processes on one phone, and processes that are killed.

use crate::kit::{Folder, answer, text};
use serde_json::Value;
use std::process::{Child, Stdio};
use std::time::Duration;

fn start(folder: &Folder, words: &[&str]) -> Child {
    folder.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn processes_that_begin_at_once_on_a_fresh_folder_all_succeed() {
    let folder = Folder::new();
    let all: Vec<Child> = (0..6).map(|_| start(&folder, &["new", "1.001193"])).collect();
    for child in all {
        answer(&child.wait_with_output().unwrap());
    }
    assert_eq!(folder.ok(&["list"])["dossiers"].as_array().unwrap().len(), 6);
}

#[test]
fn processes_that_write_at_once_lose_nothing() {
    let folder = Folder::new();
    let id = folder.answered();
    let fields = ["child_name", "child_birth_place", "child_ethnicity", "mother_name", "father_name", "requester_name"];
    for round in 0..4 {
        let value = |field: &str| format!("{field} {}", ["mot", "hai", "ba", "bon"][round]);
        let all: Vec<Child> =
            fields.iter().map(|field| start(&folder, &["fill", &id, &format!("{field}={}", value(field))])).collect();
        for child in all {
            answer(&child.wait_with_output().unwrap());
        }
        let view = folder.ok(&["show", &id]);
        for field in fields {
            assert_eq!(view["fields"][field]["value"], value(field), "round {round}");
        }
    }
}

#[test]
fn what_was_acknowledged_outlives_every_kill() {
    let folder = Folder::new();
    let id = folder.answered();
    let (mut said, mut killed) = (0, 0);
    for i in 1..=60_u64 {
        let mut child = start(&folder, &["fill", &id, &format!("child_birth_place=Ấp {i}")]);
        // From before it opens the store to after it has answered.
        std::thread::sleep(Duration::from_micros(i * i * 37 % 60_000));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if output.status.success() || text(&output.stdout).contains("\"saved\":true") {
            said = i;
        } else {
            killed += 1;
        }
        let shown = folder.ok(&["show", &id])["fields"]["child_birth_place"]["value"].clone();
        let number: u64 = match &shown {
            Value::String(text) => text.strip_prefix("Ấp ").unwrap().parse().unwrap(),
            _ => 0,
        };
        assert!(number >= said && number <= i, "{said} was said to be saved, {number} is there");
    }
    assert!(killed > 0, "no process was killed in time");
    assert_eq!(folder.ok(&["doctor"])["healthy"], true);
}

#[test]
fn a_kill_while_the_store_is_made_leaves_a_folder_that_opens() {
    for i in 0..20_u64 {
        let folder = Folder::new();
        let mut child = start(&folder, &["new", "1.001193"]);
        std::thread::sleep(Duration::from_micros(i * 2_500));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let said = usize::from(!output.stdout.is_empty());
        let there = folder.ok(&["list"])["dossiers"].as_array().unwrap().len();
        assert!(there >= said && there <= 1, "killed after {} µs", i * 2_500);
        folder.birth();
    }
}
