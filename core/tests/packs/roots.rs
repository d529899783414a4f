//! Root files: who may say which keys count.

use crate::kit::{Key, Makers, procedures, signed};
use hoso_core::catalog::packs::{Root, RootFile, key_id};

#[test]
fn keys_change_step_by_step_each_step_signed_by_two_of_the_old_and_two_of_the_new() {
    let makers = Makers::new();
    let phone = makers.phone();
    let (one, two, three) = (&makers.roots[0], &makers.roots[1], &makers.roots[2]);
    let (four, five) = (Key::new(), Key::new());
    let keys = |keys: &[&Key]| keys.iter().map(|key| key.public()).collect::<Vec<_>>();
    let second = Root { version: 2, keys: keys(&[three, &four, &five]), ..makers.root.clone() };
    let third = Root { version: 3, keys: keys(&[&four, &five, two]), ..makers.root.clone() };

    // Two of the old alone, or two of the new alone, are not enough.
    for signers in [vec![one, two], vec![&four, &five], vec![one, three], vec![three, &four]] {
        let refused = phone.packs.take_root(&signed(&second, &signers));
        assert_eq!(refused.unwrap_err().code, "root_signatures");
    }
    // A version may not be left out, or given out twice.
    assert_eq!(phone.packs.take_root(&signed(&third, &[&four, &five, one, two])).unwrap_err().code, "root_step");
    let good = signed(&second, &[one, three, &four]);
    assert_eq!(phone.packs.take_root(&good).unwrap(), second);
    let other = Root { floor: 5, ..second.clone() };
    assert_eq!(phone.packs.take_root(&signed(&other, &[three, &four])).unwrap_err().code, "root_step");
    assert_eq!(phone.packs.take_root(&signed(&third, &[&four, &five])).unwrap(), third);
    // An old one that comes late changes nothing.
    assert_eq!(phone.packs.take_root(&good).unwrap(), third);
}

#[test]
fn a_phone_without_a_root_takes_none_from_a_file_and_installs_nothing() {
    let makers = Makers::new();
    let phone = crate::kit::Phone::new();
    let pack = makers.pack(1, &procedures(3, "một"));
    let file = [makers.signed(&makers.root).line().as_bytes(), &pack].concat();
    phone.refuses(&file, "no_root");
    phone.packs.take_root(&makers.signed(&makers.root)).unwrap();
    phone.install(&file).unwrap();
}

#[test]
fn a_root_that_makes_no_sense_is_refused_though_it_is_signed() {
    let makers = Makers::new();
    let spoilt: [fn(&mut Root); 8] = [
        |r| r.threshold = 1,
        |r| r.threshold = 4,
        |r| r.keys.truncate(2),
        |r| r.keys[1] = r.keys[0].clone(),
        |r| r.packs.clear(),
        |r| r.packs = vec!["khóa".into()],
        |r| r.revoked = r.packs.clone(),
        |r| r.version = 0,
    ];
    for spoil in spoilt {
        let mut root = makers.root.clone();
        spoil(&mut root);
        assert_eq!(makers.signed(&root).first().unwrap_err().code, "root_wrong", "{root:?}");
    }
    let newer = Root { v: 2, ..makers.root.clone() };
    assert_eq!(makers.signed(&newer).first().unwrap_err().code, "root_newer");
    for text in ["", "{}", "{\"signed\":\"{}\",\"signatures\":[]}", "[1]"] {
        let read = RootFile::read(text).and_then(|file| file.first());
        assert_eq!(read.unwrap_err().code, "root_wrong", "{text}");
    }
}

#[test]
fn another_provinces_root_does_not_replace_ours() {
    let (makers, others) = (Makers::new(), Makers::new());
    let phone = makers.phone();
    let theirs = Root { name: "tinh-khac".into(), ..others.root.clone() };
    assert_eq!(phone.packs.take_root(&others.signed(&theirs)).unwrap_err().code, "root_other");
    let same_name = Root { version: 2, ..others.root.clone() };
    assert_eq!(phone.packs.take_root(&others.signed(&same_name)).unwrap_err().code, "root_signatures");
    assert_eq!(phone.packs.root().unwrap().unwrap(), makers.root);
}

#[test]
fn a_key_is_named_as_minisign_names_it() {
    // From the documentation of minisign.
    let key = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    assert_eq!(key_id(key).as_deref(), Some("E7620F1842B4E81F"));
    assert_eq!(key_id("khóa"), None);
}
