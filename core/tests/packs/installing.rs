//! Installing: whole packs, deltas, and what goes from phone to phone.

use crate::kit::{Makers, Phone, label, opened, part, procedures};
use hoso_core::catalog::Catalog;
use hoso_core::catalog::packs::Step;
use hoso_core::catalog::packs::build::build;
use hoso_protocol::pack::DELTAS_BACK;

#[test]
fn what_was_packed_comes_out_byte_for_byte_with_the_dates_that_were_signed() {
    let makers = Makers::new();
    let phone = makers.phone();
    let mut given = procedures(7, "bảy");
    let outcome = phone.install(&makers.pack(4, &given)).unwrap();
    assert_eq!((outcome.before, outcome.changed), (None, true));
    let installed = phone.packs.installed().unwrap().unwrap();
    assert_eq!((installed.number, installed.issued.as_str()), (4, "2026-11-25"));
    let mut held = phone.packs.load().unwrap().unwrap().content.procedures().unwrap();
    let by_code = |list: &mut Vec<hoso_protocol::procedure::Procedure>| list.sort_by(|a, b| a.code.cmp(&b.code));
    by_code(&mut held);
    by_code(&mut given);
    assert_eq!(held, given);
}

#[test]
fn the_same_number_again_does_nothing() {
    let makers = Makers::new();
    let phone = makers.phone();
    let pack = makers.pack(1, &procedures(5, "một"));
    phone.install(&pack).unwrap();
    let mut steps = vec![];
    let again = phone.packs.install(&[pack], &mut |step| steps.push(step)).unwrap();
    assert_eq!((again.changed, again.before, steps), (false, Some(1), vec![]));
}

#[test]
fn deltas_lead_from_number_to_number_to_the_very_bytes_of_the_whole_pack() {
    let makers = Makers::new();
    let phone = makers.phone();
    let mut all = procedures(120, "đầu");
    let mut old = makers.pack(1, &all);
    phone.install(&old).unwrap();
    for number in 2..=6 {
        // A changed one, a new one, one that goes, one that moves to another field.
        all[number as usize * 3].summary = format!("đổi ở bản {number}");
        all.push(hoso_protocol::procedure::Procedure { code: format!("8.{number:06}"), ..all[0].clone() });
        all.remove(50);
        all[number as usize].field = "Đất đai".into();
        let before = opened(&old).content;
        let new = makers.pack.sign(&build(&label(number), &all, Some(&before)).unwrap());
        let delta = makers.delta(&old, &new);
        assert!(delta.len() < new.len(), "{} of {}", delta.len(), new.len());
        let outcome = phone.install(&delta).unwrap();
        assert_eq!(outcome.installed.number, number);
        assert_eq!(phone.packs.load().unwrap().unwrap().content, opened(&new).content);
        old = new;
    }
    // What this phone holds by deltas it can hand on, and the other phone ends with the same.
    let other = makers.phone();
    other.install(&phone.packs.export().unwrap()).unwrap();
    assert_eq!(other.packs.installed().unwrap(), phone.packs.installed().unwrap());
    assert_eq!(other.packs.load().unwrap(), phone.packs.load().unwrap());
}

#[test]
fn a_delta_may_skip_numbers_and_the_dictionary_stays() {
    let makers = Makers::new();
    let phone = makers.phone();
    let all = procedures(150, "một");
    let one = makers.pack(1, &all);
    phone.install(&one).unwrap();
    let before = opened(&one).content;
    assert!(!before.dictionary.is_empty());
    let new = makers.pack.sign(&build(&label(1 + DELTAS_BACK), &procedures(150, "ba mươi"), Some(&before)).unwrap());
    assert_eq!(opened(&new).content.dictionary, before.dictionary);
    let delta = makers.delta(&one, &new);
    // One line changed: one place, one line more, one line less.
    assert_eq!(part(&delta).header.edits.len(), 1);
    assert!(delta.len() < 1500, "{}", delta.len());
    assert_eq!(phone.install(&delta).unwrap().installed.number, 31);
}

