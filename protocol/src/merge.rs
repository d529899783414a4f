//! The merge law: which values of a dossier are live, given the edits and voids that are held.
//!
//! Pure and independent of the order of arrival. An edit *counts* once its `prev` and all of its `seen` are held; until
//! then it is pending. An edit covers another that sets the same key if the other lies on the chain of a tip that its
//! `seen` names, or on its own earlier chain, and never through what its own earlier edits had seen: two screens of one
//! phone may have shown different things. See `docs/merge-law.md`.

mod chain;
mod heads;

use crate::edit::{Edit, Tip};
use crate::ids::{EditId, ReplicaId};
use chain::{Chains, Position};
use heads::Heads;
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

impl Item {
    fn position(&self) -> Position {
        Position { replica: self.replica, n: self.n, prev: self.prev }
    }

    /// The tips of all chains that it covers: those that it has seen and its own.
    fn tips(&self) -> Vec<EditId> {
        self.seen.iter().map(|tip| tip.2).chain(self.prev).collect()
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

/// What is held under one id.
#[derive(Debug, Clone)]
struct Held {
    edit: Option<Item>,
    void: Option<Item>,
    state: State,
}

impl Held {
    /// Where it stands. An edit's id is the hash of what it says, so a void that says otherwise of it is not believed.
    fn position(&self) -> Option<Position> {
        self.edit.as_ref().or(self.void.as_ref()).map(Item::position)
    }

    /// What has to be held before it can count. A void waits for the place before it only.
    fn needs(&self) -> impl Iterator<Item = EditId> + '_ {
        let prev = self.position().and_then(|position| position.prev);
        let edit = self.edit.as_ref().filter(|_| self.void.is_none());
        prev.into_iter().chain(edit.into_iter().flat_map(|edit| edit.seen.iter().map(|tip| tip.2)))
    }
}

/// All that is held of one dossier.
#[derive(Debug, Clone, Default)]
pub struct History {
    held: HashMap<EditId, Held>,
    chains: Chains,
    /// What waits, each under the first id that it misses.
    waiting: HashMap<EditId, Vec<EditId>>,
    pending: HashSet<EditId>,
    keys: BTreeMap<String, Heads>,
}

impl History {
    /// Takes edits and voids in any order, any number of times. Returns the ids that came to count, or were voided, now.
    ///
    /// Where a void turns out to have lied about the place of its edit, everything is judged again; then the answer
    /// names all ids whose state changed.
    pub fn take(&mut self, item: Item) -> Vec<EditId> {
        let id = item.id;
        let held = self.held.entry(id).or_insert(Held { edit: None, void: None, state: State::Unknown });
        let before = held.position();
        let slot = if item.void { &mut held.void } else { &mut held.edit };
        // Of two voids that contradict each other the same one has to win everywhere.
        let known = slot.as_ref().is_some_and(|other| !item.void || other.position() <= item.position());
        if known {
            return Vec::new();
        }
        *slot = Some(item);
        if before.is_some() && before != held.position() {
            return self.judge_all_again();
        }
        self.settle(id)
    }

    fn settle(&mut self, id: EditId) -> Vec<EditId> {
        let mut moved = Vec::new();
        let mut ready = vec![id];
        while let Some(id) = ready.pop() {
            if self.judge(id) {
                moved.push(id);
                ready.extend(self.waiting.remove(&id).into_iter().flatten());
            }
        }
        moved
    }

    fn judge_all_again(&mut self) -> Vec<EditId> {
        let mut old = std::mem::take(self);
        let states: Vec<(EditId, State)> = old.held.iter().map(|(id, held)| (*id, held.state)).collect();
        for held in old.held.values_mut() {
            held.state = State::Unknown;
        }
        self.held = old.held;
        for (id, _) in &states {
            self.settle(*id);
        }
        states.into_iter().filter(|(id, state)| self.state(id) != *state).map(|(id, _)| id).collect()
    }

    /// Finds out what becomes of an item; true if it came to count, or was voided, now.
    fn judge(&mut self, id: EditId) -> bool {
        let Some(held) = self.held.get(&id) else { return false };
        let void = held.void.is_some();
        match held.state {
            State::Voided => return false,
            State::Counted => return void && self.void(id),
            State::Unknown | State::Pending | State::Malformed => {}
        }
        let missing = held.needs().find(|need| !self.fills_its_place(need));
        if let Some(missing) = missing {
            self.waiting.entry(missing).or_default().push(id);
            self.pending.insert(id);
            self.set_state(id, State::Pending);
            return false;
        }
        let seen_fits = void || held.edit.iter().flat_map(|edit| &edit.seen).all(|tip| self.chains.knows(tip));
        let position = held.position().filter(|position| seen_fits && self.chains.fits(position));
        let keys = held.edit.as_ref().filter(|_| !void).map(|edit| (edit.keys.clone(), edit.tips()));
        self.pending.remove(&id);
        let Some(position) = position else {
            // A void without a place stands in nobody's way; what builds on it is malformed in its turn.
            self.set_state(id, if void { State::Voided } else { State::Malformed });
            return void;
        };
        self.chains.enter(id, position);
        if let Some((keys, tips)) = keys {
            for key in keys {
                self.keys.entry(key).or_default().add(&self.chains, id, &tips);
            }
        }
        self.set_state(id, if void { State::Voided } else { State::Counted });
        true
    }

