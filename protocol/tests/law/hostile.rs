//! Items that nobody honest would write: forged `seen`, cycles, gaps, forks, voids that lie, in any order.
//!
//! Ids are free here and not hashes, so that even what no hash allows (two edits that name each other) is tried.

use crate::dice::{Dice, seeds};
use crate::oracle::{Meaning, meaning};
use hoso_protocol::edit::Tip;
use hoso_protocol::ids::{EditId, ReplicaId};
use hoso_protocol::merge::{History, Item, State};
use std::collections::BTreeSet;

const KEYS: [&str; 3] = ["field/a", "field/b", "deleted"];

pub fn id(n: usize) -> EditId {
    let mut bytes = [0; 32];
    // Spread, so that the order of ids says nothing about the order of writing.
    bytes[..8].copy_from_slice(&Dice::new(n as u64).next().to_be_bytes());
    bytes[24..].copy_from_slice(&(n as u64).to_be_bytes());
    EditId(bytes)
}

pub fn replica(n: usize) -> ReplicaId {
    ReplicaId([n as u8; 16])
}

/// A handful of replicas writes; most of it makes sense, so that what does not has something to break.
fn items(dice: &mut Dice, count: usize) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for number in 0..count {
        let writer = replica(dice.below(4));
        let own: Vec<(u64, EditId)> = items.iter().filter(|i| i.replica == writer).map(|i| (i.n, i.id)).collect();
        // Mostly the end of the chain, sometimes a fork.
        let after = if dice.chance(75) { own.last() } else { dice.pick(&own) }.copied();
        let (mut n, mut prev) = after.map_or((1, None), |(n, id)| (n.wrapping_add(1), Some(id)));
        let mut seen = Vec::new();
        for _ in 0..dice.below(4) {
            if let Some(other) = dice.pick(&items).filter(|other| other.replica != writer) {
                seen.push(Tip(other.replica, other.n, other.id));
            }
        }
        match dice.below(30) {
            0 => n += 1,
            1 => prev = dice.pick(&items).map(|other| other.id),
            2 => prev = Some(id(dice.below(count + 3))),
            3 => seen.push(Tip(replica(dice.below(5)), dice.next() % 4, id(dice.below(count + 3)))),
            4 => seen.iter_mut().for_each(|tip| tip.1 = tip.1.wrapping_add(1)),
            5 => n = [0, u64::MAX][dice.below(2)],
            6 => seen.extend(after.map(|(n, id)| Tip(writer, n, id))),
            _ => {}
        }
        let keys = KEYS.iter().filter(|_| dice.chance(50)).map(|key| (*key).to_owned()).collect();
        items.push(Item { id: id(number), replica: writer, n, prev, seen, keys, void: false });
    }
    items
}

/// Voids for some of them, now and then one that lies about the place.
fn voids(dice: &mut Dice, items: &[Item], percent: u64) -> Vec<Item> {
    let mut voids = Vec::new();
    for item in items {
        while dice.chance(percent) {
            let mut void = Item { seen: vec![], keys: vec![], void: true, ..item.clone() };
            match dice.below(8) {
                0 => void.n = dice.next() % 5,
                1 => void.prev = dice.pick(items).map(|other| other.id),
                2 => void.replica = replica(dice.below(4)),
                _ => {}
            }
            voids.push(void);
        }
    }
    voids
}

fn history(items: &[Item]) -> History {
    let mut history = History::default();
    for item in items {
        history.take(item.clone());
    }
    history
}

/// What the real thing says, in the oracle's words.
fn said(history: &History, items: &[Item]) -> Meaning {
    let heads = history.all_heads().map(|(key, live)| {
        assert!(live.is_sorted(), "heads are sorted by id");
        (key.to_owned(), live.iter().copied().collect())
    });
    let tips = history.tips();
    assert!(tips.is_sorted());
    let pending: BTreeSet<EditId> = history.pending().collect();
    assert!(items.iter().all(|item| pending.contains(&item.id) == (history.state(&item.id) == State::Pending)));
    Meaning {
        states: items.iter().map(|item| (item.id, history.state(&item.id))).collect(),
        heads: heads.collect(),
        tips: tips.into_iter().collect(),
        missing: history.missing().collect(),
    }
}

