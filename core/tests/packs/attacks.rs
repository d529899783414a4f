//! The ten attacks that the TUF specification names (section 1.5.2), each against a phone that has a catalog.

use crate::kit::{Key, Makers, NAME, label, part, procedures, signed, with_header};
use hoso_core::catalog::packs::Root;
use hoso_core::catalog::packs::build::{Label, build};
use hoso_protocol::pack::{MAX_JUMP, MAX_UNPACKED};

#[test]
fn tuf_01_arbitrary_software_a_pack_of_a_stranger_is_not_even_unpacked() {
    let makers = Makers::new();
    let phone = makers.phone();
    phone.install(&makers.pack(1, &procedures(5, "một"))).unwrap();
    let forged = Key::new().sign(&build(&label(2), &procedures(5, "hai"), None).unwrap());
    phone.refuses(&forged, "pack_key");

    // A stranger's key that carries the id of ours signs no better.
    let mut twin = forged.clone();
    let good = makers.pack(2, &procedures(5, "hai"));
    let end = good.iter().position(|b| *b == b'\n').unwrap() + 1 + 14;
    twin[..end].copy_from_slice(&good[..end]);
    phone.refuses(&twin, "pack_signature");

    // The body is no zstd at all: had it been unpacked before the check, the fault would be another.
    let mut garbage = part(&forged).payload.to_vec();
    let start = garbage.len() - 40;
    garbage[start..].fill(0xff);
    phone.refuses(&Key::new().sign(&garbage), "pack_key");
    phone.refuses(&garbage, "pack_unsigned");
}

#[test]
fn tuf_02_endless_data_nothing_is_read_or_unpacked_beyond_what_was_signed() {
    let makers = Makers::new();
    let phone = makers.phone();
    let good = makers.pack(1, &procedures(5, "một"));
    phone.install(&good).unwrap();
    phone.refuses(&vec![b'u'; 33 * 1024 * 1024], "pack_too_large");

    // Larger than any pack, or shrunk further than any text does: refused by the first line alone.
    let good = makers.pack(2, &procedures(5, "hai"));
    for bytes in [MAX_UNPACKED + 1, MAX_UNPACKED] {
        let claim = with_header(&good, |h| (h.unpacked, h.content.bytes) = (bytes, bytes));
        phone.refuses(&makers.pack.sign(&claim), "pack_too_large");
    }

    // A frame that holds more than its signed size stops at that size.
    let bomb = zstd::encode_all(&vec![b' '; 64 * 1024 * 1024][..], 3).unwrap();
    let mut header = part(&good).header;
    header.packed = bomb.len() as u64;
    phone.refuses(&makers.pack.sign(&[header.line().as_slice(), &bomb].concat()), "pack_damaged");
}

#[test]
fn tuf_03_extraneous_dependencies_a_pack_can_ask_for_nothing_but_its_own_base() {
    let makers = Makers::new();
    let phone = makers.phone();
    let [one, two] = [makers.pack(1, &procedures(5, "một")), makers.pack(2, &procedures(5, "hai"))];
    phone.install(&one).unwrap();

    // What the outside does not know is refused, so nothing can be smuggled into it.
    let part = part(&two);
    let line = String::from_utf8(part.header.line()).unwrap().replace("{\"v\":1", "{\"v\":1,\"needs\":\"khác\"");
    phone.refuses(&makers.pack.sign(&[line.as_bytes(), part.body].concat()), "pack_wrong");
    let whole_with_base = with_header(&makers.delta(&one, &two), |h| h.kind = hoso_protocol::pack::Kind::Pack);
    phone.refuses(&makers.pack.sign(&whole_with_base), "pack_wrong");
}

