//! Folders that can't be used: the right exit code, and every file left as it was.

use crate::kit::{Folder, failure, files, hoso};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;

/// All but the lock, which every call opens.
fn kept(folder: &Folder) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut all = files(&folder.phone());
    all.remove(&folder.phone().join("lock"));
    all
}

#[test]
fn another_phones_key_opens_nothing_and_the_right_one_opens_all_again() {
    let (folder, other) = (Folder::new(), Folder::new());
    let id = folder.birth();
    other.birth();
    let key = folder.phone().join("key");
    let right = fs::read(&key).unwrap();
    for wrong in [fs::read(other.phone().join("key")).unwrap(), b"no key at all".to_vec(), vec![0xff; 40], vec![]] {
        fs::write(&key, wrong).unwrap();
        let before = kept(&folder);
        let failed = folder.fails(&["show", &id]);
        assert_eq!((failed.exit, failed.code()), (7, "wrong_key"));
        assert_eq!(folder.fails(&["fill", &id, "child_name=An"]).exit, 7);
        assert_eq!(kept(&folder), before);
    }
    fs::remove_file(&key).unwrap();
    let before = kept(&folder);
    let failed = folder.fails(&["list"]);
    assert_eq!((failed.exit, failed.code()), (7, "key_missing"));
    assert_eq!(kept(&folder), before, "no new key is made beside an old store");
    fs::write(&key, right).unwrap();
    folder.ok(&["show", &id]);
}

#[test]
fn a_damaged_store_is_said_and_left_alone() {
    let folder = Folder::new();
    let id = folder.birth();
    let database = folder.phone().join("dossiers.db");
    let whole = fs::read(&database).unwrap();
    let middle = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at..at + 64].fill(0xa5);
        bytes
    };
    let damaged = [middle(0), middle(100), middle(whole.len() / 2), b"short".to_vec(), whole[..5_000].to_vec()];
    for (i, bytes) in damaged.into_iter().enumerate() {
        let _ = fs::remove_file(folder.phone().join("dossiers.db-wal"));
        let _ = fs::remove_file(folder.phone().join("dossiers.db-shm"));
        fs::write(&database, &bytes).unwrap();
        let failed = folder.fails(&["doctor"]);
        assert_eq!(failed.exit, 5, "{i}: {}", failed.json);
        assert_eq!(fs::read(&database).unwrap(), bytes, "{i}: the file is left as it is");
    }
    fs::write(&database, whole).unwrap();
    folder.ok(&["show", &id]);
}

#[test]
fn the_rolling_copy_takes_the_place_of_a_damaged_store_which_is_kept() {
    let folder = Folder::new();
    let id = folder.birth();
    let database = folder.phone().join("dossiers.db");
    for rest in ["dossiers.db-wal", "dossiers.db-shm"] {
        let _ = fs::remove_file(folder.phone().join(rest));
    }
    fs::write(&database, "no store at all, and this is longer than a header has to be to be read as one at all")
        .unwrap();
    let failed = folder.fails(&["doctor"]);
    assert!(failed.json["next"].as_str().unwrap().contains("--fall-back"), "{}", failed.json);
    let found = folder.ok(&["doctor", "--fall-back"]);
    let aside = folder.phone().join(found["fell_back"].as_str().unwrap());
    assert!(fs::read(aside.join("dossiers.db")).unwrap().starts_with(b"no store at all"));
    assert_eq!(found["healthy"], serde_json::json!(true));
    folder.ok(&["show", &id]);
}

#[test]
fn what_to_bring_can_be_looked_up_without_any_store() {
    let folder = Folder::new();
    folder.birth();
    fs::write(folder.phone().join("key"), "no key").unwrap();
    folder.ok(&["search", "khai sinh"]);
    folder.ok(&["guide", "1.001193"]);
    let fresh = Folder::new();
    fresh.ok(&["guide", "1.001193"]);
    assert!(!fresh.phone().exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let folder = Folder::new();
    let id = folder.birth();
    // Root may write anywhere: then the call is made as nobody.
    let is_root = fs::metadata(folder.temp.path()).unwrap().uid() == 0;
    let binary = folder.temp.path().join("hoso");
    // By another process: a child of this one could still hold the new file open for writing, and then nobody runs it.
    let copied = std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_hoso")).arg(&binary).status().unwrap();
    assert!(copied.success());
    for path in [folder.temp.path(), &folder.phone(), &binary] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o555)).unwrap();
    }
    for words in [["new", "1.001193", "--json"], ["show", &id, "--json"]] {
        let mut command = std::process::Command::new(&binary);
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        let output = command.current_dir("/").arg("--data").arg(folder.phone()).args(words).output().unwrap();
        let failed = failure(&output);
        assert_eq!((failed.exit, failed.code()), (5, "read_only"), "{words:?}");
    }
    for path in [folder.temp.path(), &folder.phone()] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder.ok(&["show", &id]);
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let folder = Folder::new();
    let file = folder.temp.path().join("file");
    fs::write(&file, "").unwrap();
    for data in [file.clone(), file.join("phone"), "/proc/no-such-phone".into()] {
        let output = hoso().arg("--data").arg(&data).args(["--json", "list"]).output().unwrap();
        assert_eq!(failure(&output).exit, 5, "{}", data.display());
    }
    let output = hoso().args(["--json", "server", "commune", "list", "--dir"]).arg(&file).output().unwrap();
    assert_eq!((failure(&output).exit, failure(&output).code()), (5, "bad_folder"));
}