#[test]
fn after_thirty_deltas_a_whole_pack_is_asked_for() {
    let makers = Makers::new();
    let phone = makers.phone();
    let packs: Vec<_> = (1..=32).map(|n| makers.pack(n, &procedures(4, &format!("bản {n}")))).collect();
    phone.install(&packs[0]).unwrap();
    for pair in packs.windows(2).take(30) {
        phone.install(&makers.delta(&pair[0], &pair[1])).unwrap();
    }
    phone.refuses(&makers.delta(&packs[30], &packs[31]), "pack_chain");
    phone.install(&packs[31]).unwrap();
    assert_eq!(phone.number(), 32);
}

#[test]
fn a_pack_whose_file_was_damaged_on_the_phone_is_healed_by_the_same_pack_again() {
    let makers = Makers::new();
    let phone = makers.phone();
    let pack = makers.pack(1, &procedures(5, "một"));
    let file = phone.install(&pack).unwrap().installed.file;
    let path = phone.folder.path().join("catalog").join(file);
    for damage in [&b""[..], b"x", &pack[..pack.len() - 1]] {
        std::fs::write(&path, damage).unwrap();
        assert_eq!(phone.packs.load().unwrap_err().code, "pack_lost");
        assert!(phone.install(&pack).unwrap().changed);
        assert_eq!(phone.packs.load().unwrap().unwrap(), opened(&pack));
    }
    std::fs::write(phone.folder.path().join("catalog/installed.json"), "{").unwrap();
    assert_eq!(phone.packs.load().unwrap_err().code, "pack_lost");
    phone.install(&pack).unwrap();
    assert_eq!(phone.number(), 1);
}

#[test]
fn what_is_installed_is_what_is_read_and_a_lost_catalog_is_made_again_from_the_pack() {
    let makers = Makers::new();
    let phone = makers.phone();
    let pack = makers.pack(1, &procedures(5, "một"));
    phone.install(&pack).unwrap();
    let summary = || Catalog::open(phone.folder.path()).unwrap().get("9.000002").map(|one| one.summary.clone());
    assert_eq!(summary().as_deref(), Some("một"));
    let db = phone.folder.path().join("catalog.db");
    for mend in [true, false] {
        std::fs::remove_file(&db).unwrap();
        assert_eq!(summary(), None);
        if mend {
            phone.packs.mend().unwrap();
        } else {
            assert!(phone.install(&pack).unwrap().changed || summary().is_some());
        }
        assert_eq!(summary().as_deref(), Some("một"));
    }
    // Nothing to do does nothing.
    let before = std::fs::metadata(&db).unwrap().modified().unwrap();
    phone.packs.mend().unwrap();
    assert_eq!(std::fs::metadata(&db).unwrap().modified().unwrap(), before);
}

#[test]
fn a_folder_that_cannot_be_written_keeps_the_old_catalog() {
    let makers = Makers::new();
    let phone = makers.phone();
    phone.install(&makers.pack(1, &procedures(5, "một"))).unwrap();
    // A folder stands where the new file has to go: as full or broken a disk as a test can have.
    let two = makers.pack(2, &procedures(5, "hai"));
    let hash = part(&two).header.content.sha256;
    let place = phone.folder.path().join(format!("catalog/pack-2-{}.hoso", &hash[..16]));
    std::fs::create_dir(&place).unwrap();
    let error = phone.install(&two).unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (hoso_core::Kind::Storage, "disk_failed"));
    assert_eq!(phone.number(), 1);
    assert!(phone.packs.load().unwrap().is_some());
    std::fs::remove_dir(&place).unwrap();
    assert!(phone.install(&two).unwrap().changed);
}

#[test]
fn the_steps_come_in_order_and_leave_nothing_behind() {
    let makers = Makers::new();
    let phone = makers.phone();
    for number in 1..=2 {
        let mut steps = vec![];
        let pack = makers.pack(number, &procedures(5, "x"));
        phone.packs.install(&[pack], &mut |step| steps.push(step)).unwrap();
        assert_eq!(steps, [Step::Verified, Step::Unpacked, Step::Kept, Step::Noted, Step::Switched, Step::Swept]);
    }
    let mut names: Vec<_> = std::fs::read_dir(phone.folder.path().join("catalog"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let [installed, lock, pack, root] = names.as_slice() else { panic!("{names:?}") };
    assert_eq!((installed.as_str(), lock.as_str(), root.as_str()), ("installed.json", "lock", "root.jsonl"));
    assert!(pack.starts_with("pack-2-"));
    assert_eq!(Phone::new().number(), 0);
}
