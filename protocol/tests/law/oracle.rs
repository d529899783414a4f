//! The law once more, slowly: by definition, from the whole set of items, without any bookkeeping that could be wrong.

use hoso_protocol::edit::Tip;
use hoso_protocol::ids::{EditId, ReplicaId};
use hoso_protocol::merge::{Item, State};
use std::collections::{BTreeMap, BTreeSet};

type Position = (ReplicaId, u64, Option<EditId>);

/// What a set of items means.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    pub states: BTreeMap<EditId, State>,
    pub heads: BTreeMap<String, BTreeSet<EditId>>,
    pub tips: BTreeSet<Tip>,
    pub missing: BTreeSet<EditId>,
}

struct Known<'a> {
    position: Position,
    edit: Option<&'a Item>,
    void: bool,
}

impl Known<'_> {
    fn needs(&self) -> Vec<EditId> {
        let seen = self.edit.filter(|_| !self.void).map(|edit| edit.seen.as_slice()).unwrap_or_default();
        self.position.2.into_iter().chain(seen.iter().map(|tip| tip.2)).collect()
    }
}

/// What the law says of a set of items.
pub fn meaning(items: &[Item]) -> Meaning {
    let known = gather(items);
    let mut states: BTreeMap<EditId, State> = known.keys().map(|id| (*id, State::Pending)).collect();
    let mut places: BTreeMap<EditId, Position> = BTreeMap::new();
    loop {
        let before = states.clone();
        for (id, it) in &known {
            let held = |need: &EditId| matches!(before.get(need), Some(State::Counted | State::Voided));
            if states.get(id) != Some(&State::Pending) || !it.needs().iter().all(held) {
                continue;
            }
            let (replica, n, prev) = it.position;
            let first = prev.is_none() && n == 1;
            let next = prev.and_then(|prev| places.get(&prev)).is_some_and(|p| p.0 == replica && p.1 + 1 == n);
            let true_tip = |tip: &Tip| places.get(&tip.2).is_some_and(|p| (p.0, p.1) == (tip.0, tip.1));
            let seen_fits = it.void || it.edit.is_none_or(|edit| edit.seen.iter().all(true_tip));
            let fits = (first || next) && seen_fits;
            if fits {
                places.insert(*id, it.position);
            }
            let state = match (it.void, fits) {
                (true, _) => State::Voided,
                (false, true) => State::Counted,
                (false, false) => State::Malformed,
            };
            states.insert(*id, state);
        }
        if states == before {
            break;
        }
    }
    let followed: BTreeSet<EditId> = places.values().filter_map(|p| p.2).collect();
    let waiting = known.iter().filter(|(id, _)| states.get(id) == Some(&State::Pending));
    Meaning {
        heads: heads(&known, &states, &places),
        tips: places.iter().filter(|(id, _)| !followed.contains(id)).map(|(id, p)| Tip(p.0, p.1, *id)).collect(),
        missing: waiting.flat_map(|(_, it)| it.needs()).filter(|need| !known.contains_key(need)).collect(),
        states,
    }
}

fn gather(items: &[Item]) -> BTreeMap<EditId, Known<'_>> {
    let mut known: BTreeMap<EditId, Known<'_>> = BTreeMap::new();
    for item in items {
        let position = (item.replica, item.n, item.prev);
        let it = known.entry(item.id).or_insert(Known { position, edit: None, void: false });
        if !item.void {
            // The id of an edit is the hash of what it says: it is believed before any void.
            (it.edit, it.position) = (Some(item), position);
        } else if it.edit.is_none() {
            it.position = it.position.min(position);
        }
        it.void |= item.void;
    }
    known
}

fn heads(
    known: &BTreeMap<EditId, Known<'_>>,
    states: &BTreeMap<EditId, State>,
    places: &BTreeMap<EditId, Position>,
) -> BTreeMap<String, BTreeSet<EditId>> {
    let counted: Vec<&Item> =
        known.iter().filter(|(id, _)| states.get(id) == Some(&State::Counted)).filter_map(|(_, it)| it.edit).collect();
    let on_chain = |earlier: &EditId, tip: &EditId| {
        let mut at = Some(*tip);
        while let Some(id) = at {
            if id == *earlier {
                return true;
            }
            at = places.get(&id).and_then(|p| p.2);
        }
        false
    };
    let covers = |later: &Item, earlier: &Item| {
        later.seen.iter().any(|tip| on_chain(&earlier.id, &tip.2))
            || later.prev.is_some_and(|prev| on_chain(&earlier.id, &prev))
    };
    let mut heads: BTreeMap<String, BTreeSet<EditId>> = BTreeMap::new();
    for edit in &counted {
        for key in &edit.keys {
            if !counted.iter().any(|other| other.keys.contains(key) && covers(other, edit)) {
                heads.entry(key.clone()).or_default().insert(edit.id);
            }
        }
    }
    heads
}
