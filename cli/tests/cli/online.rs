//! Phones, the desk and a server of the commune, each a process of its own.

use crate::kit::{Folder, failure, files, hoso, text};
use crate::server::Server;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::process::Stdio;

#[test]
fn a_dossier_goes_to_the_desk_and_its_answers_come_back() {
    let server = Server::start();
    let (phone, desk) = (Folder::new(), Folder::new());
    server.enrol(&phone, "citizen");
    assert_eq!(server.enrol(&desk, "officer")["role"], json!("officer"));
    let id = phone.ready();
    assert_eq!(phone.ok(&["show", &id])["where"], json!("phone"));
    let receipt = phone.ok(&["hand-in", &id])["receipt"].clone();
    for name in ["id", "server_time", "signature"] {
        assert!(receipt[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
    }
    assert_eq!(phone.ok(&["hand-in", &id])["receipt"], receipt, "one version, one receipt");
    assert_eq!(phone.ok(&["show", &id])["where"], json!("handed_in"));

    let line = desk.ok(&["desk", "list"])["dossiers"][0].clone();
    assert_eq!((&line["dossier"], &line["receipt"]), (&json!(id), &receipt["id"]));
    let asked = desk.ok(&["desk", "ask", &id[..8], "--paper", "birth_note", "--text", "Ảnh bị mờ"]);
    assert_eq!(asked["status"]["number"], json!(5));
    phone.ok(&["sync"]);
    let check = phone.ok(&["check", &id]);
    assert_eq!((&check["ready"], &check["missing"][0]["key"]), (&json!(false), &json!("birth_note")));
    assert_eq!(phone.fails(&["hand-in", &id]).json["missing"][0]["key"], json!("birth_note"));
    let photo = phone.photo("again.jpg", 77);
    let page = phone.ok(&["show", &id])["papers"]["birth_note"]["pages"][0]["page"].as_str().unwrap().to_owned();
    phone.ok(&["retake", &id, "birth_note", &page, photo.to_str().unwrap()]);
    phone.ok(&["hand-in", &id]);

    let line = desk.ok(&["desk", "list"])["dossiers"][0].clone();
    let downloaded = desk.ok(&["desk", "download", line["receipt"].as_str().unwrap()]);
    let file = downloaded["file"].as_str().unwrap();
    assert!(file.starts_with(desk.phone().to_str().unwrap()), "nothing is written outside the phone's folder");
    let bytes = std::fs::read(file).unwrap();
    assert_eq!((bytes.len() as u64, &bytes[..2]), (downloaded["bytes"].as_u64().unwrap(), &b"PK"[..]));
    let other = desk.temp.path().join("one.zip");
    desk.ok(&["desk", "download", &id, "--to", other.to_str().unwrap()]);
    assert_eq!(desk.fails(&["desk", "download", &id, "--to", other.to_str().unwrap()]).exit, 4);
    let parts = files(desk.temp.path()).into_keys().filter(|path| path.extension().is_some_and(|e| e == "part"));
    assert_eq!(parts.count(), 0);

    desk.ok(&["desk", "take", &id, "--code", "H53.16-261124-0007", "--date", "26/11/2026"]);
    desk.ok(&["desk", "finish", &id]);
    phone.ok(&["sync"]);
    let status = phone.ok(&["show", &id])["status"].clone();
    assert_eq!(status.as_array().unwrap().last().unwrap()["number"], json!(9), "{status}");
    let taken = status.as_array().unwrap().iter().find(|one| one["number"] == 2).unwrap();
    assert_eq!((&taken["code"], &taken["due"]), (&json!("H53.16-261124-0007"), &json!("2026-11-26")));
    assert_eq!(desk.fails(&["desk", "take", &id, "--code", "x", "--date", "32/13/2026"]).exit, 2);
}

#[test]
fn a_hand_in_can_be_withdrawn_once() {
    let server = Server::start();
    let phone = Folder::new();
    server.enrol(&phone, "citizen");
    let id = phone.ready();
    phone.ok(&["hand-in", &id]);
    let receipt = phone.ok(&["withdraw", &id])["receipt"].clone();
    for name in ["id", "server_time", "signature"] {
        assert!(receipt[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
    }
    assert_eq!(phone.fails(&["withdraw", &id]).exit, 4);
}

#[test]
fn two_phones_of_a_person_that_differ_are_resolved_by_choosing() {
    let server = Server::start();
    let (mother, father) = (Folder::new(), Folder::new());
    server.enrol(&mother, "citizen");
    let id = mother.birth();
    let first = mother.ok(&["sync"]);
    assert_eq!(first["sent"], json!(1));
    for name in ["received", "conflicts", "photos_sent", "requests", "bytes_up", "bytes_down"] {
        assert!(first[name].is_u64(), "{name}");
    }
    assert_eq!(first["voided"], json!([]));
    let code = mother.ok(&["invite"])["code"].as_str().unwrap().to_owned();
    father.ok(&["enrol", "--server", &server.url, &code.to_lowercase()]);
    assert_eq!(father.ok(&["sync"])["received"], json!(1));
    mother.ok(&["fill", &id, "child_name=An"]);
    father.ok(&["fill", &id, "child_name=Bình"]);
    mother.ok(&["sync"]);
    assert_eq!(father.ok(&["sync"])["conflicts"], json!(1));
    let conflict = father.ok(&["conflicts", &id])["conflicts"][0].clone();
    assert_eq!(conflict["key"], json!("child_name"));
    let field = father.ok(&["show", &id])["fields"]["child_name"].clone();
    assert_eq!(field["value"], Value::Null);
    assert_eq!(field["conflict"].as_array().unwrap().len(), 2);
    let refused = father.fails(&["fill", &id, "child_name=Chi"]);
    assert_eq!((refused.exit, refused.json["next"].as_str()), (4, Some("resolve")));
    let said = father.plain(&["conflicts"]);
    assert!(said.contains("\"An\"") && said.contains("\"Bình\"") && said.contains("hoso resolve"), "{said}");

    let stale = father.fails(&["resolve", &id, "child_name", "--value", "Chi", "--basis", "0000000000000000"]);
    assert_eq!((stale.exit, stale.code()), (4, "stale"));
    assert_eq!(stale.json["conflicts"][0]["key"], json!("child_name"), "the new list comes with the refusal");
    let basis = conflict["basis"].as_str().unwrap();
    let pick = field["conflict"].as_array().unwrap().iter().find(|one| one["value"] == "An").unwrap();
    let pick = pick["id"].as_str().unwrap();
    assert_eq!(father.fails(&["resolve", &id, "child_name", "--pick", "00", "--basis", basis]).exit, 3);
    let resolved = father.ok(&["resolve", &id, "child_name", "--pick", pick, "--basis", basis]);
    assert_eq!(resolved["conflicts"], json!([]));
    father.ok(&["sync"]);
    mother.ok(&["sync"]);
    assert_eq!(mother.ok(&["show", &id])["fields"]["child_name"]["value"], json!("An"));
    assert_eq!(mother.ok(&["conflicts"])["conflicts"], json!([]));
}

#[test]
fn who_is_not_enrolled_or_not_allowed_is_told_with_exit_8() {
    let server = Server::start();
    let (stranger, citizen) = (Folder::new(), Folder::new());
    let id = stranger.ready();
    for words in [&["sync"][..], &["invite"], &["hand-in", &id], &["withdraw", &id], &["desk", "list"]] {
        let failed = stranger.fails(words);
        assert_eq!((failed.exit, failed.code()), (8, "not_enrolled"), "{words:?}");
    }
    let wrong = stranger.fails(&["enrol", "--server", &server.url, "AAAAA-AAAAA"]);
    assert_eq!((wrong.exit, wrong.code()), (8, "code_unknown"));
    server.enrol(&citizen, "citizen");
    assert_eq!(citizen.fails(&["desk", "list"]).exit, 8);
    let draft = citizen.birth();
    let failed = citizen.fails(&["hand-in", &draft]);
    assert_eq!((failed.exit, failed.code()), (4, "not_ready"));
    assert!(!failed.json["missing"].as_array().unwrap().is_empty());
}

#[test]
fn a_revoked_phone_sends_nothing_more_and_loses_nothing() {
    let server = Server::start();
    let phone = Folder::new();
    let device = server.enrol(&phone, "citizen")["device"].as_str().unwrap().to_owned();
    let id = phone.birth();
    phone.ok(&["sync"]);
    let listed = server.ok(&["devices"])["devices"][0].clone();
    assert_eq!((&listed["device"], &listed["revoked_at"]), (&json!(device), &Value::Null));
    assert_eq!(server.fails(&["revoke", "00000000"]).exit, 3);
    assert_eq!(server.fails(&["revoke", &device[..4]]).exit, 3, "too short to be sure");
    server.ok(&["revoke", &device[..8]]);
    phone.ok(&["fill", &id, "child_name=An"]);
    assert_eq!(phone.fails(&["sync"]).exit, 8);
    assert_eq!(phone.ok(&["show", &id])["fields"]["child_name"]["value"], json!("An"));
}

#[test]
fn without_a_network_everything_stays_and_the_exit_code_is_6() {
    let server = Server::start();
    let phone = Folder::new();
    server.enrol(&phone, "citizen");
    let url = server.url.clone();
    drop(server);
    let id = phone.birth();
    assert_eq!(phone.fails(&["sync"]).exit, 6);
    assert_eq!(phone.fails(&["enrol", "--server", &url, "AAAAA-AAAAA"]).exit, 6);
    assert_eq!(phone.ok(&["list"])["dossiers"][0]["dossier"], json!(id));
    for wrong in ["http://192.0.2.1", "no address", "ftp://127.0.0.1"] {
        assert_eq!(phone.fails(&["enrol", "--server", wrong, "AAAAA-AAAAA"]).exit, 2, "{wrong}");
    }
    let ca = phone.fails(&["enrol", "--server", &url, "--ca", "no-such.pem", "AAAAA-AAAAA"]);
    assert_eq!((ca.exit, ca.code()), (3, "no_ca_file"));
}

#[test]
fn ctrl_c_stops_a_sync_that_waits() {
    let server = Server::start();
    let phone = Folder::new();
    server.enrol(&phone, "citizen");
    let id = phone.birth();
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    drop(server);
    // Takes the call and never answers.
    let silent = TcpListener::bind(&address).unwrap();
    let child = phone.command(&["sync"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _open = silent.accept().unwrap();
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let failed = failure(&child.wait_with_output().unwrap());
    assert_eq!((failed.exit, failed.code()), (6, "cancelled"));
    drop(silent);
    phone.ok(&["show", &id]);
}

#[test]
fn a_person_reads_how_a_sync_and_a_hand_in_went() {
    let server = Server::start();
    let (phone, desk) = (Folder::new(), Folder::new());
    let code = server.invite("citizen");
    assert!(phone.plain(&["enrol", "--server", &server.url, &code]).contains("Đã đăng ký"));
    server.enrol(&desk, "officer");
    let id = phone.ready();
    assert!(phone.plain(&["sync"]).contains("Đã gửi 1 lần sửa"));
    assert!(phone.plain(&["invite"]).contains("cả 1 hồ sơ"));
    assert!(phone.plain(&["hand-in", &id]).contains("chưa phải Giấy tiếp nhận"));
    assert!(desk.plain(&["desk", "list"]).contains("Nguyễn"));
    assert!(desk.plain(&["desk", "refuse", &id, "--text", "Nộp ở công an xã"]).contains("Đã ghi"));
    phone.ok(&["sync"]);
    assert!(phone.plain(&["show", &id]).contains("Nộp ở công an xã"));
    let output = hoso().arg("--data").arg(phone.phone()).args(["hand-in", &phone.birth()]).output().unwrap();
    assert!(text(&output.stderr).contains("- Chưa điền: "), "{}", text(&output.stderr));
}
