//! The demo as those run it who want to see what this is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

fn hoso() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hoso"));
    command.env_remove("HOSO_LOG");
    command
}

/// Nothing but hidden files of other programs' making could be in a folder of our own.
fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn every_claim_of_the_demo_is_verified_and_nothing_is_left_behind() {
    let temp = tempfile::tempdir().unwrap();
    let output = hoso().args(["demo", "--json"]).env("TMPDIR", temp.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), said.as_str()), (Some(0), ""));
    let told: Value = serde_json::from_slice(&output.stdout).expect("exactly one JSON value");
    assert_eq!(told["ok"], json!(true));
    assert!(told["seconds"].is_number());
    let steps = told["steps"].as_array().unwrap();
    let names: Vec<&str> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    let expected = [
        "search",
        "begin",
        "photos",
        "killed",
        "kept",
        "missing",
        "complete",
        "resumed",
        "synced",
        "together",
        "handed_in",
        "asked",
        "not_sent",
    ];
    assert_eq!(names, expected);
    for step in steps {
        let [claim, figure] = ["claim", "figure"].map(|part| step[part].as_str().unwrap());
        assert!(!claim.is_empty() && figure.contains(|c: char| c.is_ascii_digit()), "{step}");
        assert!(!claim.contains("demo.") && !figure.contains(['{', '}']), "a sentence is missing: {step}");
    }
    assert!(is_empty(temp.path()));
}

#[test]
fn the_demo_is_read_in_a_terminal_drawn_and_kept_where_that_is_asked_for() {
    let temp = tempfile::tempdir().unwrap();
    let [kept, picture] = ["kept", "demo.svg"].map(|name| temp.path().join(name));
    let mut demo = hoso();
    let output = demo.arg("demo").arg("--keep").arg(&kept).arg("--picture").arg(&picture).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().filter(|line| line.contains('✔')).count(), 13);
    assert!(!text.contains("demo.") && !text.contains(['{', '}']), "a sentence is missing:\n{text}");
    let svg = std::fs::read_to_string(&picture).unwrap();
    assert!(svg.len() < 60_000 && svg.ends_with("</svg>\n"));
    assert_eq!(svg.matches('✔').count(), 13);
    // The phones are whole and belong to nobody who still runs.
    for phone in ["dien-thoai-1", "dien-thoai-2"] {
        let list = hoso().arg("--json").arg("--data").arg(kept.join(phone)).arg("list").output().unwrap();
        let list: Value = serde_json::from_slice(&list.stdout).unwrap();
        assert_eq!(list["dossiers"].as_array().unwrap().last().unwrap()["where"], json!("handed_in"), "{list}");
    }
    let again = hoso().args(["--json", "demo", "--keep"]).arg(&kept).output().unwrap();
    let said: Value = serde_json::from_slice(&again.stderr).unwrap();
    assert_eq!((again.status.code(), &said["code"]), (Some(2), &json!("demo_not_empty")));
}

#[test]
fn with_data_nothing_is_written_elsewhere() {
    let temp = tempfile::tempdir().unwrap();
    let [data, elsewhere] = ["data", "elsewhere"].map(|name| temp.path().join(name));
    std::fs::create_dir(&elsewhere).unwrap();
    let mut demo = hoso();
    let output = demo.args(["demo", "--json", "--data"]).arg(&data).env("TMPDIR", &elsewhere).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(is_empty(&data) && is_empty(&elsewhere));
}
