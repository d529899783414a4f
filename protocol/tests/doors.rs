//! The doors through which bytes of others come in: nothing panics, and what comes through is the same ever after.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use hoso_protocol::calendar::Calendar;
use hoso_protocol::edit::{Body, Fault, SignedEdit, Tip, VERSION};
use hoso_protocol::ids::{DossierId, EditId, ReplicaId};
use hoso_protocol::key::Key;
use hoso_protocol::procedure::{Choice, Field, FieldType, Procedure};
use hoso_protocol::record::{Certificate, Erase, Receipt, Status, Void};
use hoso_protocol::rule::{Clause, Rule};
use hoso_protocol::sign::{Forged, KeyPair, Record, Signed};
use hoso_protocol::value::{MAX_VALUE_BYTES, TooLong, Value, clean, parse_date, text, typed, wrong};
use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The usual number of cases, or as many times more as `HOSO_HISTORIES` says; the same ones each time.
fn cases(usual: u32) -> ProptestConfig {
    let times: u32 = std::env::var("HOSO_HISTORIES").ok().and_then(|text| text.parse().ok()).unwrap_or(1).max(1);
    ProptestConfig {
        cases: usual.saturating_mul(times),
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1),
        ..ProptestConfig::default()
    }
}

/// Letters that people here write, in all their spellings, among characters that make trouble.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "ễ", "e\u{302}\u{303}", "ê\u{303}", "Đ", "ư\u{31b}\u{323}", "o\u{31b}\u{301}", "\u{302}", "\u{323}\u{301}", "a", "A",
        ]),
        3 => prop::sample::select(vec![
            " ", "\u{a0}", "\t", "\n", "\r", "\r\n", "\u{2003}", "\u{2028}", "\u{85}", "\u{b}", "\u{3000}",
        ]),
        3 => prop::sample::select(vec![
            "\u{200b}", "\u{200d}", "\u{200e}", "\u{202e}", "\u{2066}", "\u{2069}", "\u{61c}", "\u{feff}", "\u{ad}", "\0",
            "\u{1b}", "\u{7f}", "\u{e0041}", "\u{180e}", "\u{2065}", "\u{fff9}",
        ]),
        3 => prop::sample::select(vec!["0", "1", "2", "19", "2020", "/", "-", ".", "+84", "+", "ngày", "tháng", "năm", "có", "Có"]),
        1 => prop::sample::select(vec!["\u{1d15e}", "\u{344}", "\u{958}", "각", "\u{1100}\u{1161}", "\u{2126}", "\u{340}", "İ"]),
    ];
    prop_oneof![3 => prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat()), 1 => any::<String>()]
}

fn any_field() -> impl Strategy<Value = Field> {
    use FieldType::{Address, Choice as OneOf, Date, Email, IdNumber, Name, Number, Phone, Text};
    let kind = prop::sample::select(vec![Text, Name, Date, OneOf, Number, Address, IdNumber, Phone, Email]);
    let option = ("[a-c]", prop_oneof![Just("Có".to_owned()), "[a-cA-C]", tricky()]);
    (kind, prop::collection::vec(option, 0..4)).prop_map(|(kind, options)| Field {
        kind,
        options: options.into_iter().map(|(value, label)| Choice { value, label }).collect(),
        ..Field::default()
    })
}

