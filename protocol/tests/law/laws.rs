//! The law written down a second time, with seven ways to get it wrong. All of the wrong ones look right.

use crate::store::Store;
use hoso_protocol::edit::Tip;
use hoso_protocol::ids::{EditId, ReplicaId};
use hoso_protocol::merge::Item;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    Right,
    /// `seen` is the vector at sealing, not what the screen showed.
    SeenAtSealing,
    /// An edit also covers what its own earlier edits had seen.
    Transitive,
    /// `seen` holds numbers without ids.
    NumbersOnly,
    /// `seen` names one tip of each replica, even of a forked one.
    OneTip,
    /// An edit counts as soon as it arrives.
    NoCausal,
    /// A phone put back from an old copy, or cloned, goes on under its old replica id.
    SameReplica,
    /// A refused edit simply doesn't exist: no record fills its place.
    VoidForgotten,
}

impl Law {
    pub const WRONG: [Self; 7] = [
        Self::SeenAtSealing,
        Self::Transitive,
        Self::NumbersOnly,
        Self::OneTip,
        Self::NoCausal,
        Self::SameReplica,
        Self::VoidForgotten,
    ];
}

/// What one replica holds, under one of the laws. Slow and simple.
#[derive(Debug, Clone)]
pub struct Slow {
    law: Law,
    edits: BTreeMap<EditId, Item>,
    voids: BTreeMap<EditId, Item>,
    /// Held, but off every chain: malformed edits and the voids of such.
    off: BTreeMap<EditId, Item>,
    pending: Vec<Item>,
}

impl Slow {
    fn place(&self, id: &EditId) -> Option<&Item> {
        self.edits.get(id).or_else(|| self.voids.get(id))
    }

    fn is_void(&self, id: &EditId) -> bool {
        self.voids.contains_key(id) || self.off.get(id).is_some_and(|item| item.void)
    }

    fn needs(item: &Item) -> impl Iterator<Item = EditId> + '_ {
        item.prev.into_iter().chain(item.seen.iter().map(|tip| tip.2))
    }

    fn fits(&self, item: &Item) -> bool {
        let tip = |tip: &Tip| self.place(&tip.2).is_some_and(|p| (p.replica, p.n) == (tip.0, tip.1));
        match item.prev {
            None => item.n == 1 && item.seen.iter().all(tip),
            Some(prev) => tip(&Tip(item.replica, item.n.wrapping_sub(1), prev)) && item.seen.iter().all(tip),
        }
    }

    fn settle(&mut self) {
        let waits_for_nothing = matches!(self.law, Law::NoCausal | Law::VoidForgotten);
        let held = |slow: &Self, id: &EditId| slow.place(id).is_some() || slow.is_void(id);
        while let Some(at) =
            self.pending.iter().position(|item| waits_for_nothing || Self::needs(item).all(|id| held(self, &id)))
        {
            let item = self.pending.remove(at);
            if !waits_for_nothing && !self.fits(&item) {
                if item.void || !self.is_void(&item.id) {
                    self.off.insert(item.id, item);
                }
            } else if item.void {
                self.off.remove(&item.id);
                self.voids.insert(item.id, item);
            } else {
                self.edits.insert(item.id, item);
            }
        }
    }

    fn on_chain(&self, earlier: &EditId, tip: &EditId) -> bool {
        let mut at = self.place(tip);
        while let Some(item) = at {
            if item.id == *earlier {
                return true;
            }
            at = item.prev.and_then(|prev| self.place(&prev));
        }
        false
    }

    fn covers(&self, later: &Item, earlier: &Item) -> bool {
        if later.id == earlier.id {
            return false;
        }
        if self.law == Law::NumbersOnly {
            let seen = later.seen.iter().any(|tip| tip.0 == earlier.replica && tip.1 >= earlier.n);
            return seen || (later.replica == earlier.replica && later.n > earlier.n);
        }
        let seen = later.seen.iter().any(|tip| self.on_chain(&earlier.id, &tip.2));
        let own = later.prev.is_some_and(|prev| self.on_chain(&earlier.id, &prev));
        let before = || later.prev.and_then(|prev| self.edits.get(&prev));
        seen || own || (self.law == Law::Transitive && before().is_some_and(|before| self.covers(before, earlier)))
    }
}

impl Store for Slow {
    fn new(law: Law) -> Self {
        Self { law, edits: BTreeMap::new(), voids: BTreeMap::new(), off: BTreeMap::new(), pending: Vec::new() }
    }

    fn take(&mut self, item: &Item) {
        if item.void && self.law == Law::VoidForgotten {
            self.edits.remove(&item.id);
            self.pending.retain(|other| other.id != item.id);
            return;
        }
        let known = if item.void { self.is_void(&item.id) } else { self.edits.contains_key(&item.id) };
        if !known && !self.pending.contains(item) {
            self.pending.push(item.clone());
            self.settle();
        }
    }

    fn tips(&self) -> Vec<Tip> {
        let places = || self.edits.values().chain(self.voids.values());
        let followed: BTreeSet<EditId> = places().filter_map(|place| place.prev).collect();
        let tips: BTreeSet<Tip> =
            places().filter(|p| !followed.contains(&p.id)).map(|p| Tip(p.replica, p.n, p.id)).collect();
        if self.law == Law::OneTip {
            let last: BTreeMap<ReplicaId, Tip> = tips.into_iter().map(|tip| (tip.0, tip)).collect();
            return last.into_values().collect();
        }
        tips.into_iter().collect()
    }

    fn next(&self, replica: ReplicaId) -> Option<(u64, Option<EditId>)> {
        let own: Vec<Tip> = self.tips().into_iter().filter(|tip| tip.0 == replica).collect();
        match own.as_slice() {
            [] => Some((1, None)),
            [.., last] if own.len() == 1 || self.law != Law::Right => Some((last.1 + 1, Some(last.2))),
            _ => None,
        }
    }

    fn heads(&self, key: &str) -> Vec<EditId> {
        let sets = |edit: &&Item| !self.is_void(&edit.id) && edit.keys.iter().any(|k| k == key);
        let setters: Vec<&Item> = self.edits.values().filter(sets).collect();
        let live = setters.iter().filter(|edit| !setters.iter().any(|other| self.covers(other, edit)));
        live.map(|edit| edit.id).collect()
    }

    fn counts(&self, id: &EditId) -> bool {
        self.edits.contains_key(id) && !self.is_void(id)
    }

    fn fills(&self, id: &EditId) -> bool {
        self.place(id).is_some() || self.is_void(id)
    }

    fn pending(&self) -> Vec<EditId> {
        let ids: BTreeSet<EditId> = self.pending.iter().map(|item| item.id).collect();
        ids.into_iter().filter(|id| !self.fills(id)).collect()
    }

    fn behind(&self, tips: &[EditId], id: &EditId) -> bool {
        tips.iter().any(|tip| self.on_chain(id, tip))
    }

    fn hides(&self, deleting: &EditId) -> bool {
        let Some(edit) = self.edits.get(deleting).filter(|_| self.counts(deleting)) else { return false };
        let keys: BTreeSet<&String> = self.edits.values().flat_map(|edit| &edit.keys).collect();
        let others = keys.into_iter().filter(|key| *key != "deleted").flat_map(|key| self.heads(key));
        others.into_iter().all(|head| head == *deleting || self.covers(edit, &self.edits[&head]))
    }
}
