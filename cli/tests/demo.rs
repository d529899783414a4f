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

/// A demo that has come to a step.
#[cfg(target_os = "linux")]
struct Begun {
    demo: std::process::Child,
    lines: std::io::Lines<std::io::BufReader<std::process::ChildStdout>>,
}

#[cfg(target_os = "linux")]
impl Begun {
    fn at(step: &str, temp: &Path) -> Self {
        use std::io::{BufRead as _, BufReader};
        let mut demo = hoso();
        let pipes = demo.arg("demo").env("TMPDIR", temp).stdout(std::process::Stdio::piped());
        let mut demo = pipes.stderr(std::process::Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().starts_with(step)));
        Self { demo, lines }
    }

    fn send(&self, signal: &str) {
        kill(signal, &self.demo.id().to_string());
    }

    /// Its exit code and what it said was wrong.
    fn ended(self) -> (Option<i32>, String) {
        self.lines.for_each(drop);
        let output = self.demo.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }
}

#[cfg(target_os = "linux")]
fn kill(signal: &str, process: &str) {
    assert!(Command::new("kill").args([signal, process]).status().unwrap().success());
}

/// The processes that have something to do with a folder.
#[cfg(target_os = "linux")]
fn running(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap().as_bytes();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let concerned = processes.filter(|process| {
        let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        line.windows(folder.len()).any(|part| part == folder)
    });
    concerned.map(|process| process.file_name().into_string().unwrap()).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn whoever_stops_the_demo_finds_no_process_and_no_file_left() {
    for signal in ["-INT", "-TERM"] {
        let temp = tempfile::tempdir().unwrap();
        let demo = Begun::at("4. ", temp.path());
        assert!(!running(temp.path()).is_empty(), "its server at least");
        demo.send(signal);
        let (exit, said) = demo.ended();
        assert!(exit == Some(4) && said.contains("Đã dừng giữa chừng"), "{exit:?} {said}");
        assert!(running(temp.path()).is_empty() && is_empty(temp.path()));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn even_a_demo_that_is_killed_leaves_no_process_behind() {
    let temp = tempfile::tempdir().unwrap();
    let demo = Begun::at("4. ", temp.path());
    demo.send("-KILL");
    assert_eq!(demo.ended().0, None);
    // They end when they hear that nobody is there any more.
    let began = std::time::Instant::now();
    while !running(temp.path()).is_empty() {
        assert!(began.elapsed().as_secs() < 120, "a process goes on");
        std::thread::yield_now();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_claim_that_does_not_hold_is_told_with_exit_1_and_the_stores_stay_to_look_at() {
    let temp = tempfile::tempdir().unwrap();
    let demo = Begun::at("1. ", temp.path());
    // While it holds its breath its server dies: what needs a server can't be true after that.
    demo.send("-STOP");
    let server = running(temp.path()).into_iter().find(|process| {
        let line = std::fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
        line.contains("--while-stdin")
    });
    kill("-KILL", &server.unwrap());
    demo.send("-CONT");
    let (exit, said) = demo.ended();
    assert_eq!(exit, Some(1), "{said}");
    assert!(said.contains("Đáng lẽ: ") && said.contains("Thực tế: "), "{said}");
    let kept = said.split_whitespace().find(|word| Path::new(word).starts_with(temp.path())).expect("it says where");
    assert!(Path::new(kept).join("dien-thoai-1/dossiers.db").is_file());
    assert!(running(temp.path()).is_empty());
}
