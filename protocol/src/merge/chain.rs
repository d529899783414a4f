//! The chains of the replicas: which place lies on which chain, and where each chain ends.
//!
//! A replica's places form a tree: a chain, or several branches where the store was cloned. Each place keeps one far
//! link besides `prev`, so that a place is found on a chain in logarithmic time, on a forked one too.

use crate::edit::Tip;
use crate::ids::{EditId, ReplicaId};
use std::collections::{BTreeSet, HashMap};

/// The number of a place and the id before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) replica: ReplicaId,
    pub(super) n: u64,
    pub(super) prev: Option<EditId>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) position: Position,
    /// A place further down the chain; its own id at number 1.
    far: EditId,
}

/// All places of a dossier. Each has its `prev`, with the number before its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Chains {
    places: HashMap<EditId, Place>,
    tips: BTreeSet<Tip>,
}

impl Chains {
    pub(super) fn at(&self, id: &EditId) -> Option<&Place> {
        self.places.get(id)
    }

    /// Whether something may stand here: first on its chain, or right after a place of the same replica.
    pub(super) fn fits(&self, position: &Position) -> bool {
        match position.prev {
            None => position.n == 1,
            Some(prev) => self.at(&prev).is_some_and(|before| {
                let before = before.position;
                before.replica == position.replica && before.n.checked_add(1) == Some(position.n)
            }),
        }
    }

    /// Whether a tip says the truth about the place that it names.
    pub(super) fn knows(&self, tip: &Tip) -> bool {
        self.at(&tip.2).is_some_and(|place| place.position.replica == tip.0 && place.position.n == tip.1)
    }

    /// Adds a place that fits. Nothing follows it yet: whatever does has waited for it.
    pub(super) fn enter(&mut self, id: EditId, position: Position) {
        let far = position.prev.and_then(|prev| self.far_for_next(&prev)).unwrap_or(id);
        if let Some(prev) = position.prev {
            self.tips.remove(&Tip(position.replica, position.n.saturating_sub(1), prev));
        }
        self.tips.insert(Tip(position.replica, position.n, id));
        self.places.insert(id, Place { position, far });
    }

    /// The far link of whatever follows `prev`: two equal jumps become one jump over both.
    fn far_for_next(&self, prev: &EditId) -> Option<EditId> {
        let before = self.at(prev)?;
        let once = self.at(&before.far)?;
        let twice = self.at(&once.far)?;
        let equal = before.position.n - once.position.n == once.position.n - twice.position.n;
        Some(if equal { once.far } else { *prev })
    }

    /// Whether `earlier` is `tip` or lies before it on its chain.
    pub(super) fn on_chain(&self, earlier: &EditId, tip: &EditId) -> bool {
        let (Some(earlier_at), Some(mut at)) = (self.at(earlier), self.at(tip)) else { return false };
        let wanted = earlier_at.position;
        if at.position.replica != wanted.replica || at.position.n < wanted.n {
            return false;
        }
        let mut id = *tip;
        while at.position.n > wanted.n {
            let far = self.at(&at.far).filter(|far| far.position.n >= wanted.n);
            let next = if far.is_some() { Some(at.far) } else { at.position.prev };
            let Some((next, place)) = next.and_then(|next| Some((next, self.at(&next)?))) else { return false };
            (id, at) = (next, place);
        }
        id == *earlier
    }

    pub(super) fn tips(&self) -> impl Iterator<Item = Tip> + '_ {
        self.tips.iter().copied()
    }

    pub(super) fn tips_of(&self, replica: ReplicaId) -> impl Iterator<Item = Tip> + '_ {
        let (first, last) = (Tip(replica, 0, EditId([0; 32])), Tip(replica, u64::MAX, EditId([u8::MAX; 32])));
        self.tips.range(first..=last).copied()
    }
}