fn is_direction_or_control(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn the_door_for_text_lets_the_same_through_the_second_time(input in tricky()) {
        let once = clean(&input);
        prop_assert_eq!(clean(&once), once.clone(), "{:?}", input);
        prop_assert!(is_nfc(&once), "{:?}", once);
        prop_assert!(!once.contains(is_direction_or_control), "{:?}", once);
        prop_assert_eq!(once.trim(), once.as_str());
    }

    #[test]
    fn the_door_does_not_mind_how_letters_were_composed(input in tricky()) {
        let (composed, apart): (String, String) = (input.nfc().collect(), input.nfd().collect());
        prop_assert_eq!(clean(&composed), clean(&input));
        prop_assert_eq!(clean(&apart), clean(&input));
    }

    #[test]
    fn what_a_field_takes_it_takes_again_as_it_is(field in any_field(), input in tricky()) {
        let once = typed(&field, &input).unwrap();
        let again = typed(&field, once.text().unwrap_or_default()).unwrap();
        prop_assert_eq!(&again, &once, "{:?}", input);
        prop_assert_eq!(once == Value::Cleared, clean(&input).is_empty(), "what was typed is kept, or was nothing");
        prop_assert_ne!(&once, &Value::Text(String::new()));
        let _ = wrong(&field, once.text().unwrap_or_default());
        let _ = wrong(&field, &input);
    }

    #[test]
    fn a_day_that_was_read_is_written_in_one_way(input in prop_oneof![tricky(), "[0-9+/. -]{0,11}"]) {
        if let Some(day) = parse_date(&input) {
            prop_assert_eq!(parse_date(&day.to_string()), Some(day));
            prop_assert!(!input.contains('+'), "{:?} is no day as anybody writes it", input);
        }
    }

    #[test]
    fn a_key_has_one_spelling(input in prop_oneof![any::<String>(), "(field|answer|paper|photo|note)(/[a-z0-9_./]{0,70}){0,3}"]) {
        if let Ok(key) = input.parse::<Key>() {
            prop_assert_eq!(key.to_string(), input);
        }
    }

    #[test]
    fn ids_have_one_spelling(input in prop_oneof![any::<String>(), "[0-9a-fA-F]{30,34}", "[0-9a-f]{64}"]) {
        if let Ok(id) = input.parse::<EditId>() {
            prop_assert_eq!(id.to_string(), input.clone());
        }
        if let Ok(id) = input.parse::<DossierId>() {
            prop_assert_eq!(id.to_hex(), input);
        }
    }

    #[test]
    fn a_clause_is_written_as_it_reads(input in prop_oneof![any::<String>(), "[a-b_ ]{0,3}!?=[a-c| ]{0,6}"]) {
        if let Ok(clause) = input.parse::<Clause>() {
            prop_assert_eq!(String::from(clause.clone()).parse::<Clause>(), Ok(clause));
        }
        let _ = serde_json::from_str::<Rule>(&input);
    }

    #[test]
    fn a_calendar_of_any_text_reads_or_names_its_wrong_line(
        input in prop_oneof![any::<String>(), "((20[0-9]{2}(-[01][0-9]-[0-3][0-9])?|#|-?[0-9]{1,7})\t(off|worked|year|x)\t?x?\n){0,6}"],
        days in any::<u32>(), at in prop_oneof![any::<i64>(), 0..4_000_000_000i64],
    ) {
        match Calendar::parse(&input) {
            Err(wrong) => prop_assert!((1..=input.lines().count()).contains(&wrong.0)),
            Ok(calendar) => {
                if let Some(at) = chrono::DateTime::from_timestamp(at, 0) {
                    let expected = calendar.expected(at.naive_utc(), days);
                    prop_assert!(expected.is_none_or(|e| e.day >= at.date_naive() && calendar.is_working_day(e.day)));
                    let _ = calendar.same_day(at.naive_utc());
                }
            }
        }
    }

    #[test]
    fn bytes_that_are_no_edit_are_refused_for_one_reason(body in any::<String>(), sig in any::<String>()) {
        let edit = SignedEdit { body, sig };
        prop_assert!(edit.open().is_err());
        prop_assert_eq!(edit.open(), edit.open());
        prop_assert_eq!(edit.id(), edit.clone().id());
    }

    #[test]
    fn bytes_that_are_no_procedure_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(serde_json::from_slice::<Procedure>(&bytes).is_err());
    }
}

