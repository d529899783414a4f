use crate::kit::{Home, birth, value};
use hoso_core::{Kind, Phone};
use std::fs;

#[test]
fn a_wrong_key_a_damaged_file_and_a_newer_store_are_told_apart_and_left_alone() {
    let home = Home::new();
    let id = birth(&home.phone());
    home.phone().fill(id, &[("child_name", "Lan")], None).unwrap();
    let (db, key) = (home.folder.path().join("dossiers.db"), home.folder.path().join("key"));
    let (good_db, good_key) = (fs::read(&db).unwrap(), fs::read(&key).unwrap());

    let other = Home::new();
    other.phone();
    fs::write(&key, fs::read(other.folder.path().join("key")).unwrap()).unwrap();
    assert_eq!(fault(&home), (Kind::Locked, "wrong_key".to_owned()));
    fs::write(&key, "{}").unwrap();
    assert_eq!(fault(&home), (Kind::Locked, "wrong_key".to_owned()));
    fs::remove_file(&key).unwrap();
    assert_eq!(fault(&home), (Kind::Locked, "key_missing".to_owned()));
    assert_eq!(fs::read(&db).unwrap(), good_db, "nothing was written");
    fs::write(&key, &good_key).unwrap();

    let mut torn = good_db.clone();
    torn[100..4000].fill(0);
    fs::write(&db, &torn).unwrap();
    assert_eq!(fault(&home), (Kind::Storage, "store_damaged".to_owned()));
    assert_eq!(fs::read(&db).unwrap(), torn);
    fs::write(&db, &good_db).unwrap();
    assert_eq!(value(&home.phone(), id, "child_name").as_deref(), Some("Lan"));
}

fn fault(home: &Home) -> (Kind, String) {
    let error = Phone::open(home.folder.path()).err().unwrap();
    assert!(!error.next.is_empty());
    (error.kind, error.code)
}

#[test]
fn the_key_file_is_for_its_owner_only_and_the_store_gives_nothing_away() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_name", "Nguyễn Bí Mật")], None).unwrap();
    drop(phone);
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(home.folder.path().join("key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    for entry in fs::read_dir(home.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let found = bytes.windows("Bí Mật".len()).any(|window| window == "Bí Mật".as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
}

#[test]
fn two_open_stores_of_one_phone_both_write_and_both_see_all() {
    let home = Home::new();
    let (one, two) = (home.phone(), home.phone());
    let id = birth(&one);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            (0..50).for_each(|i| drop(one.fill(id, &[("child_name", &format!("An {i:02}"))], None).unwrap()))
        });
        scope.spawn(|| {
            (0..50).for_each(|i| drop(two.fill(id, &[("child_birth_place", &format!("Xã {i:02}"))], None).unwrap()))
        });
    });
    for phone in [&one, &two] {
        assert_eq!(value(phone, id, "child_name").as_deref(), Some("An 49"));
        assert_eq!(value(phone, id, "child_birth_place").as_deref(), Some("Xã 49"));
    }
}

#[test]
fn the_rolling_copy_is_a_whole_store_under_the_same_key() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_name", "Lan")], None).unwrap();
    assert_eq!(phone.store().tend().unwrap(), hoso_core::store::Copied::Now);
    assert_eq!(phone.store().tend().unwrap(), hoso_core::store::Copied::NotDue);
    phone.fill(id, &[("child_name", "Mai")], None).unwrap();
    drop(phone);
    let other = tempfile::tempdir().unwrap();
    for (from, to) in [("dossiers.copy", "dossiers.db"), ("key", "key"), ("key-check", "key-check")] {
        fs::copy(home.folder.path().join(from), other.path().join(to)).unwrap();
    }
    let copy = Phone::open(other.path()).unwrap();
    assert_eq!(value(&copy, id, "child_name").as_deref(), Some("Lan"), "as it stood when the copy was made");
    assert!(copy.doctor().unwrap().healthy);
}

#[test]
fn a_damaged_store_falls_back_to_its_copy_and_the_damaged_files_are_kept() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_name", "Lan")], None).unwrap();
    phone.store().tend().unwrap();
    phone.fill(id, &[("child_name", "Mai")], None).unwrap();
    assert_eq!(Phone::fall_back(home.folder.path()).unwrap_err().code, "in_use", "an open store is not replaced");
    drop(phone);
    let db = home.folder.path().join("dossiers.db");
    let torn: Vec<u8> = fs::read(&db).unwrap().iter().map(|byte| byte ^ 0x55).collect();
    fs::write(&db, &torn).unwrap();
    assert!(Phone::open(home.folder.path()).is_err());
    let aside = Phone::fall_back(home.folder.path()).unwrap();
    assert_eq!(fs::read(home.folder.path().join(aside).join("dossiers.db")).unwrap(), torn);
    let phone = home.phone();
    assert_eq!(value(&phone, id, "child_name").as_deref(), Some("Lan"), "as it stood when the copy was made");
    phone.fill(id, &[("child_name", "Mai")], None).unwrap();
    assert!(phone.doctor().unwrap().healthy);
}