#[test]
fn tuf_04_fast_forward_no_signature_uses_up_the_numbers_and_a_new_root_takes_them_back() {
    let makers = Makers::new();
    let phone = makers.phone();
    phone.install(&makers.pack(1, &procedures(5, "một"))).unwrap();
    phone.refuses(&makers.pack(u64::MAX, &procedures(5, "x")), "pack_jump");
    phone.refuses(&makers.pack(2 + MAX_JUMP, &procedures(5, "x")), "pack_jump");

    // Whoever stole the key runs as far ahead as one can. The next root withdraws the key, and its numbers with it.
    phone.install(&makers.pack(1 + MAX_JUMP, &procedures(5, "của kẻ trộm"))).unwrap();
    let fresh = Key::new();
    let next = Root {
        version: 2,
        packs: vec![fresh.public()],
        revoked: vec![makers.pack.public()],
        floor: 2,
        ..makers.root.clone()
    };
    let repaired = fresh.sign(&build(&label(2), &procedures(5, "hai"), None).unwrap());
    phone.refuses(&repaired, "pack_key");
    let file = [makers.signed(&next).line().as_bytes(), &repaired].concat();
    assert_eq!(phone.install(&file).unwrap().installed.number, 2);
    phone.refuses(&makers.pack(3 + MAX_JUMP, &procedures(5, "x")), "pack_revoked");
}

#[test]
fn tuf_05_indefinite_freeze_an_old_catalog_says_how_old_it_is_and_still_works() {
    let makers = Makers::new();
    let phone = makers.phone();
    phone.install(&makers.pack(1, &procedures(5, "một"))).unwrap();
    let installed = phone.packs.installed().unwrap().unwrap().info();
    // Given out on 2026-11-25, to be looked at again by 2027-02-25: both days are signed.
    assert_eq!(installed.days_old("2027-02-25"), None);
    assert_eq!(installed.days_old("2027-02-26"), Some(93));
    let later = with_header(&makers.pack(1, &procedures(5, "một")), |h| h.review_by = "2099-01-01".into());
    let resigned = [part(&makers.pack(1, &procedures(5, "một"))).signature.unwrap().as_bytes(), &later].concat();
    phone.refuses(&resigned, "pack_signature");

    // Age locks nobody out: the catalog is read, and an overdue pack that is newer than ours is still taken.
    assert_eq!(phone.packs.load().unwrap().unwrap().content.lines.len(), 5);
    let old = Label { issued: "2020-01-01".into(), review_by: "2020-02-01".into(), ..label(2) };
    let old = makers.pack.sign(&build(&old, &procedures(5, "hai"), None).unwrap());
    assert_eq!(phone.install(&old).unwrap().installed.info().days_old("2026-11-25"), Some(2520));
}

#[test]
fn tuf_06_key_compromise_one_key_makes_no_root_and_a_withdrawn_key_signs_nothing() {
    let makers = Makers::new();
    let phone = makers.phone();
    let old = makers.pack(1, &procedures(5, "một"));
    phone.install(&old).unwrap();

    // One stolen root key, or one used twice, is not two.
    let thief = Key::new();
    let theirs = Root { version: 2, packs: vec![thief.public()], ..makers.root.clone() };
    let pack = thief.sign(&build(&label(2), &procedures(5, "x"), None).unwrap());
    for signers in [vec![&makers.roots[0]], vec![&makers.roots[0], &makers.roots[0]], vec![&makers.roots[0], &thief]] {
        let file = [signed(&theirs, &signers).line().as_bytes(), &pack].concat();
        phone.refuses(&file, "root_signatures");
    }

    // A stolen pack key is withdrawn by two of three, and what it signs afterwards counts no more.
    let fresh = Key::new();
    let next =
        Root { version: 2, packs: vec![fresh.public()], revoked: vec![makers.pack.public()], ..makers.root.clone() };
    assert_eq!(phone.packs.take_root(&makers.signed(&next)).unwrap(), next);
    phone.refuses(&makers.pack(2, &procedures(5, "x")), "pack_revoked");
    phone.install(&fresh.sign(&build(&label(2), &procedures(5, "hai"), None).unwrap())).unwrap();
}

