//! The merge law: which values of a dossier are live, given the edits and voids that are held.
//!
//! Pure and independent of the order of arrival. An edit *counts* once its `prev` and all of its `seen` are held; until
//! then it is pending. An edit covers another that sets the same key if the other lies on the chain of a tip that its
//! `seen` names, or on its own earlier chain, and never through what its own earlier edits had seen: two screens of one
//! phone may have shown different things.

use crate::edit::{Edit, Tip};
use crate::ids::{EditId, ReplicaId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// An edit or a void of one dossier, reduced to what the law needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The edit, or the edit that the void stands for.
    pub id: EditId,
    /// Its replica.
    pub replica: ReplicaId,
    /// Its number on the replica's chain.
    pub n: u64,
    /// The id of `n − 1`.
    pub prev: Option<EditId>,
    /// Tips of other replicas (none for a void).
    pub seen: Vec<Tip>,
    /// The keys that it sets (none for a void).
    pub keys: Vec<String>,
    /// Whether this is a void: it fills the place, sets nothing and covers nothing.
    pub void: bool,
}

impl From<&Edit> for Item {
    fn from(edit: &Edit) -> Self {
        let body = &edit.body;
        Self {
            id: edit.id,
            replica: body.replica,
            n: body.n,
            prev: body.prev,
            seen: body.seen.clone(),
            keys: body.sets.keys().cloned().collect(),
            void: false,
        }
    }
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is not held at all.
    Unknown,
    /// Held, but something that it needs is not.
    Pending,
    /// Held and never to count: it contradicts the places that it names. Kept, shown as not accepted.
    Malformed,
    /// Held and counts.
    Counted,
    /// Refused for ever by the server.
    Voided,
}

/// All that is held of one dossier.
#[derive(Debug, Clone, Default)]
pub struct History {
    places: HashMap<EditId, Item>,
    voided: HashSet<EditId>,
    malformed: HashSet<EditId>,
    /// Items that wait, each under the first id that it misses.
    waiting: HashMap<EditId, Vec<Item>>,
    pending: HashSet<EditId>,
    /// Ids by replica and number: more than one is a fork.
    chains: HashMap<ReplicaId, BTreeMap<u64, Vec<EditId>>>,
    /// All that ever set a key, and of these the live ones.
    setters: BTreeMap<String, Vec<EditId>>,
    heads: BTreeMap<String, Vec<EditId>>,
}

impl History {
    /// Takes edits and voids in any order, any number of times. Returns the ids that came to count, or were voided, now.
    pub fn take(&mut self, item: Item) -> Vec<EditId> {
        let mut moved = Vec::new();
        let mut ready = vec![item];
        while let Some(item) = ready.pop() {
            let known = self.places.get(&item.id).is_some_and(|place| item.void || !place.void);
            if known && (!item.void || self.voided.contains(&item.id)) {
                continue;
            }
            let missing = needs(&item).find(|id| !self.places.contains_key(id));
            // The content of a voided edit waits for nothing: it is only kept for its writer.
            if let Some(missing) = missing.filter(|_| item.void || !self.voided.contains(&item.id)) {
                let queue = self.waiting.entry(missing).or_default();
                if !queue.contains(&item) {
                    self.pending.insert(item.id);
                    queue.push(item);
                }
                continue;
            }
            let id = item.id;
            if self.place(item) {
                moved.push(id);
                ready.extend(self.waiting.remove(&id).into_iter().flatten());
            }
        }
        moved
    }

    /// Puts an item whose needs are held in its place; false if it can never have one.
    fn place(&mut self, item: Item) -> bool {
        let id = item.id;
        if item.void {
            self.pending.remove(&id);
            self.malformed.remove(&id);
            self.voided.insert(id);
            match self.places.get(&id) {
                Some(edit) => {
                    for key in edit.keys.clone() {
                        self.find_heads(&key);
                    }
                }
                None => self.enter(item),
            }
            return true;
        }
        if self.voided.contains(&id) {
            // The content of a voided edit, kept for its writer; the place is filled already, now by the edit itself.
            self.leave(&id);
            self.enter(item);
            return false;
        }
        if !self.fits(&item) {
            self.malformed.insert(id);
            self.pending.remove(&id);
            return false;
        }
        self.pending.remove(&id);
        let keys = item.keys.clone();
        self.enter(item);
        for key in keys {
            // Nothing that is held can cover a newcomer: to name it, it would have had to wait for it.
            let mut live = self.heads.remove(&key).unwrap_or_default();
            live.retain(|head| !self.covers(&id, head));
            live.push(id);
            live.sort_unstable();
            self.heads.insert(key.clone(), live);
            self.setters.entry(key).or_default().push(id);
        }
        true
    }

    fn leave(&mut self, id: &EditId) {
        let Some(place) = self.places.remove(id) else { return };
        if let Some(ids) = self.chains.get_mut(&place.replica).and_then(|chain| chain.get_mut(&place.n)) {
            ids.retain(|held| held != id);
        }
    }

    fn enter(&mut self, item: Item) {
        let ids = self.chains.entry(item.replica).or_default().entry(item.n).or_default();
        ids.push(item.id);
        ids.sort_unstable();
        self.places.insert(item.id, item);
    }

