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
