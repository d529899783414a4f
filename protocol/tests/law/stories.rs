//! The law told in small stories: two or three phones, one thing that happens.

use crate::laws::Law;
use crate::ledger::Ledger;
use crate::letter::{DOSSIER, Letter, Post};
use crate::phone::Phone;
use crate::store::{Both, Store};
use hoso_protocol::draft::Shown;
use hoso_protocol::edit::{Body, MAX_SEEN, SignedEdit, Tip, VERSION};
use hoso_protocol::ids::{EditId, ReplicaId};
use hoso_protocol::key::Key;
use hoso_protocol::seal::parts;
use hoso_protocol::sign::KeyPair;
use hoso_protocol::value::{MAX_VALUE_BYTES, Value};

const NAME: &str = "field/a";

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn phones<const N: usize>(ledger: &mut Ledger) -> [Phone<Both>; N] {
    std::array::from_fn(|n| Phone::new(Law::Right, ledger.replica(), n as u8 + 1))
}

/// All values that a phone shows for a key, sorted.
fn shows(phone: &Phone<Both>, key: &str) -> Vec<String> {
    let draft = phone.draft();
    let key: Key = key.parse().unwrap();
    let mut values: Vec<String> = match draft.shown(&key) {
        Shown::Empty => vec![],
        Shown::One(value) => vec![value.text().unwrap().to_owned()],
        Shown::Conflict(live) => live.iter().map(|l| l.value.text().unwrap_or_default().to_owned()).collect(),
    };
    values.sort();
    values
}

fn types(phone: &mut Phone<Both>, value: &str, ledger: &mut Ledger) {
    phone.look(0);
    phone.fill(0, NAME, text(value), ledger);
}

fn meet(one: &mut Phone<Both>, other: &mut Phone<Both>, ledger: &mut Ledger) {
    one.seal(ledger);
    other.seal(ledger);
    other.receive(&one.letters(), ledger);
    one.receive(&other.letters(), ledger);
}

#[test]
fn what_arrives_between_two_keystrokes_is_not_written_over() {
    let ledger = &mut Ledger::new(1);
    let [mut mother, mut father] = phones(ledger);
    types(&mut father, "Bình", ledger);
    father.seal(ledger);
    mother.look(0);
    mother.fill(0, NAME, text("A"), ledger);
    mother.receive(&father.letters(), ledger);
    // She goes on typing on the screen that she has before her.
    mother.fill(0, NAME, text("An"), ledger);
    assert_eq!(shows(&mother, NAME), ["An", "Bình"]);
    types(&mut mother, "An Bình", ledger);
    meet(&mut mother, &mut father, ledger);
    assert_eq!(shows(&father, NAME), ["An Bình"], "now she had seen both");
}

#[test]
fn two_who_type_the_same_have_no_conflict() {
    let ledger = &mut Ledger::new(2);
    let [mut mother, mut father] = phones(ledger);
    types(&mut mother, "An", ledger);
    types(&mut father, "An", ledger);
    meet(&mut mother, &mut father, ledger);
    assert_eq!(shows(&mother, NAME), ["An"]);
    assert_eq!(mother.draft().conflicts().count(), 0);
    types(&mut father, "Ân", ledger);
    meet(&mut mother, &mut father, ledger);
    assert_eq!(shows(&mother, NAME), ["Ân"], "who saw the one value saw both edits behind it");
}

#[test]
fn undo_goes_back_across_a_seal_and_never_over_somebody_else() {
    let ledger = &mut Ledger::new(3);
    let [mut mother, mut father] = phones(ledger);
    types(&mut mother, "An", ledger);
    meet(&mut mother, &mut father, ledger);
    types(&mut mother, "Anh", ledger);
    meet(&mut mother, &mut father, ledger);
    mother.undo(ledger);
    meet(&mut mother, &mut father, ledger);
    assert_eq!(shows(&father, NAME), ["An"]);
    types(&mut mother, "Ánh", ledger);
    meet(&mut mother, &mut father, ledger);
    types(&mut father, "Oanh", ledger);
    meet(&mut mother, &mut father, ledger);
    meet(&mut father, &mut mother, ledger);
    mother.undo(ledger);
    assert_eq!(shows(&mother, NAME), ["Oanh"]);
}

