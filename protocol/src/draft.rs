//! A draft as screens show it: a pure function of the live edits and the working values.

use crate::edit::Edit;
use crate::ids::{Digest, EditId, PublicKey};
use crate::key::Key;
use crate::rule::Answers;
use crate::value::{PhotoPage, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A live value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// The edit; `None` is a working value of this phone, not sealed yet.
    pub edit: Option<EditId>,
    /// What it says.
    pub value: Value,
    /// When it was made, by the writer's clock (milliseconds since 1970).
    pub at: i64,
    /// The writer's device; `None` is this phone, not sealed yet.
    pub by: Option<PublicKey>,
}

impl Live {
    /// What `edit` set `key` to, if it did.
    pub fn of(edit: &Edit, key: &str) -> Option<Self> {
        let (value, at) = edit.body.sets.get(key)?;
        Some(Self { edit: Some(edit.id), value: value.clone(), at: *at, by: Some(edit.body.key) })
    }
}

/// The live values of each key: one, several equal ones, or a conflict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    slots: BTreeMap<Key, Vec<Live>>,
}

/// What is shown for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// Never set, or cleared.
    Empty,
    /// One value.
    One(&'a Value),
    /// Values that differ: kept and shown until a person picks or writes one.
    Conflict(&'a [Live]),
}

impl Draft {
    /// Adds a live value. Keys that are none of a dossier's are left out.
    pub fn add(&mut self, key: &str, live: Live) {
        if let Ok(key) = key.parse() {
            self.slots.entry(key).or_default().push(live);
        }
    }

    /// A working value stands in front of all edits: its writer's screen showed them.
    pub fn set(&mut self, key: Key, value: Value, at: i64) {
        self.slots.insert(key, vec![Live { edit: None, value, at, by: None }]);
    }

    /// All live values of a key.
    pub fn live(&self, key: &Key) -> &[Live] {
        self.slots.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// What is shown for a key.
    pub fn shown(&self, key: &Key) -> Shown<'_> {
        match self.live(key) {
            [] => Shown::Empty,
            [first, rest @ ..] if rest.iter().all(|other| other.value.same_as(&first.value)) => {
                if first.value.is_empty() { Shown::Empty } else { Shown::One(&first.value) }
            }
            all => Shown::Conflict(all),
        }
    }

    /// The text of a key that has one value.
    pub fn text(&self, key: &Key) -> Option<&str> {
        match self.shown(key) {
            Shown::One(value) => value.text(),
            _ => None,
        }
    }

    /// The procedure version; in a conflict of two versions the one that was set last, since both are kept readable and
    /// either can be chosen again.
    pub fn procedure(&self) -> Option<Digest> {
        let last = self.live(&Key::Procedure).iter().max_by_key(|live| (live.at, live.edit))?;
        last.value.text()?.parse().ok()
    }

    /// All keys that were ever set.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.slots.keys()
    }

    /// Keys in conflict.
    pub fn conflicts(&self) -> impl Iterator<Item = (&Key, &[Live])> {
        self.slots.keys().filter_map(|key| match self.shown(key) {
            Shown::Conflict(all) => Some((key, all)),
            _ => None,
        })
    }

    /// The answers: for each question the values of its live heads.
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::new();
        for (key, live) in &self.slots {
            if let Key::Answer(question) = key {
                let values: BTreeSet<String> =
                    live.iter().filter_map(|l| l.value.text()).filter(|t| !t.is_empty()).map(str::to_owned).collect();
                if !values.is_empty() {
                    answers.insert(question.clone(), values);
                }
            }
        }
        answers
    }

    /// The pages of a paper, in order. A page in conflict shows each of its photos: nothing is hidden.
    pub fn pages(&self, paper: &str) -> Vec<(&str, &PhotoPage)> {
        let mut pages: Vec<(&str, &PhotoPage)> = Vec::new();
        for (key, live) in &self.slots {
            if let Key::Photo(of, page) = key
                && of == paper
            {
                for photo in live.iter().filter_map(|l| l.value.photo()) {
                    if !pages.iter().any(|(id, other)| id == page && other.sha256 == photo.sha256) {
                        pages.push((page, photo));
                    }
                }
            }
        }
        pages.sort_by(|(a, x), (b, y)| (&x.order, a).cmp(&(&y.order, b)));
        pages
    }
}
