//! Reading an export, record by record.

use super::audit::Audit;
use super::model;
use super::read::{Line, Lines};
use super::record::Record;
use super::report::Kept;
use super::report::{Report, Skipped};
use crate::catalog::installed::{self, FILE, Installed};
use crate::catalog::pick::Source;
use crate::error::{Error, Kind, Result};
use hoso_protocol::procedure::Procedure;
use std::collections::BTreeSet;
use std::path::Path;

/// What was read.
#[derive(Debug, Default)]
pub struct Import {
    /// The procedures, in the order of the file.
    pub procedures: Vec<Procedure>,
    /// What was found.
    pub report: Report,
}

/// Told after each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Records read so far.
    pub records: u64,
}

/// Reads the export. Lines that are no record are reported and passed over.
///
/// # Errors
/// `no_export`; `export_damaged` if the file ends in the middle or is no gzip after all.
pub fn read(path: &Path, audit: bool, watch: &mut dyn FnMut(Progress)) -> Result<Import> {
    let missing = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::new(Kind::NotFound, "no_export"),
        _ => Error::new(Kind::Storage, "export_damaged"),
    };
    let mut lines = Lines::open(path).map_err(missing)?;
    let mut import = Import::default();
    let mut codes = BTreeSet::new();
    let mut number = 0;
    let mut check = audit.then(Audit::default);
    while let Some(line) = lines.next().map_err(|_| Error::new(Kind::Storage, "export_damaged"))? {
        number += 1;
        let text = match line {
            Line::Text(text) => text,
            Line::TooLong => {
                import.skip(number, "too_long");
                continue;
            }
            Line::NotText => {
                import.skip(number, "not_utf8");
                continue;
            }
        };
        if text.trim().is_empty() {
            continue;
        }
        let record = match Record::read(&text) {
            Ok(record) if codes.insert(record.code().to_owned()) => record,
            Ok(_) => {
                import.skip(number, "code_twice");
                continue;
            }
            Err(why) => {
                import.skip(number, why);
                continue;
            }
        };
        let (procedure, unclear) = model::procedure(&record);
        import.report.lines += 1;
        import.report.records += 1;
        import.report.look(&procedure, unclear, &text);
        if let Some(check) = &mut check {
            check.check(&record, &procedure);
        }
        import.procedures.push(procedure);
        watch(Progress { records: import.report.records });
    }
    import.report.compare(&import.procedures);
    if let Some(check) = &mut check {
        check.finish();
    }
    import.report.audit = check;
    Ok(import)
}

impl Import {
    /// Puts the procedures into the catalog of a phone's folder. If all of them are there already, nothing is written.
    ///
    /// # Errors
    /// `disk_full` and the like; the catalog is then as it was.
    pub fn keep(&mut self, folder: &Path) -> Result<()> {
        let there = Installed::open(folder).ok().flatten();
        let all = there.as_ref().map_or(0, |there| there.count(Source::Pack) + there.count(Source::Imported));
        let kept = |p: &Procedure| {
            let hash = p.hash();
            let same = |known: &crate::catalog::pick::Version| known.hash == hash && known.source == Source::Imported;
            there.as_ref().is_some_and(|there| there.versions(&p.code).iter().any(same))
        };
        let mut catalog = Kept { all, ..Kept::default() };
        if !self.procedures.iter().all(kept) {
            drop(there);
            let written = installed::replace(folder, Source::Imported, None, &self.procedures)?;
            catalog = Kept { changed: true, new: written.new, all: written.all, bytes: 0 };
        }
        catalog.bytes = std::fs::metadata(folder.join(FILE)).map_or(0, |file| file.len());
        self.report.catalog = catalog;
        Ok(())
    }

    fn skip(&mut self, line: u64, why: &'static str) {
        self.report.lines += 1;
        self.report.skipped.push(Skipped { line, why });
    }
}