/// An edit by somebody with a key who writes what he likes.
fn any_body(key: &KeyPair) -> impl Strategy<Value = Body> + use<> {
    let public = key.public();
    let number = prop_oneof![4 => 1u64..4, 1 => any::<u64>()];
    let id = || prop::array::uniform32(0u8..3).prop_map(EditId);
    let replica = || (0u8..3).prop_map(|n| ReplicaId([n; 16]));
    let name = prop_oneof![4 => "(field|answer|paper|note)/[a-z]{1,3}", 1 => "photo/[a-z]/[a-z]", 1 => any::<String>()];
    let value = prop_oneof![Just(Value::Cleared), tricky().prop_map(Value::Text)];
    let tip = (replica(), number.clone(), id()).prop_map(|(replica, n, id)| Tip(replica, n, id));
    let version = prop_oneof![9 => Just(VERSION), 1 => any::<u32>()];
    let sets = prop::collection::btree_map(name, (value, any::<i64>()), 0..4);
    (version, replica(), number, prop::option::of(id()), prop::collection::vec(tip, 0..4), sets).prop_map(
        move |(v, replica, n, prev, seen, sets)| Body {
            v,
            dossier: DossierId([1; 16]),
            replica,
            n,
            prev,
            seen,
            sets,
            key: public,
        },
    )
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn saying_the_same_is_an_equivalence(a in tricky(), b in tricky(), c in tricky()) {
        let values = [Value::Cleared, Value::Text(String::new()), Value::Text(" ".into()), Value::Text(a.clone()),
            Value::Text(clean(&a)), Value::Text(b), Value::Text(c), Value::Text(a.nfd().collect())];
        for x in &values {
            prop_assert!(x.same_as(x));
            for y in &values {
                prop_assert_eq!(x.same_as(y), y.same_as(x));
                for z in &values {
                    prop_assert!(!(x.same_as(y) && y.same_as(z)) || x.same_as(z), "{:?} {:?} {:?}", x, y, z);
                }
            }
        }
    }

    #[test]
    fn an_edit_that_opens_says_what_was_written_and_keeps_to_the_form(body in any_body(&KeyPair::from_seed(&[7; 32]))) {
        let key = KeyPair::from_seed(&[7; 32]);
        let edit = SignedEdit::seal(&body, &key);
        match edit.open() {
            Ok(opened) => {
                prop_assert_eq!(&opened.body, &body);
                prop_assert_eq!(opened.id, edit.id());
                prop_assert_eq!(body.v, VERSION);
                prop_assert!(body.n >= 1 && (body.n == 1) == body.prev.is_none() && !body.sets.is_empty());
                prop_assert!(body.sets.keys().all(|key| key.parse::<Key>().is_ok()));
                prop_assert!(body.seen.iter().all(|tip| tip.0 != body.replica));
            }
            Err(fault) => prop_assert!(fault != Fault::Signature, "{:?}", fault),
        }
    }

    #[test]
    fn one_altered_byte_is_always_found(body in any_body(&KeyPair::from_seed(&[7; 32])), at in any::<prop::sample::Index>(), flip in 1u8..128) {
        let key = KeyPair::from_seed(&[7; 32]);
        let edit = SignedEdit::seal(&body, &key);
        let mut bytes = edit.body.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(altered) = String::from_utf8(bytes) {
            let altered = SignedEdit { body: altered, sig: edit.sig };
            prop_assert!(altered.open().is_err());
            prop_assert_ne!(altered.id(), SignedEdit::seal(&body, &key).id());
        }
    }

    #[test]
    fn a_record_of_one_kind_never_opens_as_another(label in tricky(), person in tricky()) {
        let key = KeyPair::from_seed(&[9; 32]);
        let record = Certificate { key: key.public(), person, label, role: hoso_protocol::record::Role::Citizen, commune: "1".into(), at: 0 };
        let signed = Signed::new(&record, &key);
        prop_assert_eq!(signed.open(key.public()), Ok(record));
        refused::<Void>(&signed.body, &signed.sig, &key)?;
        refused::<Erase>(&signed.body, &signed.sig, &key)?;
        refused::<Receipt>(&signed.body, &signed.sig, &key)?;
        refused::<Status>(&signed.body, &signed.sig, &key)?;
    }

    #[test]
    fn a_forged_record_is_refused_whatever_it_says(body in any::<String>(), sig in any::<String>()) {
        let key = KeyPair::from_seed(&[9; 32]);
        refused::<Void>(&body, &sig, &key)?;
        refused::<Erase>(&body, &sig, &key)?;
        // Signed by the right key, but not of the form.
        let signed = Signed::<Void>::from_parts(body.clone(), key.sign(&[b"hoso/1/void\n", body.as_bytes()].concat()));
        prop_assert_eq!(signed.open(key.public()).err(), Some(Forged::Form));
    }
}

fn refused<T: Record + std::fmt::Debug>(body: &str, sig: &str, key: &KeyPair) -> Result<(), TestCaseError> {
    let signed = Signed::<T>::from_parts(body.to_owned(), sig.to_owned());
    prop_assert_eq!(signed.open(key.public()).err(), Some(Forged::Signature));
    Ok(())
}

#[test]
fn a_letter_taken_apart_by_an_invisible_mark_is_put_together_at_once() {
    assert_eq!(clean("Nguye\u{200d}\u{302}\u{303}n"), "Nguyễn");
    assert_eq!(clean("a\u{61c}b\u{ad}c\u{180e}d\u{e0041}"), "abcd");
}

#[test]
fn a_number_field_keeps_what_is_no_number_as_it_was_typed() {
    for kind in [FieldType::IdNumber, FieldType::Phone] {
        let field = Field { kind, ..Field::default() };
        for typed_in in ["-", ".", "- - .", "+84", "không có"] {
            let value = typed(&field, typed_in).unwrap();
            assert!(!value.is_empty(), "{kind:?} {typed_in}");
            assert!(wrong(&field, value.text().unwrap()).is_some(), "{kind:?} {typed_in}");
        }
    }
}

#[test]
fn a_choice_that_is_stored_stays_itself_where_another_is_called_the_same() {
    let option = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
    let options = vec![option("b", "a"), option("a", "x")];
    let field = Field { kind: FieldType::Choice, options, ..Field::default() };
    assert_eq!(typed(&field, "X"), Ok(Value::Text("a".into())));
    assert_eq!(typed(&field, "a"), Ok(Value::Text("a".into())));
}

#[test]
fn blanks_of_a_foreign_phone_say_the_same_as_nothing() {
    let [blank, nothing] = [Value::Text(" \u{200b}".into()), Value::Text(String::new())];
    assert!(blank.same_as(&nothing) && blank.same_as(&Value::Cleared) && blank.is_empty());
}

#[test]
fn size_is_measured_after_the_door_and_refused_before_it_costs() {
    let long = "ê\u{303}".repeat(MAX_VALUE_BYTES / 3);
    assert_eq!(text(&long).unwrap().text().unwrap().len(), MAX_VALUE_BYTES / 3 * 3);
    assert_eq!(text(&"\u{1d15e}".repeat(MAX_VALUE_BYTES / 5)), Err(TooLong));
}