#[test]
fn the_history_says_what_the_law_says_for_any_items_in_any_order() {
    for seed in seeds(4_000) {
        let mut dice = Dice::new(seed);
        let count = 3 + dice.below(28);
        let mut all = items(&mut dice, count);
        let percent = [0, 10, 40][dice.below(3)];
        all.extend(voids(&mut dice, &all, percent));
        // Some never arrive at all.
        all.retain(|_| !dice.chance(3));
        dice.shuffle(&mut all);
        let mut real = History::default();
        for (held, item) in all.iter().enumerate() {
            real.take(item.clone());
            if dice.chance(10) {
                let part = &all[..=held];
                assert_eq!(said(&real, part), meaning(part), "seed {seed}, {} items in", held + 1);
            }
        }
        assert_eq!(said(&real, &all), meaning(&all), "seed {seed}");
    }
}

#[test]
fn what_is_taken_says_which_states_changed_and_nothing_twice() {
    for seed in seeds(400) {
        let mut dice = Dice::new(seed);
        let mut all = items(&mut dice, 20);
        all.extend(voids(&mut dice, &all, 20));
        dice.shuffle(&mut all);
        let mut real = History::default();
        let settled = |history: &History, id: &EditId| {
            Some(history.state(id)).filter(|state| matches!(state, State::Counted | State::Voided))
        };
        for item in &all {
            let before = real.clone();
            let told = real.take(item.clone());
            let set: BTreeSet<EditId> = told.iter().copied().collect();
            let changed = |id: &EditId| before.state(id) != real.state(id);
            assert!(told.len() == set.len() && set.iter().all(changed), "seed {seed}: told {told:?}");
            let news: Vec<EditId> =
                all.iter().map(|i| i.id).filter(|id| settled(&before, id) != settled(&real, id)).collect();
            assert!(news.iter().all(|id| set.contains(id)), "seed {seed}: {news:?} changed, told {told:?}");
            assert!(real.take(item.clone()).is_empty(), "seed {seed}: the same item twice");
        }
    }
}

#[test]
fn two_halves_that_meet_say_the_same_whoever_gives_to_whom() {
    for seed in seeds(400) {
        let mut dice = Dice::new(seed);
        let mut all = items(&mut dice, 24);
        all.extend(voids(&mut dice, &all, 20));
        dice.shuffle(&mut all);
        let (left, right) = all.split_at(dice.below(all.len()));
        let (a, b) = (history(&[left, right].concat()), history(&[right, left, right].concat()));
        assert_eq!(said(&a, &all), said(&b, &all), "seed {seed}");
    }
}

/// A void of an edit that never had a place must not stand on somebody else's chain: the tip that it claims to follow
/// would be a tip no longer, nobody could name it, and a conflict with its value could never be resolved.
#[test]
fn a_void_without_a_place_hides_nobodys_tip() {
    let key = || vec!["field/a".to_owned()];
    let honest = Item { id: id(1), replica: replica(1), n: 1, prev: None, seen: vec![], keys: key(), void: false };
    let forged = Item { id: id(2), replica: replica(2), n: 2, prev: Some(id(1)), ..honest.clone() };
    let void = Item { keys: vec![], void: true, ..forged.clone() };
    let history = history(&[honest, forged, void]);
    assert_eq!(history.state(&id(2)), State::Voided);
    assert_eq!(history.tips(), [Tip(replica(1), 1, id(1))]);
    assert_eq!(history.next(replica(1)), Some((2, Some(id(1)))));
    assert_eq!(history.next(replica(2)), Some((1, None)));
}

