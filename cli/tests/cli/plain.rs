//! What people read: plain Vietnamese, nothing of the machine.

use crate::kit::{Folder, hoso, text};

#[test]
fn people_read_sentences_and_never_a_code_of_the_table() {
    let folder = Folder::new();
    let id = folder.answered();
    let photo = folder.photo("a.jpg", 1);
    let file = photo.to_str().unwrap();
    let out = folder.temp.path().join("out");
    for words in [
        vec!["list"],
        vec!["show", &id],
        vec!["check", &id],
        vec!["fill", &id, "child_name=An", "child_birth_date=32/13/2020"],
        vec!["paper", &id, "birth_note", "have"],
        vec!["attach", &id, "birth_note", file],
        vec!["rename", &id, "Khai sinh"],
        vec!["undo", &id],
        vec!["redo", &id],
        vec!["conflicts"],
        vec!["summary", &id],
        vec!["export", &id, out.to_str().unwrap()],
        vec!["archive", &id],
        vec!["archive", &id, "--undo"],
        vec!["delete", &id],
        vec!["show", &id],
        vec!["undelete", &id],
        vec!["list", "--archived"],
        vec!["doctor"],
        vec!["guide", "1.001193"],
        vec!["events"],
        vec!["events", "death"],
        vec!["search", "khai sinh"],
        vec!["search", "qqqq zzzz"],
    ] {
        let said = folder.plain(&words);
        assert!(said.contains(|c: char| !c.is_ascii()), "{words:?} does not speak Vietnamese: {said}");
        for (before, prefix) in
            ["cli.", "summary.", "missing.", "wrong.", "paper.", "step."].iter().flat_map(|p| said.match_indices(p))
        {
            let word: String =
                said[before..].chars().take_while(|c| c.is_ascii_lowercase() || "._".contains(*c)).collect();
            assert_eq!(word, prefix, "{words:?} shows a code");
        }
        assert!(!said.contains(['{', '}']), "{words:?} shows a place that was not filled in: {said}");
    }
}

#[test]
fn the_show_names_the_fields_and_what_to_type_for_them() {
    let folder = Folder::new();
    let id = folder.answered();
    folder.ok(&["fill", &id, "child_name=Nguyễn Văn An", "child_birth_date=2026-09-02"]);
    let said = folder.plain(&["show", &id]);
    assert!(said.contains("Họ và tên bé: Nguyễn Văn An  [child_name]"), "{said}");
    assert!(said.contains("02/09/2026"), "{said}");
    assert!(said.contains("[birth_note]"), "{said}");
}

#[test]
fn the_check_says_where_to_get_a_paper() {
    let folder = Folder::new();
    let id = folder.answered();
    folder.ok(&["paper", &id, "birth_note", "dont_have"]);
    assert!(folder.plain(&["check", &id]).contains("Lấy ở đâu: "));
}

#[test]
fn an_error_says_what_happened_and_the_next_step() {
    let folder = Folder::new();
    let output = hoso().arg("--data").arg(folder.phone()).args(["show", "0123456789"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(text(&output.stdout), "");
    assert_eq!(text(&output.stderr), "Không có hồ sơ này trong máy.\nViệc tiếp theo: hoso list\n");
}