#[test]
fn a_deleted_dossier_comes_back_where_somebody_had_just_edited_it() {
    let ledger = &mut Ledger::new(4);
    let [mut mother, mut father] = phones(ledger);
    types(&mut mother, "An", ledger);
    meet(&mut mother, &mut father, ledger);
    types(&mut father, "Bình", ledger);
    mother.look(0);
    mother.fill(0, "deleted", text("yes"), ledger);
    mother.seal(ledger);
    assert!(mother.is_hidden());
    meet(&mut father, &mut mother, ledger);
    assert!(!mother.is_hidden() && !father.is_hidden());
    assert_eq!(shows(&mother, NAME), ["Bình"]);
    mother.look(0);
    mother.fill(0, "deleted", text("yes"), ledger);
    meet(&mut mother, &mut father, ledger);
    assert!(mother.is_hidden() && father.is_hidden(), "now she had seen it");
}

#[test]
fn one_who_takes_a_delete_back_is_heard_against_one_who_deletes_again() {
    let ledger = &mut Ledger::new(9);
    let [mut mother, mut father] = phones(ledger);
    types(&mut mother, "An", ledger);
    mother.look(0);
    mother.fill(0, "deleted", text("yes"), ledger);
    meet(&mut mother, &mut father, ledger);
    for (phone, value) in [(&mut mother, text("yes")), (&mut father, Value::Cleared)] {
        phone.look(0);
        phone.fill(0, "deleted", value, ledger);
    }
    mother.seal(ledger);
    assert!(mother.is_hidden());
    meet(&mut mother, &mut father, ledger);
    assert!(!mother.is_hidden() && !father.is_hidden());
}

#[test]
fn what_waits_is_not_shown_and_a_person_may_write_it_anew() {
    let ledger = &mut Ledger::new(5);
    let [mut mother, mut father, mut aunt] = phones(ledger);
    types(&mut mother, "An", ledger);
    meet(&mut mother, &mut father, ledger);
    types(&mut father, "Bình", ledger);
    father.seal(ledger);
    let latest: Vec<Post> = father.letters().into_iter().filter(|l| l.item.replica == father.replica).collect();
    aunt.receive(&latest, ledger);
    assert_eq!((shows(&aunt, NAME).len(), aunt.letters().len()), (0, 1), "kept, not shown");
    // Mother's phone fell into the river: the aunt takes over what it says.
    types(&mut aunt, "Bình", ledger);
    aunt.seal(ledger);
    assert_eq!(shows(&aunt, NAME), ["Bình"]);
    // It is found again.
    aunt.receive(&mother.letters(), ledger);
    assert_eq!(shows(&aunt, NAME), ["Bình"]);
}

#[test]
fn a_refused_edit_gives_back_what_it_had_replaced_and_stands_in_nobodys_way() {
    let ledger = &mut Ledger::new(6);
    let [mut mother, mut father] = phones(ledger);
    types(&mut mother, "An", ledger);
    meet(&mut mother, &mut father, ledger);
    types(&mut father, "Bình", ledger);
    meet(&mut father, &mut mother, ledger);
    mother.look(0);
    mother.fill(0, "field/b", text("on top of it"), ledger);
    meet(&mut mother, &mut father, ledger);
    let refused = father.letters().into_iter().find(|l| l.item.replica == father.replica).unwrap();
    let void = Letter::void(&refused, &KeyPair::from_seed(&[9; 32]));
    for phone in [&mut mother, &mut father] {
        phone.receive(std::slice::from_ref(&void), ledger);
        assert_eq!(shows(phone, NAME), ["An"]);
        assert_eq!(shows(phone, "field/b"), ["on top of it"]);
    }
    // The writer still has the words, and may write them anew.
    assert!(father.letters().iter().any(|l| l.item.id == refused.item.id && l.edit.is_some()));
    types(&mut father, "Bình", ledger);
    meet(&mut father, &mut mother, ledger);
    assert_eq!(shows(&mother, NAME), ["Bình"]);
}

