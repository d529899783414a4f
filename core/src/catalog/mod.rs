//! The catalog: what procedures this program knows, by code and by version.
//!
//! Guides are written as TOML ([`compile`]), built into one pack ([`pack`]) that the program embeds, and read from there
//! one by one when somebody asks for them. A phone's folder may have more in its [`installed`] catalog.

pub mod compile;
mod counting;
pub mod events;
pub mod holidays;
pub mod installed;
pub mod pack;
pub mod packs;
pub mod pick;
pub mod portal;
pub mod review;
pub mod show;

use hoso_protocol::procedure::{Procedure, hash_of};
use installed::{Installed, Trouble};
use pick::{Source, Version, pick};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::path::Path;
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

/// Procedures by code (the version that counts on a day) and by hash (any version): the guides that the program embeds,
/// and beside them what was installed or imported into the phone's folder.
#[derive(Debug)]
pub struct Catalog {
    number: u64,
    issued: String,
    entries: Vec<Entry>,
    by_code: BTreeMap<String, Vec<usize>>,
    by_hash: HashMap<String, usize>,
    installed: Option<Installed>,
    trouble: Option<Trouble>,
}

#[derive(Debug)]
struct Entry {
    version: Version,
    body: Arc<[u8]>,
    range: Range<usize>,
    parsed: OnceLock<Option<Arc<Procedure>>>,
}

impl Catalog {
    /// The catalog built into this program. Unpacks and indexes; each guide is parsed when first asked for.
    ///
    /// # Errors
    /// [`PackError`] if the program file is damaged.
    pub fn embedded() -> Result<Self, PackError> {
        Self::from_pack(EMBEDDED)
    }

    /// The same, with what was installed or imported into a phone's folder. An installed catalog that can't be read is
    /// left out: [`Catalog::trouble`] says so.
    ///
    /// # Errors
    /// [`PackError`] if the program file is damaged.
    pub fn open(folder: &Path) -> Result<Self, PackError> {
        let mut catalog = Self::embedded()?;
        match Installed::open(folder) {
            Ok(installed) => catalog.installed = installed,
            Err(trouble) => catalog.trouble = Some(trouble),
        }
        Ok(catalog)
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
            installed: None,
            trouble: None,
        };
        let mut start = 0;
        for line in head.guides {
            let range = start..start + line.bytes;
            start = range.end;
            let body = Arc::clone(&bodies);
            let pack::Line { code, hash, valid_from, valid_to, .. } = line;
            let version = Version { hash, source: Source::Pack, valid_from, valid_to };
            catalog.add(code, Entry { version, body, range, parsed: OnceLock::new() });
        }
        Ok(catalog)
    }

    /// The number of the pack that the program embeds.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The day on which that pack was given out, ISO.
    pub fn issued(&self) -> &str {
        &self.issued
    }

    /// What was installed or imported into the phone's folder.
    pub fn installed(&self) -> Option<&Installed> {
        self.installed.as_ref()
    }

    /// Why what was installed is not used.
    pub fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }

    /// How many procedures there are, versions of one code counted once.
    pub fn len(&self) -> usize {
        self.codes().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// All codes.
    pub fn codes(&self) -> BTreeSet<String> {
        let installed = self.installed.as_ref().map(Installed::codes).unwrap_or_default();
        self.by_code.keys().cloned().chain(installed).collect()
    }

    /// All versions of a code.
    pub fn versions(&self, code: &str) -> Vec<Version> {
        let installed = self.installed.as_ref().map(|installed| installed.versions(code)).unwrap_or_default();
        self.with_embedded(code, installed)
    }

    /// The version of this code that counts on a day (ISO).
    pub fn on(&self, code: &str, day: &str) -> Option<Version> {
        pick(&self.versions(code), day).cloned()
    }

    /// The version of this code that counts today, by this machine's clock.
    pub fn get(&self, code: &str) -> Option<Arc<Procedure>> {
        self.by_hash(&self.hash(code)?)
    }

    /// The hash of the version that `get` gives.
    pub fn hash(&self, code: &str) -> Option<String> {
        self.on(code, &crate::time::today()).map(|version| version.hash)
    }

    /// The record of this code as it was imported from the national portal, also where a guide covers the code.
    pub fn imported(&self, code: &str) -> Option<Arc<Procedure>> {
        let versions = self.installed.as_ref()?.versions(code);
        self.by_hash(&versions.into_iter().find(|version| version.source == Source::Imported)?.hash)
    }

    /// The version with this hash, whether it counts today or not.
    pub fn by_hash(&self, hash: &str) -> Option<Arc<Procedure>> {
        if let Some(entry) = self.by_hash.get(hash).and_then(|i| self.entries.get(*i)) {
            return entry.procedure();
        }
        serde_json::from_slice(&self.bytes(hash)?).ok().map(Arc::new)
    }

    /// The bytes of the version with this hash, for a draft's own copy: `hash_of` them is `hash`.
    pub fn bytes(&self, hash: &str) -> Option<Vec<u8>> {
        if let Some(entry) = self.by_hash.get(hash).and_then(|i| self.entries.get(*i)) {
            return Some(entry.bytes().to_vec());
        }
        self.installed.as_ref()?.bytes(hash).filter(|body| hash_of(body) == hash)
    }

    /// The versions that count today: the embedded guides by code, then what was installed in the order in which it lies.
    pub fn iter(&self) -> impl Iterator<Item = Arc<Procedure>> {
        let installed = self.installed.as_ref().map(Installed::codes).unwrap_or_default();
        let mut counting = self.counting_by_code(&crate::time::today());
        // What is taken out does not come twice.
        let hashes = self.by_code.keys().cloned().chain(installed).filter_map(move |code| counting.remove(&code));
        hashes.filter_map(|hash| self.by_hash(&hash))
    }

    /// Adds a version and returns its hash. For a code that has none yet it becomes the one that counts; a code that has
    /// one keeps it (an old version that came by sync never hides a guide), and the new version is found by its hash.
    pub fn insert(&mut self, procedure: Procedure) -> String {
        let body = procedure.to_bytes();
        let hash = hash_of(&body);
        let range = 0..body.len();
        let Procedure { code, valid_from, valid_to, .. } = procedure.clone();
        let parsed = OnceLock::from(Some(Arc::new(procedure)));
        let version = Version { hash: hash.clone(), source: Source::Imported, valid_from, valid_to };
        self.add(code, Entry { version, body: body.into(), range, parsed });
        hash
    }

    fn add(&mut self, code: String, entry: Entry) {
        if self.by_hash.contains_key(&entry.version.hash) {
            return;
        }
        let place = self.entries.len();
        self.by_hash.insert(entry.version.hash.clone(), place);
        self.by_code.entry(code).or_default().push(place);
        self.entries.push(entry);
    }
}

impl Entry {
    fn bytes(&self) -> &[u8] {
        self.body.get(self.range.clone()).unwrap_or_default()
    }

    /// `None` only for a body of a newer format than this program knows.
    fn procedure(&self) -> Option<Arc<Procedure>> {
        self.parsed.get_or_init(|| serde_json::from_slice(self.bytes()).ok().map(Arc::new)).clone()
    }
}

#[cfg(test)]
mod tests;
