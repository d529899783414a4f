//! Dossiers far larger than any real one. No time is asserted: a law that is quadratic shows as a suite that hangs.

use crate::dice::Dice;
use crate::hostile::{id, replica};
use hoso_protocol::edit::Tip;
use hoso_protocol::ids::EditId;
use hoso_protocol::merge::{History, Item, State};

const EDITS: usize = 10_000;

fn edit(number: usize, writer: usize, n: u64, prev: Option<usize>, seen: Vec<Tip>) -> Item {
    let keys = vec![format!("field/f{}", number % 5)];
    Item { id: id(number), replica: replica(writer), n, prev: prev.map(id), seen, keys, void: false }
}

fn void(item: &Item) -> Item {
    Item { seen: vec![], keys: vec![], void: true, ..item.clone() }
}

fn taken(items: impl IntoIterator<Item = Item>) -> History {
    let mut history = History::default();
    for item in items {
        history.take(item);
        // A phone asks at every keystroke.
        assert!(history.next(replica(0)).is_some() || history.tips().len() > 1);
    }
    history
}

/// Three phones that write in turn, each having seen all of the others.
fn in_turn() -> Vec<Item> {
    let mut last: [Option<(u64, usize)>; 3] = [None; 3];
    (0..EDITS)
        .map(|number| {
            let writer = number % 3;
            let others = (0..3).filter(|other| *other != writer).filter_map(|other| Some((other, last[other]?)));
            let seen = others.map(|(other, (n, at))| Tip(replica(other), n, id(at))).collect();
            let (n, prev) = last[writer].map_or((1, None), |(n, at)| (n + 1, Some(at)));
            last[writer] = Some((n, number));
            edit(number, writer, n, prev, seen)
        })
        .collect()
}

#[test]
fn ten_thousand_edits_that_arrive_backwards_are_read_like_those_in_order() {
    let edits = in_turn();
    let last: Vec<EditId> = (EDITS - 5..EDITS).map(id).collect();
    for history in [taken(edits.clone()), taken(edits.into_iter().rev())] {
        assert_eq!(history.pending().count(), 0);
        let mut heads: Vec<EditId> = history.all_heads().flat_map(|(_, live)| live.to_vec()).collect();
        heads.sort();
        let mut last = last.clone();
        last.sort();
        assert_eq!(heads, last);
    }
}

#[test]
fn a_revoked_device_with_thousands_of_edits_gives_back_what_it_had_covered() {
    let edits = in_turn();
    let mut history = taken(edits.clone());
    let mut revoked: Vec<&Item> = edits.iter().filter(|item| item.replica == replica(1)).collect();
    Dice::new(1).shuffle(&mut revoked);
    for item in revoked {
        history.take(void(item));
    }
    for (_, live) in history.all_heads() {
        assert_eq!(live.len(), 1, "the other two had seen each other");
        assert_ne!(history.state(&live[0]), State::Voided);
    }
}

#[test]
fn a_foe_who_forks_his_chain_ten_thousand_times_slows_nobody() {
    let first = edit(0, 1, 1, None, vec![]);
    let branches = (1..EDITS / 2).map(|number| edit(number, 1, 2, Some(0), vec![]));
    let long = (EDITS / 2..EDITS).map(|number| {
        let n = (number - EDITS / 2) as u64 + 3;
        edit(number, 1, n, Some(if n == 3 { 1 } else { number - 1 }), vec![])
    });
    let mut history = History::default();
    for item in std::iter::once(first).chain(branches).chain(long) {
        history.take(item);
    }
    // Each branch has a tip of its own, and the first was built on.
    assert_eq!(history.tips().len(), EDITS / 2 - 1);
    assert!(history.covers(&id(EDITS - 1), &id(1)) && !history.covers(&id(EDITS - 1), &id(2)));
}

#[test]
fn ten_thousand_strangers_who_set_one_key_are_one_large_conflict() {
    let stranger = |number: usize| {
        let mut item = edit(0, 0, 1, None, vec![]);
        item.id = id(number);
        item.replica.0[..8].copy_from_slice(&(number as u64).to_be_bytes());
        item
    };
    let mut history = taken((1..=EDITS).map(stranger));
    assert_eq!(history.heads("field/f0").len(), EDITS);
    // Somebody who has seen half of them picks one.
    let mut picks = edit(0, 200, 1, None, history.tips().into_iter().take(EDITS / 2).collect());
    picks.id = id(EDITS + 1);
    history.take(picks);
    assert_eq!(history.heads("field/f0").len(), EDITS / 2 + 1);
}
