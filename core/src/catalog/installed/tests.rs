use super::{FILE, Installed, PackInfo, Trouble, replace};
use crate::catalog::Catalog;
use crate::catalog::pick::Source;
use hoso_protocol::procedure::Procedure;
use std::fs;
use tempfile::tempdir;

fn record(code: &str, name: &str) -> Procedure {
    Procedure { code: code.into(), name: name.into(), official_name: name.into(), ..Procedure::default() }
}

fn import(folder: &std::path::Path, records: &[Procedure]) -> super::Written {
    replace(folder, Source::Imported, None, records).unwrap()
}

#[test]
fn what_was_imported_is_found_by_code_and_by_hash_and_reads_back_to_the_byte() {
    let folder = tempdir().unwrap();
    let records: Vec<_> = (0..300).map(|n| record(&format!("9.{n:06}"), &format!("Thủ tục số {n}"))).collect();
    let written = import(folder.path(), &records);
    assert_eq!((written.new, written.all), (300, 300));
    let catalog = Catalog::open(folder.path()).unwrap();
    assert_eq!(catalog.len(), Catalog::embedded().unwrap().len() + 300);
    for record in &records {
        let hash = catalog.hash(&record.code).unwrap();
        assert_eq!(catalog.get(&record.code).unwrap().as_ref(), record);
        assert_eq!(catalog.bytes(&hash).unwrap(), record.to_bytes());
    }
    assert_eq!(catalog.iter().count(), catalog.len());
    assert!(catalog.installed().unwrap().is_sound());
}

#[test]
fn importing_again_changes_nothing_and_a_changed_record_takes_the_place_of_the_old_one() {
    let folder = tempdir().unwrap();
    import(folder.path(), &[record("9.000001", "Cũ"), record("9.000002", "Kia")]);
    let before = fs::read(folder.path().join(FILE)).unwrap();
    let again = import(folder.path(), &[record("9.000001", "Cũ"), record("9.000002", "Kia")]);
    assert_eq!((again.new, again.all), (0, 2));
    assert_eq!(fs::read(folder.path().join(FILE)).unwrap(), before);
    let changed = import(folder.path(), &[record("9.000001", "Mới")]);
    assert_eq!((changed.new, changed.all), (1, 2));
    let catalog = Catalog::open(folder.path()).unwrap();
    assert_eq!(catalog.get("9.000001").unwrap().name, "Mới");
    assert_eq!(catalog.versions("9.000001").len(), 1);
}

#[test]
fn an_imported_record_never_hides_a_guide_and_can_still_be_read() {
    let folder = tempdir().unwrap();
    import(folder.path(), &[record("1.001193", "Thủ tục đăng ký khai sinh")]);
    let catalog = Catalog::open(folder.path()).unwrap();
    assert_eq!(catalog.hash("1.001193"), Catalog::embedded().unwrap().hash("1.001193"));
    assert_eq!(catalog.imported("1.001193").unwrap().name, "Thủ tục đăng ký khai sinh");
}

#[test]
fn a_newer_pack_speaks_for_its_codes_an_older_one_does_not_and_imports_stay_beside_it() {
    let folder = tempdir().unwrap();
    import(folder.path(), &[record("9.000001", "Hồ sơ cổng")]);
    let embedded = Catalog::embedded().unwrap().number();
    for (number, expected) in [(embedded + 1, "Trong gói"), (0, "")] {
        let pack = PackInfo { name: "tay-ninh".into(), number, ..PackInfo::default() };
        let guide = record("1.001193", "Trong gói");
        replace(folder.path(), Source::Pack, Some(&pack), [&guide]).unwrap();
        let catalog = Catalog::open(folder.path()).unwrap();
        assert_eq!(catalog.get("1.001193").unwrap().name == "Trong gói", expected == "Trong gói", "number {number}");
        assert_eq!(catalog.get("9.000001").unwrap().name, "Hồ sơ cổng");
        assert_eq!(catalog.installed().unwrap().pack(), Some(&pack));
    }
}

#[test]
fn both_versions_of_a_law_are_read_side_by_side_and_the_day_decides_which_one_counts() {
    let folder = tempdir().unwrap();
    let old = Procedure { valid_to: Some("2027-02-28".into()), ..record("9.000001", "Theo luật cũ") };
    let new = Procedure { valid_from: Some("2027-03-01".into()), ..record("9.000001", "Theo luật mới") };
    let pack = PackInfo { number: 9, ..PackInfo::default() };
    replace(folder.path(), Source::Pack, Some(&pack), [&old, &new]).unwrap();
    let catalog = Catalog::open(folder.path()).unwrap();
    assert_eq!(catalog.versions("9.000001").len(), 2);
    let on = |day| catalog.by_hash(&catalog.on("9.000001", day).unwrap().hash).unwrap().name.clone();
    assert_eq!((on("2027-02-28").as_str(), on("2027-03-01").as_str()), ("Theo luật cũ", "Theo luật mới"));
}

#[test]
fn a_damaged_or_newer_file_leaves_the_embedded_guides_and_is_not_touched() {
    let folder = tempdir().unwrap();
    let path = folder.path().join(FILE);
    fs::write(&path, b"no database at all, but long enough to look at").unwrap();
    let catalog = Catalog::open(folder.path()).unwrap();
    assert_eq!((catalog.trouble(), catalog.get("1.001193").is_some()), (Some(Trouble::Damaged), true));
    assert_eq!(fs::read(&path).unwrap(), b"no database at all, but long enough to look at");
    import(folder.path(), &[record("9.000001", "A")]);
    assert!(Catalog::open(folder.path()).unwrap().trouble().is_none(), "an import makes a new file");
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    assert_eq!(Catalog::open(folder.path()).unwrap().trouble(), Some(Trouble::Newer));
}

#[test]
fn flipped_bits_are_found_and_no_body_is_shown_for_another() {
    let folder = tempdir().unwrap();
    let records: Vec<_> = (0..50).map(|n| record(&format!("9.{n:06}"), &format!("Thủ tục số {n}"))).collect();
    import(folder.path(), &records);
    let path = folder.path().join(FILE);
    let whole = fs::read(&path).unwrap();
    for at in (100..whole.len()).step_by(whole.len() / 97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&path, &bytes).unwrap();
        // No panic, and what is answered under a hash is what the hash is over.
        if let Ok(Some(installed)) = Installed::open(folder.path()) {
            installed.is_sound();
            let catalog = Catalog::open(folder.path()).unwrap();
            for record in &records {
                let bytes = catalog.bytes(&record.hash());
                assert!(bytes.is_none_or(|bytes| bytes == record.to_bytes()), "byte {at}");
            }
        }
    }
}

#[test]
fn search_finds_what_was_installed_without_reading_it_and_names_the_same_versions_as_asking_for_each_code() {
    let folder = tempdir().unwrap();
    import(
        folder.path(),
        &[record("9.000001", "Cấp phép thả diều ban đêm"), record("1.000894", "Thủ tục đăng ký kết hôn")],
    );
    let catalog = Catalog::open(folder.path()).unwrap();
    let found = crate::search::Index::of_catalog(&catalog).search("tha dieu ban dem", &Default::default());
    assert_eq!(found.hits[0].code, "9.000001");
    let today = crate::time::today();
    let mut each: Vec<String> = catalog.codes().iter().filter_map(|code| catalog.hash(code)).collect();
    let mut all = catalog.counting(&today);
    each.sort_unstable();
    all.sort_unstable();
    assert_eq!(all, each);
}
