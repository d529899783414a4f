//! The versions that count on a day, all at once.

use super::installed::Installed;
use super::pick::{Source, Version, pick};
use super::{Catalog, Entry};
use std::collections::BTreeMap;

impl Catalog {
    /// The hashes of the versions that count on a day, one a code: the codes of the embedded guides first, then what was
    /// installed. The same as asking for each code, without a look into the file for each.
    pub fn counting(&self, day: &str) -> Vec<String> {
        let mut installed: BTreeMap<String, Vec<Version>> =
            self.installed.as_ref().map(Installed::all_versions).unwrap_or_default();
        // Of two packs the newer one speaks for all codes that it has.
        let older = self.installed.as_ref().and_then(Installed::pack).is_some_and(|pack| pack.number < self.number);
        let mut out = Vec::with_capacity(self.by_code.len() + installed.len());
        for (code, places) in &self.by_code {
            let mut versions = installed.remove(code).unwrap_or_default();
            if older {
                versions.retain(|version| version.source != Source::Pack);
            }
            if versions.iter().all(|version| version.source != Source::Pack) {
                let embedded = places.iter().filter_map(|place| self.entries.get(*place));
                versions.extend(embedded.map(|entry: &Entry| entry.version.clone()));
            }
            out.extend(pick(&versions, day).map(|version| version.hash.clone()));
        }
        out.extend(installed.values().filter_map(|versions| pick(versions, day)).map(|version| version.hash.clone()));
        out
    }
}
