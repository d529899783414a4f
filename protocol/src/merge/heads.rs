//! The live edits of one key, kept up to date edit by edit and void by void.

use super::chain::Chains;
use crate::ids::{EditId, ReplicaId};
use std::collections::{BTreeSet, HashMap};

/// What is known of one key.
///
/// An edit covers the whole chain below each tip that it names. Of a chain only its last setter has to be remembered as
/// covered: each earlier one is covered by the next one on the same chain. So an edit is live as long as nobody has it
/// as the last setter below a tip, and a void hands those that the voided edit was covered by on to the setter before it.
#[derive(Debug, Clone, Default)]
pub(super) struct Heads {
    /// The live ones, sorted by id.
    pub(super) live: Vec<EditId>,
    /// Counted edits that set the key, by place.
    setters: BTreeSet<(ReplicaId, u64, EditId)>,
    /// For each setter the edits that have it as the last setter below one of their tips.
    covered_by: HashMap<EditId, BTreeSet<EditId>>,
}

impl Heads {
    /// A counted edit that names these tips sets the key. Nothing that is held covers it: to name it, it would have had
    /// to wait for it.
    pub(super) fn add(&mut self, chains: &Chains, id: EditId, tips: &[EditId]) {
        for tip in tips {
            if let Some(covered) = self.last_setter(chains, tip) {
                self.covered_by.entry(covered).or_default().insert(id);
                self.sleep(&covered);
            }
        }
        if let Some(place) = chains.at(&id) {
            self.setters.insert((place.position.replica, place.position.n, id));
            self.wake(id);
        }
    }

    /// The edit was voided: it sets nothing and covers nothing.
    pub(super) fn remove(&mut self, chains: &Chains, id: EditId, tips: &[EditId]) {
        let Some(place) = chains.at(&id) else { return };
        self.setters.remove(&(place.position.replica, place.position.n, id));
        self.sleep(&id);
        let touched: Vec<EditId> = tips.iter().filter_map(|tip| self.last_setter(chains, tip)).collect();
        for covered in &touched {
            if let Some(by) = self.covered_by.get_mut(covered) {
                by.remove(&id);
            }
        }
        // The setter before it on its own chain is one of these: `prev` is among the tips.
        let heirs = self.covered_by.remove(&id).unwrap_or_default();
        if let Some(before) = place.position.prev.and_then(|prev| self.last_setter(chains, &prev)) {
            self.covered_by.entry(before).or_default().extend(heirs);
        }
        for setter in touched {
            if self.covered_by.get(&setter).is_none_or(BTreeSet::is_empty) {
                self.wake(setter);
            }
        }
    }

    /// The last edit at or before `tip` on its chain that sets the key.
    fn last_setter(&self, chains: &Chains, tip: &EditId) -> Option<EditId> {
        let at = chains.at(tip)?.position;
        let (first, last) = ((at.replica, 0, EditId([0; 32])), (at.replica, at.n, EditId([u8::MAX; 32])));
        self.setters.range(first..=last).rev().map(|setter| setter.2).find(|id| chains.on_chain(id, tip))
    }

    fn wake(&mut self, id: EditId) {
        if let Err(at) = self.live.binary_search(&id) {
            self.live.insert(at, id);
        }
    }

    fn sleep(&mut self, id: &EditId) {
        if let Ok(at) = self.live.binary_search(id) {
            self.live.remove(at);
        }
    }
}
