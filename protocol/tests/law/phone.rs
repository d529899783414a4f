//! A phone reduced to what the law asks of it: working values, screens that may be old, sealing before foreign edits
//! come in, a new replica id when somebody else writes under its own, undo.

use crate::laws::Law;
use crate::ledger::{Fate, KEYS, Ledger, Shown};
use crate::letter::{DOSSIER, Letter, Post};
use crate::store::Store;
use hoso_protocol::draft::{Draft, Live, Shown as OnScreen};
use hoso_protocol::edit::{Body, Tip, VERSION};
use hoso_protocol::ids::{DossierId, EditId, ReplicaId};
use hoso_protocol::key::Key;
use hoso_protocol::seal::parts;
use hoso_protocol::sign::KeyPair;
use hoso_protocol::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a person looks at. It does not change by itself.
#[derive(Debug, Clone, Default)]
pub struct Screen {
    seen: Vec<Tip>,
    shown: Shown,
}

/// A working value and the screen that it was typed on.
#[derive(Debug, Clone)]
struct Written {
    value: Value,
    at: i64,
    screen: Screen,
}

/// A step that can be undone.
#[derive(Debug, Clone)]
struct Step {
    key: &'static str,
    at: i64,
    was_working: Option<Written>,
    /// `None` where the step ended a conflict: there is nothing to go back to.
    was_shown: Option<Value>,
}

#[derive(Debug, Clone)]
pub struct Phone<S> {
    law: Law,
    key: KeyPair,
    pub replica: ReplicaId,
    dossier: DossierId,
    pub store: S,
    /// All edits and voids that it holds, pending ones too: it offers every one of them.
    pub post: BTreeMap<(EditId, bool), Post>,
    screens: [Screen; 2],
    working: BTreeMap<&'static str, Written>,
    steps: Vec<Step>,
    own: BTreeSet<EditId>,
}

impl<S: Store> Phone<S> {
    pub fn new(law: Law, replica: ReplicaId, device: u8) -> Self {
        Self {
            law,
            key: KeyPair::from_seed(&[device; 32]),
            replica,
            dossier: DOSSIER,
            store: S::new(law),
            post: BTreeMap::new(),
            screens: [Screen::default(), Screen::default()],
            working: BTreeMap::new(),
            steps: Vec::new(),
            own: BTreeSet::new(),
        }
    }

    /// The same in another dossier.
    pub fn in_dossier(self, dossier: DossierId) -> Self {
        Self { dossier, ..self }
    }

    fn now(&self) -> Screen {
        let shown = KEYS.map(|key| (key, self.store.heads(key).into_iter().collect()));
        Screen { seen: self.store.tips(), shown: Rc::new(shown.into()) }
    }

    pub fn look(&mut self, screen: usize) {
        self.screens[screen] = self.now();
    }

