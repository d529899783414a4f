//! Wrong calls: exit 2, one JSON value on standard error, no panic.

use crate::kit::{Folder, failure, hoso, text};
use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

#[test]
fn every_wrong_call_is_said_in_json_with_exit_2() {
    let folder = Folder::new();
    let id = folder.birth();
    for (words, code) in [
        (vec![], "usage_no_command"),
        (vec!["no-such"], "usage_command"),
        (vec!["new"], "usage_missing"),
        (vec!["new", "1.001193", "more"], "usage_unknown"),
        (vec!["new", "1.001193", "--no-such"], "usage_unknown"),
        (vec!["fill", &id], "usage_missing"),
        (vec!["fill", &id, "no equals sign"], "usage_value"),
        (vec!["fill", &id, "=value"], "usage_value"),
        (vec!["fill", &id, "child_name=An", "child_name=Bình"], "usage_twice"),
        (vec!["list", "--limit", "-1"], "usage_unknown"),
        (vec!["list", "--limit", "many"], "usage_value"),
        (vec!["list", "--archived", "--deleted"], "usage_conflict"),
        (vec!["move-page", &id, "birth_note", "00", "0"], "usage_value"),
        (vec!["resolve", &id, "child_name", "--basis", "x"], "usage_missing"),
        (vec!["resolve", &id, "child_name", "--basis", "x", "--pick", "a", "--value", "b"], "usage_conflict"),
        (vec!["resolve", &id, "child_name", "--value", "b"], "usage_missing"),
        (vec!["answer", &id, "parents=no_such"], "no_option"),
        (vec!["paper", &id, "birth_note", "no_such"], "no_state"),
        (vec!["catalog"], "usage_no_command"),
        (vec!["search"], "usage_missing"),
        (vec!["search", "khai sinh", "--level", "village"], "usage_value"),
        (vec!["enrol", "CODE"], "usage_missing"),
        (vec!["desk"], "usage_no_command"),
        (vec!["desk", "take", &id, "--code", "x"], "usage_missing"),
        (vec!["server", "start"], "no_server_dir"),
    ] {
        let failed = folder.fails(&words);
        assert_eq!((failed.exit, failed.code()), (2, code), "{words:?}: {}", failed.json);
    }
}

#[test]
fn json_is_asked_for_before_or_after_the_command_and_twice_is_no_mistake() {
    let folder = Folder::new();
    let data = folder.phone();
    for words in
        [&["--json", "list"][..], &["list", "--json"], &["--json", "list", "--json"], &["list", "--json", "--json"]]
    {
        let output = hoso().args(words).arg("--data").arg(&data).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", text(&output.stderr));
        assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok(), "{words:?}");
    }
    assert_eq!(failure(&hoso().args(["list", "--limit", "x", "--json"]).output().unwrap()).exit, 2);
}

#[test]
fn the_next_step_of_a_wrong_call_is_the_help_of_its_command() {
    let failed = failure(&hoso().args(["--json", "--data", "fill", "catalog", "lint", "a", "b"]).output().unwrap());
    assert_eq!(failed.json["next"], "hoso catalog lint --help");
}

#[test]
fn help_and_version_are_no_errors_and_speak_vietnamese() {
    for words in
        [&["--help"][..], &["fill", "--help"], &["catalog", "lint", "-h"], &["help"], &["help", "fill"], &["--version"]]
    {
        let output = hoso().args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}");
        let said = text(&output.stdout);
        for english in ["Usage", "Options", "Commands", "Arguments", "Print", "OPTIONS"] {
            assert!(!said.contains(english), "{words:?} says {english}");
        }
        if !words.contains(&"--version") {
            assert!(said.contains("Cách dùng: hoso") && said.contains("Ví dụ: "), "{said}");
        }
    }
    let output = hoso().args(["--json", "list", "--help"]).output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(json["help"].is_string());
}