#[test]
fn a_store_that_is_gone_is_said_to_be_gone_and_the_copy_stays() {
    for emptied in [false, true] {
        let home = Home::new();
        let id = birth(&home.phone());
        home.phone().store().tend().unwrap();
        let db = home.folder.path().join("dossiers.db");
        fs::remove_file(&db).unwrap();
        if emptied {
            fs::write(&db, "").unwrap();
        }
        for _ in 0..2 {
            assert_eq!(fault(&home), (Kind::Storage, "store_missing".to_owned()));
        }
        Phone::fall_back(home.folder.path()).unwrap();
        assert!(home.phone().show(id).is_ok());
    }
}

/// Runs a test of this file again where the whole disk is a megabyte, and says whether that was possible.
fn on_a_tiny_disk(test: &str) -> bool {
    let me = std::env::current_exe().unwrap();
    let disk = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -t tmpfs -o size=1200k tiny {0} && TINY_DISK={0} {1} --exact {test} --nocapture",
        disk.path().display(),
        me.display()
    );
    let status = std::process::Command::new("unshare").args(["-rm", "sh", "-c", &script]).status();
    status.is_ok_and(|status| status.success())
}

#[test]
fn on_a_full_disk_what_was_saved_stays_and_the_rest_is_said_to_be_not_saved() {
    let Some(disk) = std::env::var_os("TINY_DISK") else {
        let name = "safe::on_a_full_disk_what_was_saved_stays_and_the_rest_is_said_to_be_not_saved";
        assert!(on_a_tiny_disk(name), "needs `unshare` and the right to mount in a namespace of its own");
        return;
    };
    let folder = std::path::Path::new(&disk).join("phone");
    let phone = Phone::open(&folder).unwrap();
    let id = birth(&phone);
    let mut saved = String::new();
    let error = loop {
        let text = format!("{} {}", saved.len(), "ă".repeat(2_000));
        match phone
            .new_dossier(crate::kit::BIRTH, None)
            .and_then(|_| phone.fill(id, &[("child_birth_place", &text)], None))
        {
            Ok(_) => saved = text,
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind, error.code.as_str()), (Kind::Storage, "disk_full"));
    assert!(!saved.is_empty());
    drop(phone);
    let phone = Phone::open(&folder).unwrap();
    assert_eq!(value(&phone, id, "child_birth_place").as_deref(), Some(saved.as_str()));
}

#[test]
fn a_read_only_disk_is_said_to_be_one() {
    let Some(disk) = std::env::var_os("TINY_DISK") else {
        assert!(on_a_tiny_disk("safe::a_read_only_disk_is_said_to_be_one"));
        return;
    };
    let folder = std::path::Path::new(&disk).join("phone");
    let phone = Phone::open(&folder).unwrap();
    let id = birth(&phone);
    drop(phone);
    let mounted = |how: &str| {
        std::process::Command::new("mount").args(["-o", how]).arg(&disk).status().is_ok_and(|status| status.success())
    };
    assert!(mounted("remount,ro"));
    let error = Phone::open(&folder).err().or_else(|| {
        let phone = Phone::open(&folder).unwrap();
        phone.fill(id, &[("child_name", "Lan")], None).err()
    });
    let error = error.unwrap();
    assert_eq!((error.kind, error.code.as_str()), (Kind::Storage, "read_only"));
}

#[test]
fn the_doctor_finds_a_photo_that_was_torn() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    let photo = home.folder.path().join("in.jpg");
    fs::write(&photo, crate::safe::jpeg()).unwrap();
    phone.attach(id, "birth_note", &[&photo]).unwrap();
    assert!(phone.doctor().unwrap().healthy);
    let file = fs::read_dir(home.folder.path().join("photos")).unwrap().next().unwrap().unwrap().path();
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let found = phone.doctor().unwrap();
    assert!(!found.healthy && found.faults.len() == 1, "{found:?}");
}

pub fn jpeg() -> Vec<u8> {
    let image = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8, y as u8, 7]));
    let mut out = std::io::Cursor::new(vec![]);
    image.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}
