//! Photos of papers, and taking a dossier out of the store.

use crate::kit::{Folder, files};
use serde_json::{Value, json};

#[test]
fn photos_come_in_order_and_can_be_moved_taken_again_and_removed() {
    let folder = Folder::new();
    let id = folder.answered();
    let [one, two, three] =
        [("1.jpg", 1), ("2.png", 2), ("3.jpg", 3)].map(|(name, shade)| folder.photo(name, shade).display().to_string());
    let attached = folder.ok(&["attach", &id, "birth_note", &one, &two]);
    assert_eq!(attached["saved"], json!(true));
    let pages = |view: Value| view["papers"]["birth_note"]["pages"].as_array().unwrap().clone();
    let shown = pages(folder.ok(&["show", &id]));
    assert_eq!(shown.len(), 2);
    for (page, new) in shown.iter().zip(attached["pages"].as_array().unwrap()) {
        assert_eq!((&page["page"], &page["sha256"], &page["bytes"]), (&new["page"], &new["sha256"], &new["bytes"]));
    }
    let name = |i: usize| shown[i]["page"].as_str().unwrap().to_owned();
    folder.ok(&["move-page", &id, "birth_note", &name(1), "1"]);
    assert_eq!(pages(folder.ok(&["show", &id]))[0]["page"], shown[1]["page"]);
    folder.ok(&["retake", &id, "birth_note", &name(0), &three]);
    let again = pages(folder.ok(&["show", &id]));
    assert_eq!(again[1]["page"], shown[0]["page"], "the new photo stands where the old one stood");
    assert_ne!(again[1]["sha256"], shown[0]["sha256"]);
    folder.ok(&["remove-page", &id, "birth_note", &name(1)]);
    assert_eq!(pages(folder.ok(&["show", &id])).len(), 1);
    assert_eq!(folder.ok(&["doctor"])["healthy"], json!(true));
}

#[test]
fn a_file_that_is_no_photo_is_refused_and_none_of_the_call_is_kept() {
    let folder = Folder::new();
    let id = folder.answered();
    let good = folder.photo("good.jpg", 1);
    let bad = folder.temp.path().join("bad.jpg");
    std::fs::write(&bad, "no photo at all").unwrap();
    let failed = folder.fails(&["attach", &id, "birth_note", good.to_str().unwrap(), bad.to_str().unwrap()]);
    assert_eq!((failed.exit, failed.code()), (4, "photo.not_an_image"));
    assert_eq!(folder.ok(&["show", &id])["papers"]["birth_note"]["pages"], json!([]));
    let photos = folder.phone().join("photos");
    assert!(!photos.exists() || files(&photos).is_empty(), "nothing of it stays in the folder");
}

#[test]
fn a_folder_a_pipe_or_a_device_is_no_file() {
    let folder = Folder::new();
    let id = folder.answered();
    let pipe = folder.temp.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in ["/tmp", "/dev/zero", pipe.to_str().unwrap()] {
        let failed = folder.fails(&["attach", &id, "birth_note", path]);
        assert_eq!((failed.exit, failed.code()), (3, "no_file"), "{path}");
    }
}

#[test]
fn an_export_is_readable_and_never_writes_over_anything() {
    let folder = Folder::new();
    let id = folder.answered();
    folder.ok(&["fill", &id, "child_name=Nguyễn Văn An"]);
    let photo = folder.photo("note.jpg", 5);
    folder.ok(&["attach", &id, "birth_note", photo.to_str().unwrap()]);
    let out = folder.temp.path().join("out");
    let exported = folder.ok(&["export", &id, out.to_str().unwrap()]);
    let written = files(&out);
    assert_eq!(written.len(), exported["files"].as_array().unwrap().len());
    assert!(written.values().any(|bytes| String::from_utf8_lossy(bytes).contains("Nguyễn Văn An")));
    assert!(written.keys().any(|path| path.ends_with("birth_note-01.jpeg")), "{:?}", written.keys());
    assert_eq!(folder.fails(&["export", &id, out.to_str().unwrap()]).exit, 4);
    assert_eq!(files(&out), written);
    assert!(folder.ok(&["summary", &id])["text"].as_str().unwrap().contains("Nguyễn Văn An"));
}

#[test]
fn nothing_that_was_typed_or_photographed_lies_readable_in_the_folder() {
    let folder = Folder::new();
    let id = folder.answered();
    folder.ok(&["fill", &id, "child_name=Tuyệt Mật"]);
    let photo = folder.photo("note.jpg", 5);
    folder.ok(&["attach", &id, "birth_note", photo.to_str().unwrap()]);
    let clean = std::fs::read(&photo).unwrap();
    for (path, bytes) in files(&folder.phone()) {
        assert!(!String::from_utf8_lossy(&bytes).contains("Tuyệt Mật"), "{}", path.display());
        assert!(!bytes.windows(64).any(|part| part == &clean[clean.len() - 64..]), "{}", path.display());
    }
}