#[test]
fn tuf_07_malicious_mirrors_one_bad_source_does_not_stop_a_good_one() {
    let makers = Makers::new();
    let phone = makers.phone();
    phone.install(&makers.pack(1, &procedures(5, "một"))).unwrap();
    let mut spoilt = makers.pack(9, &procedures(5, "x"));
    *spoilt.last_mut().unwrap() ^= 1;
    let sources = [
        b"<html>Login</html>".to_vec(),
        spoilt,
        makers.pack(2, &procedures(5, "hai")),
        Key::new().sign(&build(&label(8), &procedures(5, "x"), None).unwrap()),
        makers.pack(3, &procedures(5, "ba")),
        vec![],
    ];
    let outcome = phone.packs.install(&sources, &mut |_| {}).unwrap();
    assert_eq!((outcome.before, outcome.installed.number, outcome.changed), (Some(1), 3, true));
}

#[test]
fn tuf_08_mix_and_match_parts_of_different_catalogs_never_come_together() {
    let makers = Makers::new();
    let phone = makers.phone();
    let [one, two, three] = [1, 2, 3].map(|n| makers.pack(n, &procedures(40, &format!("bản {n}"))));
    phone.install(&one).unwrap();

    // A delta to a base that we do not hold, though its number may be right.
    phone.refuses(&makers.delta(&two, &three), "pack_base");
    let other_one = makers.pack(1, &procedures(41, "một khác"));
    phone.refuses(&makers.delta(&other_one, &two), "pack_base");

    // The body of one delta below the header of another, signed as if it were right: the result's hash is not the one.
    let (a, b) = (makers.delta(&one, &two), makers.delta(&one, &three));
    let claims = with_header(&a, |h| (h.packed, h.unpacked) = (part(&b).header.packed, part(&b).header.unpacked));
    let mixed = [claims.strip_suffix(part(&a).body).unwrap(), part(&b).body].concat();
    phone.refuses(&makers.pack.sign(&mixed), "pack_damaged");
    assert_eq!(phone.install(&a).unwrap().installed.number, 2);
}

#[test]
fn tuf_09_rollback_an_older_number_is_refused_and_another_pack_of_the_same_number_too() {
    let makers = Makers::new();
    let phone = makers.phone();
    let [one, two] = [1, 2].map(|n| makers.pack(n, &procedures(5, &format!("bản {n}"))));
    phone.install(&one).unwrap();
    phone.install(&two).unwrap();
    phone.refuses(&one, "pack_older");
    // Neither does another phone's export take us back.
    let other = makers.phone();
    other.install(&one).unwrap();
    phone.refuses(&other.packs.export().unwrap(), "pack_older");
    phone.refuses(&makers.pack(2, &procedures(5, "khác")), "pack_twice");
    // A phone that was set up anew knows no number, but its root does.
    let next = Root { version: 2, floor: 2, ..makers.root.clone() };
    let fresh = makers.phone();
    fresh.packs.take_root(&makers.signed(&next)).unwrap();
    fresh.refuses(&one, "pack_older");
    fresh.install(&two).unwrap();
}

#[test]
fn tuf_10_wrong_software_a_pack_of_another_catalog_kind_or_form_is_refused_though_the_key_is_good() {
    let makers = Makers::new();
    let phone = makers.phone();
    let one = makers.pack(1, &procedures(5, "một"));
    phone.install(&one).unwrap();
    let two = makers.pack(2, &procedures(5, "hai"));
    let changed = |change: fn(&mut hoso_protocol::pack::Header)| makers.pack.sign(&with_header(&two, change));
    assert_ne!(NAME, "tinh-khac");
    phone.refuses(&changed(|h| h.name = "tinh-khac".into()), "pack_other");
    phone.refuses(&changed(|h| h.schema = 2), "pack_schema");
    phone.refuses(&changed(|h| h.v = 2), "pack_newer");
    phone.refuses(&changed(|h| h.kind = hoso_protocol::pack::Kind::Delta), "pack_wrong");
    // A root file that a pack key signed is no root, and a pack that root keys signed is no pack.
    let payload = part(&two).payload.to_vec();
    phone.refuses(&makers.roots[0].sign(&payload), "pack_key");
    let next = Root { version: 2, floor: 7, ..makers.root.clone() };
    let by_pack_keys = signed(&next, &[&makers.pack, &makers.pack]);
    assert_eq!(phone.packs.take_root(&by_pack_keys).unwrap_err().code, "root_signatures");
}
