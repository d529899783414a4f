//! Installing: check all, unpack all, and only then let a rename decide. A kill at any step leaves the old catalog or the
//! new one; the next attempt, or [`Packs::mend`] on a quiet day, goes on from there.

use super::fault::refused;
use super::installed::{Installed, Packs, packs};
use super::open::open;
use super::root::{Root, RootFile};
use super::verify::{may_follow, verify};
use crate::durable::write_beside;
use crate::{Error, Result};
use hoso_protocol::pack::{DELTAS_BACK, Kind, Part, Sealed, split};
use hoso_protocol::procedure::Procedure;
use std::fs;

/// What has just been done; for a progress line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// All signatures are good; nothing was unpacked yet.
    Verified,
    /// Unpacked, and its hash is the signed one.
    Unpacked,
    /// The pack lies beside the old one.
    Kept,
    /// Nothing older is taken from here on.
    Noted,
    /// Everybody reads the new catalog.
    Switched,
    /// The old one is gone.
    Swept,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What counts now.
    pub installed: Installed,
    /// What counted before.
    pub before: Option<u64>,
    /// Whether anything changed.
    pub changed: bool,
}

/// A source whose signatures are good.
struct Candidate<'f> {
    parts: Vec<Sealed<'f>>,
    key: String,
}

impl Candidate<'_> {
    fn number(&self) -> u64 {
        self.parts.last().map_or(0, |part| part.header.number)
    }
}

impl Packs {
    /// Installs the newest good pack among these files, from wherever they came: one bad source does not stop another.
    /// `watch` is told of each step.
    ///
    /// # Errors
    /// If none is good: what is wrong with the first. The old catalog stays.
    pub fn install(&self, sources: &[Vec<u8>], watch: &mut dyn FnMut(Step)) -> Result<Outcome> {
        let _lock = self.lock()?;
        // What an earlier attempt left; a pack that is lost is replaced by what comes now.
        if let Err(error) = self.mend_locked() {
            tracing::warn!(code = error.code, "the installed catalog could not be mended");
        }
        let mut faults: Vec<Error> = vec![];
        // A root that withdraws a key counts before any pack is looked at, wherever it lies.
        for source in sources {
            faults.extend(self.take_roots(source).err());
        }
        let root = self.root()?.ok_or_else(|| refused("no_root"))?;
        let before = self.known()?;
        // Numbers of a key that was withdrawn say nothing: it may have run ahead.
        let floor = before.as_ref().filter(|known| root.packs.contains(&known.key)).map_or(0, |known| known.number);
        let mut candidates = vec![];
        for source in sources {
            match candidate(source, &root) {
                Ok(one) => candidates.push(one),
                Err(error) => faults.push(error),
            }
        }
        candidates.sort_by_key(|one| std::cmp::Reverse(one.number()));
        for one in &candidates {
            match self.take(one, &root, floor, before.as_ref(), watch) {
                Ok(outcome) => return Ok(outcome),
                // The disk is no fault of a source, and another one would not help.
                Err(error) if error.kind == crate::Kind::Storage => return Err(error),
                Err(error) => faults.push(error),
            }
        }
        Err(faults.into_iter().next().unwrap_or_else(|| refused("pack_unknown")))
    }

    fn take_roots(&self, source: &[u8]) -> Result<()> {
        for part in split(source)? {
            if let Part::Root(text) = part {
                // Without a first root nothing in a source can be one: that comes from a person.
                if self.root()?.is_some() {
                    self.take_root_locked(&RootFile::read(text)?)?;
                }
            }
        }
        Ok(())
    }

    /// What is known of the pack that counts; a note that can't be read counts as none, so that a phone heals.
    fn known(&self) -> Result<Option<Installed>> {
        match self.installed() {
            Err(error) if error.code == "pack_lost" => Ok(None),
            other => other,
        }
    }

    fn take(
        &self,
        one: &Candidate<'_>,
        root: &Root,
        floor: u64,
        before: Option<&Installed>,
        watch: &mut dyn FnMut(Step),
    ) -> Result<Outcome> {
        let Some(last) = one.parts.last() else { return Err(refused("pack_unknown")) };
        let header = &last.header;
        may_follow(header.number, floor, root)?;
        let number_before = before.map(|known| known.number);
        if let Some(known) = before.filter(|known| known.number == header.number && floor > 0) {
            if known.sha256 != header.content.sha256 {
                return Err(refused("pack_twice"));
            }
            if self.load().is_ok() && self.is_taken_up(known) {
                return Ok(Outcome { installed: known.clone(), before: number_before, changed: false });
            }
        }
        watch(Step::Verified);
        let (bytes, procedures) = self.unpack(one, before)?;
        watch(Step::Unpacked);
        let installed = Installed {
            name: header.name.clone(),
            number: header.number,
            issued: header.issued.clone(),
            review_by: header.review_by.clone(),
            sha256: header.content.sha256.clone(),
            key: one.key.clone(),
            file: format!("pack-{}-{}.hoso", header.number, header.content.sha256.get(..16).unwrap_or_default()),
        };
        write_beside(&self.folder.join(&installed.file), &bytes)?;
        watch(Step::Kept);
        let note = serde_json::to_vec(&installed).unwrap_or_default();
        write_beside(&self.folder.join("installed.json"), &note)?;
        watch(Step::Noted);
        self.take_up(&installed, &procedures)?;
        watch(Step::Switched);
        self.sweep(&installed)?;
        watch(Step::Swept);
        Ok(Outcome { installed, before: number_before, changed: true })
    }

    /// Unpacks: what is to be kept (a whole pack and the deltas after it), and the procedures.
    fn unpack(&self, one: &Candidate<'_>, before: Option<&Installed>) -> Result<(Vec<u8>, Vec<Procedure>)> {
        let whole = one.parts.iter().rposition(|part| part.header.kind == Kind::Pack);
        let held = match (whole, before) {
            (Some(_), _) => vec![],
            (None, Some(known)) => self.file(known).map_err(|_| refused("pack_base"))?,
            (None, None) => return Err(refused("pack_base")),
        };
        let mut parts = if held.is_empty() { vec![] } else { packs(split(&held)?) };
        parts.extend(one.parts.iter().skip(whole.unwrap_or_default()).cloned());
        if parts.len() as u64 > DELTAS_BACK + 1 {
            return Err(refused("pack_chain"));
        }
        let opened = open(&parts)?;
        // Every line has to be a procedure that this program can show.
        let procedures = opened.content.procedures()?;
        Ok((parts.iter().flat_map(|part| part.whole).copied().collect(), procedures))
    }

    /// Removes what earlier installations left.
    fn sweep(&self, installed: &Installed) -> Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let left = name.starts_with("pack-") && *name != installed.file;
            // What was begun to be fetched of an older number leads nowhere any more.
            let begun = name.starts_with("incoming-");
            if left || begun || name.ends_with(".tmp") {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// A source, split and with every signature checked.
fn candidate<'f>(source: &'f [u8], root: &Root) -> Result<Candidate<'f>> {
    let parts = packs(split(source)?);
    let mut signer = String::new();
    for part in &parts {
        signer = verify(part, root)?;
    }
    if parts.is_empty() { Err(refused("pack_unknown")) } else { Ok(Candidate { parts, key: signer }) }
}
