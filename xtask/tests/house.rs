//! Rules of the house that a machine can hold. Each rule is a function that lists what breaks it, so that it can be
//! shown to find a planted fault as well as to pass on the repository.

// Clippy lets functions marked as tests panic, but not their helpers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const MAX_LINES: usize = 400;

/// Files that may be longer, each with the reason. A file that is not long any more must leave this list.
const MAY_BE_LONG: &[(&str, &str)] =
    &[("protocol/src/procedure.rs", "one record, field by field; most of it says what each field means")];

/// Data that people edit, one procedure a file however long: not source, so no limit.
const DATA: &str = "catalog/";

/// Where these very words stand as rules.
const NAMES_THE_WORDS: &[&str] = &["xtask/tests/house.rs"];

/// What the pure crate may never reach, directly or through others.
const IMPURE: &[&str] =
    &["axum", "hyper", "libsqlite3-sys", "mio", "openssl-sys", "reqwest", "rusqlite", "socket2", "tokio"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Every tracked text file with its content. Text is what is UTF-8.
fn tracked() -> BTreeMap<String, String> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().expect("git is installed");
    assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    let files: BTreeMap<_, _> = String::from_utf8(listed.stdout)
        .unwrap()
        .split_terminator('\0')
        .filter_map(|path| Some((path.to_owned(), fs::read_to_string(root().join(path)).ok()?)))
        .collect();
    assert!(files.contains_key("Cargo.toml"), "run inside a git clone of the repository");
    files
}

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(root())
        .output()
        .expect("cargo is installed");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn one(path: &str, text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(path.to_owned(), text.to_owned())])
}

fn too_long(files: &BTreeMap<String, String>, allowed: &[(&str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in files {
        let lines = text.lines().count();
        let counts = [".rs", ".toml", ".sh", ".sql"].iter().any(|end| path.ends_with(end));
        let listed = allowed.iter().any(|(name, _)| name == path);
        if counts && lines > MAX_LINES && !listed && !path.starts_with(DATA) {
            faults.push(format!("{path}: {lines} lines"));
        }
    }
    for (path, reason) in allowed {
        let long = files.get(*path).is_some_and(|text| text.lines().count() > MAX_LINES);
        if !long || reason.is_empty() {
            faults.push(format!("{path}: listed as long, but is not, or without a reason"));
        }
    }
    faults
}

/// Paths of one machine and unfinished work.
fn unwanted(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !NAMES_THE_WORDS.contains(&path.as_str())) {
        for (number, line) in text.lines().enumerate() {
            let absolute = ["/work/", "/root/", "../shared"].into_iter().find(|word| line.contains(word));
            let macros = ["todo!(", "unimplemented!("].into_iter().find(|word| line.contains(word));
            let notes = line.split(|c: char| !c.is_alphanumeric()).find(|word| ["TODO", "FIXME", "XXX"].contains(word));
            if let Some(word) = absolute.or(macros).or(notes) {
                faults.push(format!("{path}:{}: {word}", number + 1));
            }
        }
    }
    faults
}

/// Package name → names of what it needs, over the whole resolved graph; for our own packages tests included.
fn graph(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let names: BTreeMap<_, _> = list(&metadata["packages"])
        .iter()
        .map(|p| (p["id"].as_str().unwrap().to_owned(), p["name"].as_str().unwrap().to_owned()))
        .collect();
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let needs = graph.entry(names[node["id"].as_str().unwrap()].clone()).or_default();
        needs.extend(list(&node["dependencies"]).iter().map(|id| names[id.as_str().unwrap()].clone()));
    }
    graph
}

