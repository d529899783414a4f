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
mod report;
mod shape;
mod spans;
#[cfg(test)]
mod tests;
mod words;

pub use diagnostic::{Diagnostic, Severity};
pub use folder::{Folder, PackInfo, compile_folder, read_folder};
pub use ledger::{KeyKind, Ledger};
pub use report::{Counts, Guide, GuideLine, Parts, Report, Summary};

use diagnostic::Sink;
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
            report.guides.push(Guide::new(&guide.file, procedure));
        }
        report.diagnostics.append(&mut sink.finish());
    }
    report.guides.sort_by(|a, b| a.procedure.code.cmp(&b.procedure.code));
    report.diagnostics.sort_by(|a, b| (&a.file, a.line, a.severity).cmp(&(&b.file, b.line, b.severity)));
    report
}
