//! The versions that count on a day, all at once.

use super::Catalog;
use super::installed::Installed;
use super::pick::{Source, Version, pick};
use std::collections::BTreeMap;

impl Catalog {
    /// The hashes of the versions that count on a day, one a code: the codes of the embedded guides first, then what was
    /// installed. The same as asking for each code, without a look into the file for each.
    pub fn counting(&self, day: &str) -> Vec<String> {
        let mut by_code = self.counting_by_code(day);
        let embedded: Vec<String> = self.by_code.keys().filter_map(|code| by_code.remove(code)).collect();
        embedded.into_iter().chain(by_code.into_values()).collect()
    }

    /// The same, by code.
    pub(super) fn counting_by_code(&self, day: &str) -> BTreeMap<String, String> {
        let mut installed: BTreeMap<String, Vec<Version>> = BTreeMap::new();
        for (code, version) in self.installed.iter().flat_map(Installed::all_versions) {
            installed.entry(code).or_default().push(version);
        }
        for code in self.by_code.keys() {
            installed.entry(code.clone()).or_default();
        }
        let picked = installed.into_iter().map(|(code, versions)| {
            let hash = pick(&self.with_embedded(&code, versions), day).map(|version| version.hash.clone());
            (code, hash)
        });
        picked.filter_map(|(code, hash)| Some((code, hash?))).collect()
    }

    /// All versions of a code: the installed ones joined by the embedded ones. Of two packs the newer one speaks for all
    /// codes that it has.
    pub(super) fn with_embedded(&self, code: &str, mut installed: Vec<Version>) -> Vec<Version> {
        let places = self.by_code.get(code).map_or(&[][..], Vec::as_slice);
        let older = self.installed.as_ref().and_then(Installed::pack).is_some_and(|pack| pack.number < self.number);
        if older && !places.is_empty() {
            installed.retain(|version| version.source != Source::Pack);
        }
        if installed.iter().all(|version| version.source != Source::Pack) {
            let embedded = places.iter().filter_map(|place| self.entries.get(*place));
            installed.extend(embedded.map(|entry| entry.version.clone()));
        }
        installed
    }
}