#[test]
fn what_is_no_utf8_is_a_wrong_call_and_a_folder_may_have_any_name() {
    let folder = Folder::new();
    let id = folder.birth();
    let bad = OsString::from_vec(b"child_name=\xff\xfe".to_vec());
    let failed = folder.fails(&[OsStr::new("fill"), OsStr::new(&id), &bad]);
    assert_eq!((failed.exit, failed.code()), (2, "usage_utf8"));
    assert_eq!(folder.fails(&[OsStr::from_bytes(b"\xff")]).exit, 2);
    let strange = folder.temp.path().join(OsStr::from_bytes(b"m\xe1y"));
    let output = hoso().arg("--data").arg(&strange).args(["--json", "new", "1.001193"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(strange.exists());
}

#[test]
fn what_is_too_long_is_refused_and_what_is_just_not_too_long_is_kept() {
    let folder = Folder::new();
    let id = folder.birth();
    // Linux takes at most 128 KiB in one argument.
    let huge = "x".repeat(130_000);
    let failed = folder.fails(&["fill", &id, &format!("child_name={huge}")]);
    assert_eq!((failed.exit, failed.code()), (4, "too_long"));
    assert_eq!(folder.fails(&["rename", &id, &huge]).exit, 4);
    assert_eq!(folder.fails(&["answer", &id, &format!("parents={huge}")]).exit, 2);
    assert_eq!(folder.fails(&["paper", &id, "birth_note", &huge]).exit, 2);
    assert_eq!(folder.fails(&["show", &huge]).exit, 3);
    assert_eq!(folder.fails(&["new", &huge]).exit, 3);
    for wrong in [vec!["new", "1.001193", huge.as_str()], vec![huge.as_str()]] {
        let failed = folder.fails(&wrong);
        assert_eq!(failed.exit, 2);
        assert!(failed.json.to_string().len() < 1_000, "what was typed is not said again");
    }
    let longest = "x".repeat(16 * 1024);
    folder.ok(&["fill", &id, &format!("child_birth_place={longest}")]);
    assert_eq!(folder.ok(&["show", &id])["fields"]["child_birth_place"]["value"], longest);
}

#[test]
fn an_error_never_repeats_what_was_typed() {
    let folder = Folder::new();
    let id = folder.birth();
    let secret = "Nguyễn-Thị-Bí-Mật";
    for words in [
        vec!["fill", &id, secret],
        vec!["fill", &id, "child_name=An", secret],
        vec!["new", "1.001193", secret],
        vec!["new", secret],
        vec!["show", secret],
        vec!["answer", &id, "parents=Nguyễn-Thị-Bí-Mật"],
        vec!["paper", &id, "birth_note", secret],
        vec!["rename", &id, "Tên", secret],
        vec![secret],
    ] {
        let failed = folder.fails(&words);
        assert!(!failed.json.to_string().contains("Bí-Mật"), "{words:?}: {}", failed.json);
    }
}

#[test]
fn a_reader_that_leaves_early_makes_no_panic() {
    let folder = Folder::new();
    folder.birth();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = folder.command(&["list"]).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn a_disk_that_takes_no_answer_is_said() {
    let folder = Folder::new();
    folder.birth();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = folder.command(&["list"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(failure(&output).code(), "output_failed");
}

#[test]
fn without_data_the_folder_is_the_users_own() {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    let run = |set: &[(&str, &OsStr)]| {
        let mut command = hoso();
        command.env_remove("XDG_DATA_HOME").env("HOME", home.path()).args(["--json", "list"]);
        command.envs(set.iter().copied()).output().unwrap().status.code()
    };
    assert_eq!(run(&[("XDG_DATA_HOME", at("xdg").as_os_str())]), Some(0));
    assert!(at("xdg/hoso/dossiers.db").exists());
    assert!(!at(".local").exists());
    assert_eq!(run(&[("XDG_DATA_HOME", OsStr::new("not/absolute"))]), Some(0));
    assert!(at(".local/share/hoso/dossiers.db").exists());
}