    /// The draft that its screens would show now.
    pub fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        for key in KEYS {
            for id in self.store.heads(key) {
                let edit = self.post.get(&(id, false)).and_then(|letter| letter.edit.as_ref());
                draft.add(key, Live::of(edit.expect("what is shown is held"), key).expect("a head sets its key"));
            }
        }
        for (key, written) in &self.working {
            draft.set(key.parse().unwrap(), written.value.clone(), written.at);
        }
        draft
    }

    /// A person types a value on a screen.
    pub fn fill(&mut self, screen: usize, key: &'static str, value: Value, ledger: &mut Ledger) {
        let at = ledger.typed();
        let screen = self.screens[screen].clone();
        if self.law != Law::SeenAtSealing && self.of_others(&screen.seen) != self.of_others(&self.store.tips()) {
            // An old screen: what came since is not replaced.
            self.seal(ledger);
            self.write(vec![(key, Written { value, at, screen: screen.clone() })], &screen.seen, ledger);
            return;
        }
        let was_shown = match self.draft().shown(&key.parse().unwrap()) {
            OnScreen::Empty => Some(Value::Cleared),
            OnScreen::One(value) => Some(value.clone()),
            OnScreen::Conflict(_) => None,
        };
        self.keep(key, Written { value, at, screen }, was_shown, ledger);
    }

    fn keep(&mut self, key: &'static str, written: Written, was_shown: Option<Value>, ledger: &mut Ledger) {
        let at = written.at;
        let was_working = self.working.insert(key, written);
        if let Some(before) = &was_working {
            ledger.fates.insert(before.at, Fate::TypedOver);
        }
        self.steps.push(Step { key, at, was_working, was_shown });
    }

    /// Takes the last step back: only where its own value is still the one that is shown.
    pub fn undo(&mut self, ledger: &mut Ledger) {
        let Some(step) = self.steps.pop() else { return };
        if let Some(written) = self.working.get(step.key) {
            if written.at != step.at {
                return;
            }
            self.working.remove(step.key);
            ledger.fates.insert(step.at, Fate::Undone);
            if let Some(before) = step.was_working {
                ledger.fates.insert(before.at, Fate::Working);
                self.working.insert(step.key, before);
            }
            return;
        }
        let heads = self.store.heads(step.key);
        let [head] = heads.as_slice() else { return };
        let still = self.post.get(&(*head, false)).and_then(|letter| letter.body()?.sets.get(step.key));
        if let (Some(before), true) = (step.was_shown, still.is_some_and(|(_, at)| *at == step.at)) {
            let (at, screen) = (ledger.typed(), self.now());
            self.keep(step.key, Written { value: before, at, screen }, None, ledger);
        }
    }

    /// Turns working values into edits.
    pub fn seal(&mut self, ledger: &mut Ledger) {
        let before = self.on_screen();
        let mut groups: BTreeMap<Vec<Tip>, Vec<(&'static str, Written)>> = BTreeMap::new();
        for (key, written) in std::mem::take(&mut self.working) {
            let seen = match self.law {
                Law::SeenAtSealing => self.store.tips(),
                _ => written.screen.seen.clone(),
            };
            groups.entry(self.of_others(&seen)).or_default().push((key, written));
        }
        for (seen, values) in groups {
            self.write(values, &seen, ledger);
        }
        if self.on_screen() != before {
            ledger.fault("sealing changed what is shown");
        }
    }

    /// A wrong law: what was typed and not sealed yet is gone.
    pub fn forget_typing(&mut self) {
        self.working.clear();
    }

    /// What is shown, in words: who wrote it, and whether it is sealed, may change by sealing.
    fn on_screen(&self) -> Vec<(Key, BTreeSet<Value>)> {
        let draft = self.draft();
        draft.keys().map(|key| (key.clone(), draft.live(key).iter().map(|l| l.value.clone()).collect())).collect()
    }

    fn of_others(&self, tips: &[Tip]) -> Vec<Tip> {
        tips.iter().filter(|tip| tip.0 != self.replica).copied().collect()
    }

    fn write(&mut self, values: Vec<(&'static str, Written)>, seen: &[Tip], ledger: &mut Ledger) {
        let plain = values.iter().map(|(key, w)| (key.parse().unwrap(), w.value.clone(), w.at));
        for part in parts(plain, &self.of_others(seen)) {
            let (n, prev) = self.store.next(self.replica).unwrap_or_else(|| {
                self.replica = ledger.replica();
                (1, None)
            });
            let (dossier, replica, key) = (self.dossier, self.replica, self.key.public());
            let body = Body { v: VERSION, dossier, replica, n, prev, seen: part.seen, sets: part.sets, key };
            let letter = Letter::edit(&body, &self.key).expect("what a phone writes is well-formed");
            let id = letter.item.id;
            let origin = ledger.origins.entry(id).or_default();
            origin.typed_before.clone_from(&self.own);
            for (key, written) in values.iter().filter(|(key, _)| letter.sets(key)) {
                origin.screens.insert(key, written.screen.shown.clone());
                ledger.fates.insert(written.at, Fate::Sealed(id));
            }
            self.own.insert(id);
            self.store.take(&letter.item);
            self.post.insert(letter.name(), letter);
        }
        for (key, written) in &values {
            let heads = self.store.heads(key);
            let shown = written.screen.shown.get(key);
            if heads.iter().any(|head| shown.is_some_and(|shown| shown.contains(head))) {
                ledger.fault("what was replaced is still there");
            }
        }
    }

    /// Takes what came from elsewhere; it may come between any two keystrokes.
    pub fn receive(&mut self, letters: &[Post], ledger: &mut Ledger) {
        let news: Vec<&Post> = letters.iter().filter(|letter| !self.post.contains_key(&letter.name())).collect();
        if news.is_empty() {
            return;
        }
        if self.law != Law::SeenAtSealing {
            self.seal(ledger);
        }
        for letter in news {
            let twin = letter.item.replica == self.replica && !self.own.contains(&letter.item.id);
            if twin && self.law != Law::SameReplica {
                // Somebody else writes under our name.
                self.replica = ledger.replica();
            }
            self.store.take(&letter.item);
            self.post.insert(letter.name(), letter.clone());
        }
    }

    pub fn letters(&self) -> Vec<Post> {
        self.post.values().cloned().collect()
    }

    /// `cp -r` of the phone's folder.
    pub fn copy(&self) -> Self {
        let mut copy = self.clone();
        copy.screens = [copy.now(), copy.now()];
        copy
    }

    /// This phone comes back as an old copy of it.
    pub fn put_back(&self, copy: &Self, ledger: &mut Ledger) -> Self {
        ledger.lost.extend(self.own.iter());
        for written in self.working.values() {
            ledger.fates.insert(written.at, Fate::LostWithPhone);
        }
        let mut back = copy.copy();
        if self.law != Law::SameReplica {
            back.replica = ledger.replica();
        }
        back
    }

    /// Whether the dossier is out of sight here.
    pub fn is_hidden(&self) -> bool {
        let yes = |id: &EditId| {
            let letter = self.post.get(&(*id, false));
            letter.and_then(|l| l.body()?.sets.get("deleted")).is_some_and(|(value, _)| value.text() == Some("yes"))
        };
        let heads = self.store.heads("deleted");
        heads.iter().all(yes) && heads.iter().any(|id| self.store.hides(id))
    }
}
