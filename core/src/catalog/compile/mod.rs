//! The guide compiler: TOML that people wrote → [`Procedure`], with every fault named by file, line and what to do.
//!
//! The check itself ([`compile`]) is pure: texts in, a [`Report`] out, no I/O. [`compile_folder`] reads a catalog folder
//! for it. The build script of this crate includes this module by path, so it may use nothing but `hoso-protocol`,
//! `toml` and `serde`, and must not reach outside this folder.
//!
//! The format is described in `docs/catalog-format.md`.

mod diagnostic;
mod folder;
mod ledger;
mod reach;
mod read;
mod refs;
mod shape;
mod spans;
#[cfg(test)]
mod tests;
mod words;

pub use diagnostic::{Diagnostic, Severity};
pub use folder::{Folder, PackInfo, compile_folder, read_folder};
pub use ledger::{KeyKind, Ledger};

use diagnostic::Sink;
use hoso_protocol::procedure::Procedure;
use serde::Serialize;
use std::collections::BTreeMap;

/// What the compiler marks where a source could not be read.
pub const NOT_CHECKED: &str = "chưa đối chiếu";

/// One guide as a file: its name for messages and its text.
#[derive(Debug, Clone)]
pub struct GuideText {
    /// Such as `catalog/guides/2.000815.toml`; the last part must be `<code>.toml`.
    pub file: String,
    /// The whole file, as it is.
    pub text: String,
}

/// A guide that could be read; it may still have errors, which stand in the report.
#[derive(Debug, Clone, Serialize)]
pub struct Guide {
    /// The file it came from.
    pub file: String,
    /// How many figures, papers, fields and laws are marked `chưa đối chiếu`.
    pub not_checked: usize,
    /// Whether an officer has signed it.
    pub reviewed: bool,
    /// What the file says.
    #[serde(skip)]
    pub procedure: Procedure,
}

/// What the compiler found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// The guides that could be read, by code.
    pub guides: Vec<Guide>,
    /// Errors and warnings, by file and line.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Only what must be mended before anything is built.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|d| d.severity == Severity::Error)
    }

    /// What a writer should look at.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|d| d.severity == Severity::Warning)
    }

    /// Whether a pack may be built from these guides.
    pub fn is_ok(&self) -> bool {
        self.errors().next().is_none()
    }

    /// All marks `chưa đối chiếu` of all guides.
    pub fn not_checked(&self) -> usize {
        self.guides.iter().map(|g| g.not_checked).sum()
    }
}

/// Compiles guides against the ledger of keys. Never fails: what is wrong stands in the report.
pub fn compile(guides: &[GuideText], ledger: &Ledger) -> Report {
    let mut report = Report::default();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for guide in guides {
        let mut sink = Sink::new(&guide.file, &guide.text);
        if let Some(procedure) = read::read(&mut sink) {
            if let Some(other) = seen.insert(procedure.code.clone(), guide.file.clone()) {
                let what = format!("the code `{}` already has a guide in {other}", procedure.code);
                sink.error(&["code".into()], what, "keep one of the two files");
            }
            shape::check(&mut sink, &procedure);
            let before = sink.errors();
            refs::check(&mut sink, &procedure);
            let whole = sink.errors() == before;
            // With a broken reference every part behind it would be called unreachable as well.
            if whole {
                reach::check(&mut sink, &procedure);
            }
            ledger::check(&mut sink, &procedure, ledger);
            report.guides.push(Guide {
                file: guide.file.clone(),
                not_checked: not_checked(&procedure),
                reviewed: procedure.is_reviewed(),
                procedure,
            });
        }
        report.diagnostics.append(&mut sink.finish());
    }
    report.guides.sort_by(|a, b| a.procedure.code.cmp(&b.procedure.code));
    report.diagnostics.sort_by(|a, b| (&a.file, a.line, a.severity).cmp(&(&b.file, b.line, b.severity)));
    report
}

fn not_checked(procedure: &Procedure) -> usize {
    let channels = procedure.channels.iter().flat_map(|c| [&c.time.basis, &c.fee.basis]);
    let laws = procedure.legal.iter().map(|l| &l.basis);
    let papers = procedure.papers.iter().map(|p| &p.basis);
    let fields = procedure.fields.iter().map(|f| &f.basis);
    channels.chain(laws).chain(papers).chain(fields).filter(|b| b.as_deref() == Some(NOT_CHECKED)).count()
}
