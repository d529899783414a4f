//! Removing files: the one that the caller names, or those that no row names any more.

use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{TEMPORARY, is_name};
use crate::photo::PhotoError;

/// How old, by the file's own time, a file must be before [`sweep`] removes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// An unfinished temporary file; a day by default.
    pub temporary: Duration,
    /// A whole photo without a row; thirty days by default: after a fall-back to an older copy of the database its rows may
    /// still come back.
    pub orphan: Duration,
}

impl Default for Age {
    fn default() -> Self {
        const DAY: u64 = 24 * 60 * 60;
        Self { temporary: Duration::from_secs(DAY), orphan: Duration::from_secs(30 * DAY) }
    }
}

/// What [`sweep`] did and saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files removed.
    pub removed: u64,
    /// Their bytes on the disk.
    pub freed: u64,
    /// Files that no row names, too young to be removed.
    pub young: u64,
    /// Names that a row has but the folder doesn't, in order: photos that are lost here and must come from elsewhere.
    pub missing: Vec<String>,
}

/// Removes photo files that no row names and that are older than `age` at `now`. A file with a time in the future, and any
/// file that is not named like ours, stays. The caller must not be between [`super::Writer::finish`] and its row.
///
/// # Errors
/// [`PhotoError::ReadOnly`] or [`PhotoError::Io`]; no folder at all is fine (each known photo is then missing).
pub fn sweep(folder: &Path, known: &HashSet<String>, now: SystemTime, age: Age) -> Result<Swept, PhotoError> {
    let mut swept = Swept::default();
    let mut here = HashSet::new();
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        other => Some(other?),
    };
    for entry in entries.into_iter().flatten() {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let at_least = match name.strip_suffix(TEMPORARY) {
            Some(of) if is_name(of) => age.temporary,
            None if is_name(&name) => age.orphan,
            _ => continue,
        };
        let meta = entry.metadata()?;
        if !meta.is_file() {
            continue;
        }
        if known.contains(&name) {
            here.insert(name);
            continue;
        }
        let old = meta.modified().ok().and_then(|then| now.duration_since(then).ok());
        if old.is_some_and(|old| old >= at_least) {
            std::fs::remove_file(entry.path())?;
            swept.removed += 1;
            swept.freed += meta.len();
        } else {
            swept.young += 1;
        }
    }
    swept.missing = known.iter().filter(|name| !here.contains(*name)).cloned().collect();
    swept.missing.sort();
    Ok(swept)
}

/// Removes the file of one photo. One that is gone already is fine.
///
/// # Errors
/// [`PhotoError::ReadOnly`] or [`PhotoError::Io`].
pub fn discard(folder: &Path, name: &str) -> Result<(), PhotoError> {
    if !is_name(name) {
        return Ok(());
    }
    match std::fs::remove_file(folder.join(name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