/// A forged gap that was voided once put a later place on top of a branch that its chain does not go through, in one
/// order of arrival and not in the other.
#[test]
fn a_gap_that_was_voided_covers_no_branch_beside_it() {
    let edit = |number: usize, n: u64, prev: Option<usize>| Item {
        id: id(number),
        replica: replica(1),
        n,
        prev: prev.map(id),
        seen: vec![],
        keys: vec!["field/a".to_owned()],
        void: false,
    };
    let (first, gap, after, branch) = (edit(1, 1, None), edit(2, 5, Some(1)), edit(3, 6, Some(2)), edit(4, 2, Some(1)));
    let void = Item { keys: vec![], void: true, ..gap.clone() };
    let one = history(&[first.clone(), gap.clone(), void.clone(), after.clone(), branch.clone()]);
    let other = history(&[first, branch, void, gap, after]);
    assert_eq!(one.heads("field/a"), other.heads("field/a"));
    assert_eq!(one.heads("field/a"), [id(4)]);
    assert_eq!(one.state(&id(3)), State::Malformed);
}

/// What is held and malformed would be asked for at every sync, for ever.
#[test]
fn what_is_held_is_never_asked_for_again() {
    let edit = |number: usize, n: u64, prev: Option<usize>| Item {
        id: id(number),
        replica: replica(1),
        n,
        prev: prev.map(id),
        seen: vec![],
        keys: vec![],
        void: false,
    };
    let history = history(&[edit(1, 2, None), edit(2, 3, Some(1))]);
    assert_eq!(history.state(&id(1)), State::Malformed);
    assert_eq!(history.state(&id(2)), State::Pending);
    assert_eq!(history.missing().count(), 0);
}

/// Two phones that both deleted a dossier, before they heard of each other, agree: it stays hidden.
#[test]
fn a_dossier_deleted_on_two_phones_at_once_stays_hidden() {
    let edit = |number: usize, writer: usize, n: u64, prev: Option<usize>, seen: Vec<Tip>, key: &str| Item {
        id: id(number),
        replica: replica(writer),
        n,
        prev: prev.map(id),
        seen,
        keys: vec![key.to_owned()],
        void: false,
    };
    let typed = edit(1, 1, 1, None, vec![], "field/a");
    let here = edit(2, 1, 2, Some(1), vec![], "deleted");
    let there = edit(3, 2, 1, None, vec![Tip(replica(1), 1, id(1))], "deleted");
    let edited = edit(4, 3, 1, None, vec![Tip(replica(1), 1, id(1))], "field/a");
    let mut both = history(&[typed, here, there]);
    assert!(both.hides(&id(2)) && both.hides(&id(3)));
    both.take(edited);
    assert!(!both.hides(&id(2)) && !both.hides(&id(3)), "somebody has just edited it");
}

/// A voided edit covers nothing, also where it is asked about by name.
#[test]
fn a_voided_edit_covers_nothing_and_gives_back_what_it_covered() {
    let key = || vec!["field/a".to_owned()];
    let first = Item { id: id(1), replica: replica(1), n: 1, prev: None, seen: vec![], keys: key(), void: false };
    let second = Item { id: id(2), replica: replica(2), seen: vec![Tip(replica(1), 1, id(1))], ..first.clone() };
    let third = Item { id: id(3), n: 2, prev: Some(id(2)), seen: vec![], ..second.clone() };
    let void = |item: &Item| Item { seen: vec![], keys: vec![], void: true, ..item.clone() };
    let mut history = history(&[first, second.clone(), third.clone()]);
    assert_eq!(history.heads("field/a"), [id(3)], "only its own chain, but that covers what it covered");
    history.take(void(&second));
    assert!(!history.covers(&id(2), &id(1)));
    let mut live = vec![id(1), id(3)];
    live.sort();
    assert_eq!(history.heads("field/a"), live, "others have built on it: they go on, what it alone covered is back");
    history.take(void(&third));
    assert_eq!(history.heads("field/a"), [id(1)]);
}
