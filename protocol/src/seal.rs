//! How working values become edits: split where they are too large for one, by values and by tips.

use crate::edit::{MAX_EDIT_BYTES, MAX_SEEN, Tip};
use crate::key::Key;
use crate::value::Value;
use std::collections::BTreeMap;

/// Room for the values of one edit beside its frame and a full list of tips.
const ROOM: usize = MAX_EDIT_BYTES - 64 * 1024;

/// What one edit says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Key → value and when it was made.
    pub sets: BTreeMap<String, (Value, i64)>,
    /// Tips of other replicas, not more than an edit may name.
    pub seen: Vec<Tip>,
}

/// The edits that say what a person wrote on a screen that showed these tips of others, to be sealed in this order.
///
/// No edit may name more than `MAX_SEEN` tips, and a foe can make more than that. Then the same values are written
/// several times in a row, each naming a part of the tips: the last covers the others by its own chain, and together
/// they cover all that the screen showed. So a conflict among any number of strangers can be resolved.
pub fn parts(values: impl IntoIterator<Item = (Key, Value, i64)>, seen: &[Tip]) -> Vec<Part> {
    let mut parts = Vec::new();
    for sets in by_size(values) {
        let mut chunks = seen.chunks(MAX_SEEN);
        let first = chunks.next().unwrap_or_default();
        parts.extend(std::iter::once(first).chain(chunks).map(|seen| Part { sets: sets.clone(), seen: seen.to_vec() }));
    }
    parts
}

fn by_size(values: impl IntoIterator<Item = (Key, Value, i64)>) -> Vec<BTreeMap<String, (Value, i64)>> {
    let mut all = Vec::new();
    let mut sets = BTreeMap::new();
    let mut size = 0;
    for (key, value, at) in values {
        let key = key.to_string();
        let more = serde_json::to_string(&value).map_or(0, |text| text.len()) + key.len() + 32;
        if size + more > ROOM && !sets.is_empty() {
            all.push(std::mem::take(&mut sets));
            size = 0;
        }
        size += more;
        sets.insert(key, (value, at));
    }
    if !sets.is_empty() {
        all.push(sets);
    }
    all
}
