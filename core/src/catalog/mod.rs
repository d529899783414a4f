//! The catalog: what procedures this program knows, by code and by version.
//!
//! Guides are written as TOML ([`compile`]), built into one pack ([`pack`]) that the program embeds, and read from there
//! one by one when somebody asks for them.

pub mod compile;
pub mod events;
pub mod holidays;
pub mod pack;
pub mod packs;
pub mod show;

use hoso_protocol::procedure::{Procedure, hash_of};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.pack"));

/// A pack that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the catalog pack is damaged ({0}); install the program again")]
pub struct PackError(#[from] std::io::Error);

impl PackError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        "catalog_damaged"
    }
}

/// Procedures by code (the version that counts today) and by hash (any version).
#[derive(Debug, Clone)]
pub struct Catalog {
    number: u64,
    issued: String,
    entries: Vec<Entry>,
    by_code: BTreeMap<String, usize>,
    by_hash: HashMap<String, usize>,
}

#[derive(Debug, Clone)]
struct Entry {
    hash: String,
    body: Arc<[u8]>,
    range: Range<usize>,
    parsed: OnceLock<Option<Box<Procedure>>>,
}

impl Catalog {
    /// The catalog built into this program. Unpacks and indexes; each guide is parsed when first asked for.
    ///
    /// # Errors
    /// [`PackError`] if the program file is damaged.
    pub fn embedded() -> Result<Self, PackError> {
        Self::from_pack(EMBEDDED)
    }

    /// The catalog of one pack whose bytes are trusted already.
    ///
    /// # Errors
    /// [`PackError`] if it is no pack.
    pub fn from_pack(pack: &[u8]) -> Result<Self, PackError> {
        let (head, bodies) = pack::read(pack)?;
        let bodies: Arc<[u8]> = bodies.into();
        let mut catalog = Self {
            number: head.number,
            issued: head.issued,
            entries: Vec::with_capacity(head.guides.len()),
            by_code: BTreeMap::new(),
            by_hash: HashMap::new(),
        };
        let mut start = 0;
        for line in head.guides {
            let range = start..start + line.bytes;
            start = range.end;
            let body = Arc::clone(&bodies);
            catalog.add(line.code, Entry { hash: line.hash, body, range, parsed: OnceLock::new() });
        }
        Ok(catalog)
    }

    /// The number of the pack.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The day on which the pack was given out, ISO.
    pub fn issued(&self) -> &str {
        &self.issued
    }

    /// How many procedures there are, versions of one code counted once.
    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// The version of this code that counts today.
    pub fn get(&self, code: &str) -> Option<&Procedure> {
        self.by_code.get(code).and_then(|i| self.entries.get(*i)).and_then(Entry::procedure)
    }

    /// The hash of the version that `get` gives.
    pub fn hash(&self, code: &str) -> Option<&str> {
        self.by_code.get(code).and_then(|i| self.entries.get(*i)).map(|entry| entry.hash.as_str())
    }

    /// The version with this hash, whether it counts today or not.
    pub fn by_hash(&self, hash: &str) -> Option<&Procedure> {
        self.by_hash.get(hash).and_then(|i| self.entries.get(*i)).and_then(Entry::procedure)
    }

    /// The bytes of the version with this hash, for a draft's own copy: `hash_of` them is `hash`.
    pub fn bytes(&self, hash: &str) -> Option<&[u8]> {
        self.by_hash.get(hash).and_then(|i| self.entries.get(*i)).map(Entry::bytes)
    }

    /// The versions that count today, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Procedure> {
        self.by_code.values().filter_map(|i| self.entries.get(*i)).filter_map(Entry::procedure)
    }

    /// Adds a version and returns its hash. For a code that has none yet it becomes the one that counts; a code that has
    /// one keeps it (an imported record or an old version that came by sync never hides a guide), and the new version is
    /// found by its hash.
    pub fn insert(&mut self, procedure: Procedure) -> String {
        let body = procedure.to_bytes();
        let hash = hash_of(&body);
        let range = 0..body.len();
        let code = procedure.code.clone();
        let parsed = OnceLock::from(Some(Box::new(procedure)));
        self.add(code, Entry { hash: hash.clone(), body: body.into(), range, parsed });
        hash
    }

    fn add(&mut self, code: String, entry: Entry) {
        if self.by_hash.contains_key(&entry.hash) {
            return;
        }
        let place = self.entries.len();
        self.by_hash.insert(entry.hash.clone(), place);
        self.by_code.entry(code).or_insert(place);
        self.entries.push(entry);
    }
}

impl Entry {
    fn bytes(&self) -> &[u8] {
        self.body.get(self.range.clone()).unwrap_or_default()
    }

    /// `None` only for a body of a newer format than this program knows.
    fn procedure(&self) -> Option<&Procedure> {
        self.parsed.get_or_init(|| serde_json::from_slice(self.bytes()).ok().map(Box::new)).as_deref()
    }
}

#[cfg(test)]
mod tests;