    /// Voids an edit that has counted until now: whatever only it covered is live again.
    fn void(&mut self, id: EditId) -> bool {
        self.set_state(id, State::Voided);
        let edit = self.held.get(&id).and_then(|held| held.edit.as_ref());
        if let Some((keys, tips)) = edit.map(|edit| (edit.keys.clone(), edit.tips())) {
            for key in keys {
                self.keys.entry(key).or_default().remove(&self.chains, id, &tips);
            }
        }
        true
    }

    fn set_state(&mut self, id: EditId, state: State) {
        if let Some(held) = self.held.get_mut(&id) {
            held.state = state;
        }
    }

    /// Whether what names this id need not wait for it any longer.
    fn fills_its_place(&self, id: &EditId) -> bool {
        matches!(self.state(id), State::Counted | State::Voided)
    }

    /// Whether `later` was written by somebody whose screen showed `earlier` or what had replaced it, or on top of it on
    /// the same chain. Says nothing about keys. What is voided covers nothing.
    pub fn covers(&self, later: &EditId, earlier: &EditId) -> bool {
        let Some(edit) = self.held.get(later).filter(|held| held.state == State::Counted).and_then(|h| h.edit.as_ref())
        else {
            return false;
        };
        later != earlier && edit.tips().iter().any(|tip| self.chains.on_chain(earlier, tip))
    }

    /// Whether a screen that showed these tips had `id` behind it.
    pub fn shown_by(&self, tips: &[Tip], id: &EditId) -> bool {
        tips.iter().any(|tip| self.chains.on_chain(id, &tip.2))
    }

    /// The places that nothing of the same replica follows, sorted; two of one replica where it was cloned.
    pub fn tips(&self) -> Vec<Tip> {
        self.chains.tips().collect()
    }

    /// The tips of all replicas but one: what an edit of that replica names as `seen`.
    pub fn tips_of_others(&self, own: ReplicaId) -> Vec<Tip> {
        self.chains.tips().filter(|tip| tip.0 != own).collect()
    }

    /// Where the next edit of a replica goes: its number and `prev`. A forked replica (two tips) has no next place.
    pub fn next(&self, replica: ReplicaId) -> Option<(u64, Option<EditId>)> {
        let mut own = self.chains.tips_of(replica);
        match (own.next(), own.next()) {
            (None, _) => Some((1, None)),
            (Some(tip), None) => Some((tip.1.checked_add(1)?, Some(tip.2))),
            _ => None,
        }
    }

    /// The live edits of a key, sorted by id.
    pub fn heads(&self, key: &str) -> &[EditId] {
        self.keys.get(key).map(|heads| heads.live.as_slice()).unwrap_or_default()
    }

    /// All keys that were ever set, with their live edits.
    pub fn all_heads(&self) -> impl Iterator<Item = (&str, &[EditId])> {
        let all = self.keys.iter().map(|(key, heads)| (key.as_str(), heads.live.as_slice()));
        all.filter(|(_, live)| !live.is_empty())
    }

    /// What became of an item.
    pub fn state(&self, id: &EditId) -> State {
        self.held.get(id).map_or(State::Unknown, |held| held.state)
    }

    /// Edits that are kept but don't count yet.
    pub fn pending(&self) -> impl Iterator<Item = EditId> {
        self.pending.iter().copied()
    }

    /// The ids that pending items wait for and that are not held themselves.
    pub fn missing(&self) -> impl Iterator<Item = EditId> {
        let needs = self.pending.iter().filter_map(|id| self.held.get(id)).flat_map(Held::needs);
        let missing: HashSet<EditId> = needs.filter(|need| !self.held.contains_key(need)).collect();
        missing.into_iter()
    }

    /// Whether a delete hides the dossier: only while it covers all live heads of every other key. Other deletes are no
    /// reason to bring it back; a delete that was taken back is, and only the caller knows which is which.
    pub fn hides(&self, deleting: &EditId) -> bool {
        let deleted = crate::key::Key::Deleted.to_string();
        self.state(deleting) == State::Counted
            && self
                .all_heads()
                .filter(|(key, _)| *key != deleted)
                .all(|(_, live)| live.iter().all(|head| head == deleting || self.covers(deleting, head)))
    }
}