    /// Whether an item says the truth about the places that it names.
    fn fits(&self, item: &Item) -> bool {
        let prev = match item.prev {
            None => item.n == 1,
            Some(prev) => {
                self.at(&prev).is_some_and(|p| p.replica == item.replica && p.n.checked_add(1) == Some(item.n))
            }
        };
        let names = |tip: &Tip| self.at(&tip.2).is_some_and(|p| p.replica == tip.0 && p.n == tip.1);
        prev && item.seen.iter().all(names)
    }

    fn at(&self, id: &EditId) -> Option<&Item> {
        self.places.get(id)
    }

    fn find_heads(&mut self, key: &str) {
        let setters = self.setters.get(key).map(Vec::as_slice).unwrap_or_default();
        let counted: Vec<EditId> = setters.iter().filter(|id| !self.voided.contains(*id)).copied().collect();
        let mut live: Vec<EditId> =
            counted.iter().filter(|id| !counted.iter().any(|other| self.covers(other, id))).copied().collect();
        live.sort_unstable();
        self.heads.insert(key.to_owned(), live);
    }

    /// Whether `later` was written by somebody whose screen showed `earlier` or what had replaced it, or on top of it on
    /// the same chain. Says nothing about keys.
    pub fn covers(&self, later: &EditId, earlier: &EditId) -> bool {
        let (Some(later), Some(earlier)) = (self.at(later), self.at(earlier)) else { return false };
        if later.id == earlier.id {
            return false;
        }
        let seen = later.seen.iter().any(|tip| tip.0 == earlier.replica && self.on_chain(earlier, &tip.2));
        let own = || later.replica == earlier.replica && later.prev.is_some_and(|prev| self.on_chain(earlier, &prev));
        seen || own()
    }

    /// Whether a screen that showed these tips had `id` behind it.
    pub fn shown_by(&self, tips: &[Tip], id: &EditId) -> bool {
        self.at(id).is_some_and(|item| tips.iter().any(|tip| tip.0 == item.replica && self.on_chain(item, &tip.2)))
    }

    /// Whether `earlier` is `tip` or lies before it on its chain.
    fn on_chain(&self, earlier: &Item, tip: &EditId) -> bool {
        let Some(mut at) = self.at(tip) else { return false };
        if at.replica != earlier.replica {
            return false;
        }
        let alone =
            self.chains.get(&earlier.replica).and_then(|chain| chain.get(&earlier.n)).is_some_and(|ids| ids.len() == 1);
        if alone {
            return at.n >= earlier.n;
        }
        loop {
            if at.id == earlier.id {
                return true;
            }
            let before = at.prev.and_then(|prev| self.at(&prev));
            match before {
                // Numbers fall along a chain; a void that claims otherwise leads nowhere.
                Some(before) if before.n < at.n && before.n >= earlier.n => at = before,
                _ => return false,
            }
        }
    }

    /// The places that nothing of the same replica follows, sorted; two of one replica where it was cloned.
    pub fn tips(&self) -> Vec<Tip> {
        let followed: HashSet<EditId> = self.places.values().filter_map(|place| place.prev).collect();
        let mut tips: Vec<Tip> =
            self.places.values().filter(|p| !followed.contains(&p.id)).map(|p| Tip(p.replica, p.n, p.id)).collect();
        tips.sort_unstable();
        tips
    }

    /// The tips of all replicas but one: what an edit of that replica names as `seen`.
    pub fn tips_of_others(&self, own: ReplicaId) -> Vec<Tip> {
        let mut tips = self.tips();
        tips.retain(|tip| tip.0 != own);
        tips
    }

    /// Where the next edit of a replica goes: its number and `prev`. A forked replica (two tips) has no next place.
    pub fn next(&self, replica: ReplicaId) -> Option<(u64, Option<EditId>)> {
        let own: Vec<Tip> = self.tips().into_iter().filter(|tip| tip.0 == replica).collect();
        match own.as_slice() {
            [] => Some((1, None)),
            [tip] => Some((tip.1.checked_add(1)?, Some(tip.2))),
            _ => None,
        }
    }

    /// The live edits of a key, sorted by id.
    pub fn heads(&self, key: &str) -> &[EditId] {
        self.heads.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// All keys that were ever set, with their live edits.
    pub fn all_heads(&self) -> impl Iterator<Item = (&str, &[EditId])> {
        self.heads.iter().filter(|(_, live)| !live.is_empty()).map(|(key, live)| (key.as_str(), live.as_slice()))
    }

    /// What became of an item.
    pub fn state(&self, id: &EditId) -> State {
        if self.voided.contains(id) {
            State::Voided
        } else if self.places.contains_key(id) {
            State::Counted
        } else if self.malformed.contains(id) {
            State::Malformed
        } else if self.pending.contains(id) {
            State::Pending
        } else {
            State::Unknown
        }
    }

    /// Edits that are kept but don't count yet.
    pub fn pending(&self) -> impl Iterator<Item = EditId> {
        self.pending.iter().copied()
    }

    /// The ids that pending items wait for and that are not held themselves.
    pub fn missing(&self) -> impl Iterator<Item = EditId> {
        self.waiting.keys().filter(|id| !self.pending.contains(*id)).copied()
    }

    /// Whether a delete hides the dossier: only while it covers all live heads of every other key.
    pub fn hides(&self, deleting: &EditId) -> bool {
        self.state(deleting) == State::Counted
            && self.heads.values().flatten().all(|head| head == deleting || self.covers(deleting, head))
    }
}

fn needs(item: &Item) -> impl Iterator<Item = EditId> + '_ {
    item.prev.into_iter().chain(item.seen.iter().map(|tip| tip.2))
}
