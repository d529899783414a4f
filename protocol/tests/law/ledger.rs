//! What really happened, as nobody in the village knows it: who typed what, and what their screen showed.

use crate::dice::Dice;
use hoso_protocol::ids::{EditId, ReplicaId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

pub const KEYS: [&str; 3] = ["field/a", "field/b", "deleted"];

/// The live edits of each key, as a screen showed them.
pub type Shown = Rc<BTreeMap<&'static str, BTreeSet<EditId>>>;

/// What became of something that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Working,
    Sealed(EditId),
    /// Typed over on the same phone, before it left it.
    TypedOver,
    /// Taken back by the person.
    Undone,
    /// The phone was put back to a time before.
    LostWithPhone,
}

/// How an edit came to be.
#[derive(Debug, Default, Clone)]
pub struct Origin {
    /// For each key that it sets: the screen on which that was typed.
    pub screens: BTreeMap<&'static str, Shown>,
    /// What had been sealed on the same phone before.
    pub typed_before: BTreeSet<EditId>,
    /// Written by a foe, who claims to have seen whatever it names.
    pub hostile: bool,
}

pub struct Ledger {
    pub origins: HashMap<EditId, Origin>,
    /// By the number that stands in the edit as the time of writing: no two are the same.
    pub fates: BTreeMap<i64, Fate>,
    /// Edits that were on a phone when it was put back to an old copy.
    pub lost: BTreeSet<EditId>,
    pub faults: BTreeSet<&'static str>,
    dice: Dice,
}

impl Ledger {
    pub fn new(seed: u64) -> Self {
        let (origins, fates, lost, faults) = (HashMap::new(), BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        Self { origins, fates, lost, faults, dice: Dice::new(seed ^ 0xFEED) }
    }

    /// A number for something that is typed now.
    pub fn typed(&mut self) -> i64 {
        let at = self.fates.len() as i64 + 1;
        self.fates.insert(at, Fate::Working);
        at
    }

    pub fn replica(&mut self) -> ReplicaId {
        ReplicaId(std::array::from_fn(|_| self.dice.next() as u8))
    }

    pub fn fault(&mut self, fault: &'static str) {
        self.faults.insert(fault);
    }
}