fn reaches(graph: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(name) = open.pop() {
        for next in graph.get(&name).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    seen
}

/// The rooms: which package of ours may reach which, and what the pure one may never reach.
fn wrong_doors(graph: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut never = |from: &str, to: &str| {
        if reaches(graph, from).contains(to) {
            faults.push(format!("{from} reaches {to}"));
        }
    };
    for impure in IMPURE {
        never("hoso-protocol", impure);
    }
    for ours in ["hoso-core", "hoso-server", "hoso", "hoso-tests"] {
        never("hoso-protocol", ours);
    }
    never("hoso-core", "hoso-server");
    never("hoso-server", "hoso-core");
    // Only the face knows the generator of bindings, and nothing of the server is on a phone.
    never("hoso-core", "uniffi");
    never("hoso-ffi", "hoso-server");
    faults
}

fn lints_not_taken(path: &str, manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    let is_crate = manifest.contains_key("package");
    let takes = manifest.get("lints").and_then(|l| l.get("workspace")).and_then(toml::Value::as_bool) == Some(true);
    if is_crate && !takes { vec![format!("{path}: no `[lints] workspace = true`")] } else { Vec::new() }
}

fn broken_records(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut faults = Vec::new();
    let records = files.iter().filter_map(|(path, text)| Some((path.strip_prefix("docs/adr/")?, text)));
    for (place, (name, text)) in records.enumerate() {
        if !name.starts_with(&format!("{:04}-", place + 1)) {
            faults.push(format!("{name}: number {:04} was expected", place + 1));
        }
        let found: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        if found != ["Context", "Options", "Decision", "Consequences"] {
            faults.push(format!("{name}: its headings are {found:?}"));
        }
    }
    faults
}

/// Rows of tables with a figure in them that do not say how it was measured.
fn figures_without_command(text: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().collect();
    let heads = |i: usize| lines.get(i + 1).is_some_and(|next| next.starts_with("|--") || next.starts_with("| --"));
    let row = |(i, line): &(usize, &&str)| line.starts_with('|') && !heads(*i);
    let figure = |line: &str| line.contains(|c: char| c.is_ascii_digit());
    let command = |line: &str| ["`cargo ", "`hoso ", "`scripts/"].iter().any(|start| line.contains(start));
    lines
        .iter()
        .enumerate()
        .filter(row)
        .filter(|(_, line)| figure(line) && !command(line))
        .map(|(i, line)| format!("line {}: {line}", i + 1))
        .collect()
}

#[test]
fn no_source_file_is_longer_than_400_lines() {
    assert_eq!(too_long(&tracked(), MAY_BE_LONG), [""; 0]);
    let long = one("a.rs", &"\n".repeat(401));
    assert_eq!(too_long(&long, &[]), ["a.rs: 401 lines"]);
    assert_eq!(too_long(&long, &[("a.rs", "a table")]), [""; 0]);
    assert_eq!(too_long(&one("a.rs", "short"), &[("a.rs", "a table")]).len(), 1);
}

#[test]
fn no_file_names_a_folder_of_one_machine_or_leaves_work_open() {
    assert_eq!(unwanted(&tracked()), [""; 0]);
    for bad in ["cd /work/x", "~/root/", "see ../shared/facts", "// TODO: later", "todo!()", "unimplemented!(\"x\")"] {
        assert_eq!(unwanted(&one("a.rs", bad)).len(), 1, "{bad}");
    }
    assert_eq!(unwanted(&one("a.toml", "todo = \"deny\" # network/works")), [""; 0]);
}

#[test]
fn the_protocol_is_pure_and_phone_and_server_never_use_each_other() {
    let real = graph(&metadata());
    assert!(real["hoso-protocol"].contains("serde"), "the graph was read");
    assert_eq!(wrong_doors(&real), [""; 0]);
    let mut planted = real;
    planted.get_mut("hoso-protocol").unwrap().insert("rusqlite".into());
    planted.get_mut("hoso-core").unwrap().insert("hoso-server".into());
    let faults = wrong_doors(&planted);
    for fault in
        ["hoso-protocol reaches rusqlite", "hoso-protocol reaches libsqlite3-sys", "hoso-core reaches hoso-server"]
    {
        assert!(faults.contains(&fault.to_owned()), "{fault} not in {faults:?}");
    }
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let files = tracked();
    // What is measured beside us is a workspace of its own, so that nothing of it comes into the product's lock file.
    let ours = |path: &str, text: &str| path == "Cargo.toml" || !text.lines().any(|line| line == "[workspace]");
    let manifests: Vec<_> =
        files.iter().filter(|(path, text)| path.ends_with("Cargo.toml") && ours(path, text)).collect();
    assert!(manifests.len() > 6, "{}", manifests.len());
    let faults: Vec<_> = manifests.iter().flat_map(|(path, text)| lints_not_taken(path, text)).collect();
    assert_eq!(faults, [""; 0]);
    assert_eq!(lints_not_taken("a", "[package]\nname = \"a\"\n[lints]\nworkspace = false").len(), 1);
}

#[test]
fn every_decision_record_has_its_number_and_its_four_parts() {
    let files = tracked();
    assert!(files.keys().any(|path| path.starts_with("docs/adr/0001-")));
    assert_eq!(broken_records(&files), [""; 0]);
    let half = one("docs/adr/0002-x.md", "# 2. x\n## Context\n## Decision\n");
    assert_eq!(broken_records(&half).len(), 2, "a wrong number and missing parts");
}

#[test]
fn every_figure_of_the_benchmarks_names_its_command() {
    if let Some(text) = tracked().get("docs/benchmarks.md") {
        assert_eq!(figures_without_command(text), [""; 0]);
    }
    let table = "| row 1 | value |\n|---|---|\n| a | 3 ms, `cargo xtask bench` |\n| b | 4 ms |\n| c | none |\n";
    assert_eq!(figures_without_command(table), ["line 4: | b | 4 ms |"]);
}