#[test]
fn two_clones_of_a_phone_both_keep_what_they_wrote() {
    let ledger = &mut Ledger::new(7);
    let [mut phone, mut friend] = phones(ledger);
    types(&mut phone, "An", ledger);
    phone.seal(ledger);
    let mut clone = phone.copy();
    types(&mut phone, "Bình", ledger);
    types(&mut clone, "Chi", ledger);
    meet(&mut phone, &mut friend, ledger);
    meet(&mut clone, &mut friend, ledger);
    meet(&mut friend, &mut phone, ledger);
    for one in [&phone, &clone, &friend] {
        assert_eq!(shows(one, NAME), ["Bình", "Chi"]);
    }
    assert_ne!(phone.replica, clone.replica);
    types(&mut friend, "Dung", ledger);
    for one in [&mut phone, &mut clone] {
        meet(&mut friend, one, ledger);
        assert_eq!(shows(one, NAME), ["Dung"]);
    }
}

/// An edit may name 256 tips. A foe who makes more chains than that must not make a conflict that nobody can end, or
/// an edit that every server refuses.
#[test]
fn a_conflict_among_three_hundred_strangers_can_be_resolved() {
    let ledger = &mut Ledger::new(8);
    let [mut mother, mut father] = phones(ledger);
    let key = KeyPair::from_seed(&[5; 32]);
    let strangers = MAX_SEEN + 44;
    let letters: Vec<Post> = (0..strangers)
        .map(|n| {
            let (replica, at) = (ledger.replica(), 0);
            let sets = [(NAME.to_owned(), (text(&format!("stranger {n}")), at))].into();
            let body =
                Body { v: VERSION, dossier: DOSSIER, replica, n: 1, prev: None, seen: vec![], sets, key: key.public() };
            Letter::edit(&body, &key).unwrap()
        })
        .collect();
    mother.receive(&letters, ledger);
    assert_eq!(shows(&mother, NAME).len(), strangers);
    types(&mut mother, "An", ledger);
    meet(&mut mother, &mut father, ledger);
    assert_eq!(shows(&father, NAME), ["An"]);
    assert_eq!(father.store.tips().len(), strangers + 1);
}

#[test]
fn whatever_is_sealed_is_small_enough_and_says_all_of_it() {
    let key = KeyPair::from_seed(&[5; 32]);
    // Quotes take twice their room in JSON.
    let long = text(&"\"".repeat(MAX_VALUE_BYTES));
    let values: Vec<(Key, Value, i64)> =
        (0..60).map(|n| (format!("note/n{n}").parse().unwrap(), long.clone(), n)).collect();
    let seen: Vec<Tip> = (0..600u64)
        .map(|n| Tip(ReplicaId([n as u8; 16]), n + 1, EditId(std::array::from_fn(|i| (n >> (i % 8)) as u8))))
        .collect();
    let parts = parts(values.clone(), &seen);
    for part in &parts {
        let body = Body {
            v: VERSION,
            dossier: DOSSIER,
            replica: ReplicaId([255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            n: i64::MAX as u64,
            prev: Some(EditId([255; 32])),
            seen: part.seen.clone(),
            sets: part.sets.clone(),
            key: key.public(),
        };
        SignedEdit::seal(&body, &key).open().unwrap();
    }
    for (name, ..) in &values {
        let named: Vec<Tip> = parts
            .iter()
            .filter(|part| part.sets.contains_key(&name.to_string()))
            .flat_map(|part| part.seen.clone())
            .collect();
        assert_eq!(named, seen, "together they cover all that the screen showed");
    }
}
