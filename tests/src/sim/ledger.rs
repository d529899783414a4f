//! What phones said "saved" to, and which of it somebody who saw it replaced since: in the end everything else is there.

use super::phone::Shown;
use hoso_protocol::ids::DossierId;
use std::collections::{BTreeMap, BTreeSet};

/// A value that was written: dossier, key, value. The simulation writes no text twice.
type Place = (DossierId, String, String);

#[derive(Default)]
struct Written {
    by: BTreeSet<usize>,
    /// Taken back by the one who wrote it.
    taken_back: bool,
    /// Values of the same key whose writer had this one before them.
    covered: BTreeSet<String>,
}

/// Stands for "emptied": covers, and is not to be seen.
const EMPTIED: &str = "\u{0}";

/// All that was acknowledged.
#[derive(Default)]
pub struct Ledger {
    all: BTreeMap<Place, Written>,
    pub writes: u64,
}

impl Ledger {
    /// A phone showed `before`, its person did something, and then it showed `after`.
    pub fn note(&mut self, by: usize, id: DossierId, before: &Shown, after: &Shown, undo: bool) {
        let none = BTreeSet::new();
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for key in keys {
            let (old, new) = (before.get(key).unwrap_or(&none), after.get(key).unwrap_or(&none));
            // Answers and states of papers are picked from a few words, which say nothing of who wrote them.
            if old == new || key.starts_with("answer/") || key.starts_with("paper/") {
                continue;
            }
            self.writes += 1;
            let gone: Vec<&String> = old.difference(new).collect();
            let mut come: Vec<&str> = new.difference(old).map(String::as_str).collect();
            for value in &come {
                let written = self.all.entry((id, key.clone(), (*value).to_owned())).or_default();
                written.by.insert(by);
                written.taken_back = false;
                if undo {
                    written.covered.retain(|cover| !old.contains(cover));
                }
            }
            if come.is_empty() {
                come = new.iter().map(String::as_str).collect();
            }
            if come.is_empty() {
                come.push(EMPTIED);
            }
            for value in gone {
                let written = self.all.entry((id, key.clone(), value.clone())).or_default();
                written.covered.extend(come.iter().map(|cover| (*cover).to_owned()));
                written.taken_back |= undo;
            }
        }
    }

    /// What is lost for somebody who sees all that these actors wrote.
    pub fn lost(&self, id: DossierId, shown: &Shown, of: &dyn Fn(usize) -> bool) -> Vec<String> {
        let from = (id, String::new(), String::new());
        let of_dossier = self.all.range(from..).take_while(|((dossier, ..), _)| *dossier == id);
        let mut lost = vec![];
        for ((_, key, value), written) in of_dossier {
            let wanted = !written.taken_back && written.by.iter().any(|by| of(*by));
            if wanted && !self.is_there(id, key, value, shown, &mut BTreeSet::new()) {
                lost.push(format!("{key} = {value} by {:?}, covered by {:?}", written.by, written.covered));
            }
        }
        lost
    }

    fn is_there(&self, id: DossierId, key: &str, value: &str, shown: &Shown, asked: &mut BTreeSet<String>) -> bool {
        if value == EMPTIED || shown.get(key).is_some_and(|values| values.contains(value)) {
            return true;
        }
        if !asked.insert(value.to_owned()) {
            return false;
        }
        let written = self.all.get(&(id, key.to_owned(), value.to_owned()));
        written.is_some_and(|written| written.covered.iter().any(|cover| self.is_there(id, key, cover, shown, asked)))
    }
}
