//! What a phone keeps of a dossier: the real history, the slow one, or both side by side.

use crate::laws::{Law, Slow};
use hoso_protocol::edit::Tip;
use hoso_protocol::ids::{EditId, ReplicaId};
use hoso_protocol::merge::{History, Item, State};

pub trait Store: Clone {
    fn new(law: Law) -> Self;
    fn take(&mut self, item: &Item);
    fn tips(&self) -> Vec<Tip>;
    fn next(&self, replica: ReplicaId) -> Option<(u64, Option<EditId>)>;
    fn heads(&self, key: &str) -> Vec<EditId>;
    /// Whether an edit counts.
    fn counts(&self, id: &EditId) -> bool;
    /// Whether nobody has to wait for this any longer.
    fn fills(&self, id: &EditId) -> bool;
    fn pending(&self) -> Vec<EditId>;
    /// Whether `id` lies on the chain of one of the tips.
    fn behind(&self, tips: &[EditId], id: &EditId) -> bool;
    fn hides(&self, deleting: &EditId) -> bool;
}

impl Store for History {
    fn new(_: Law) -> Self {
        Self::default()
    }

    fn take(&mut self, item: &Item) {
        History::take(self, item.clone());
    }

    fn tips(&self) -> Vec<Tip> {
        History::tips(self)
    }

    fn next(&self, replica: ReplicaId) -> Option<(u64, Option<EditId>)> {
        History::next(self, replica)
    }

    fn heads(&self, key: &str) -> Vec<EditId> {
        History::heads(self, key).to_vec()
    }

    fn counts(&self, id: &EditId) -> bool {
        self.state(id) == State::Counted
    }

    fn fills(&self, id: &EditId) -> bool {
        matches!(self.state(id), State::Counted | State::Voided)
    }

    fn pending(&self) -> Vec<EditId> {
        let mut ids: Vec<EditId> = History::pending(self).collect();
        ids.sort();
        ids
    }

    fn behind(&self, tips: &[EditId], id: &EditId) -> bool {
        // Only the id of a tip says where to look.
        let tips: Vec<Tip> = tips.iter().map(|tip| Tip(ReplicaId([0; 16]), 0, *tip)).collect();
        self.shown_by(&tips, id)
    }

    fn hides(&self, deleting: &EditId) -> bool {
        History::hides(self, deleting)
    }
}

/// The real history and the law written down a second time: whatever is asked, they agree.
#[derive(Clone)]
pub struct Both(History, Slow);

macro_rules! same {
    ($self:ident . $method:ident ( $($arg:expr),* )) => {{
        let (real, slow) = (Store::$method(&$self.0, $($arg),*), $self.1.$method($($arg),*));
        assert_eq!(real, slow, "the real history and the law disagree");
        real
    }};
}

impl Store for Both {
    fn new(law: Law) -> Self {
        assert_eq!(law, Law::Right);
        Self(History::new(law), Slow::new(law))
    }

    fn take(&mut self, item: &Item) {
        Store::take(&mut self.0, item);
        self.1.take(item);
    }

    fn tips(&self) -> Vec<Tip> {
        same!(self.tips())
    }

    fn next(&self, replica: ReplicaId) -> Option<(u64, Option<EditId>)> {
        same!(self.next(replica))
    }

    fn heads(&self, key: &str) -> Vec<EditId> {
        same!(self.heads(key))
    }

    fn counts(&self, id: &EditId) -> bool {
        same!(self.counts(id))
    }

    fn fills(&self, id: &EditId) -> bool {
        same!(self.fills(id))
    }

    fn pending(&self) -> Vec<EditId> {
        same!(self.pending())
    }

    fn behind(&self, tips: &[EditId], id: &EditId) -> bool {
        same!(self.behind(tips, id))
    }

    fn hides(&self, deleting: &EditId) -> bool {
        same!(self.hides(deleting))
    }
}
