//! What the compiler found, for the build, for tests and as the summary that a person or a program reads.

use super::NOT_CHECKED;
use super::diagnostic::{Diagnostic, Severity};
use hoso_protocol::procedure::Procedure;
use serde::Serialize;

/// A guide that could be read; it may still have errors, which stand in the report.
#[derive(Debug, Clone)]
pub struct Guide {
    /// The file it came from.
    pub file: String,
    /// How many figures, papers, fields and laws are marked `chưa đối chiếu`.
    pub not_checked: usize,
    /// What the file says.
    pub procedure: Procedure,
}

/// What the compiler found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The guides that could be read, by code.
    pub guides: Vec<Guide>,
    /// Errors and warnings, by file and line.
    pub diagnostics: Vec<Diagnostic>,
}

/// A report in figures and lines.
#[derive(Debug, Clone, Serialize)]
pub struct Summary<'r> {
    /// Whether a pack may be built from these guides.
    pub ok: bool,
    /// All guides together.
    pub counts: Counts,
    /// One line a guide, by code.
    pub guides: Vec<GuideLine<'r>>,
    /// Errors and warnings, by file and line.
    pub diagnostics: &'r [Diagnostic],
}

/// One guide in figures.
#[derive(Debug, Clone, Serialize)]
pub struct GuideLine<'r> {
    /// The file it came from.
    pub file: &'r str,
    /// Its code.
    pub code: &'r str,
    /// Its everyday name.
    pub name: &'r str,
    /// Whether an officer has signed it.
    pub reviewed: bool,
    /// What it holds.
    #[serde(flatten)]
    pub parts: Parts,
}

/// What all guides together hold, and what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Guides that could be read.
    pub guides: usize,
    /// Of these, signed by an officer.
    pub reviewed: usize,
    /// Errors found.
    pub errors: usize,
    /// Warnings found.
    pub warnings: usize,
    /// What the guides hold.
    #[serde(flatten)]
    pub parts: Parts,
}

/// What a guide, or all of them, hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Parts {
    /// Questions.
    pub questions: usize,
    /// Cases.
    pub cases: usize,
    /// Papers.
    pub papers: usize,
    /// Fields of declarations.
    pub fields: usize,
    /// Marks `chưa đối chiếu`.
    pub not_checked: usize,
}

impl Guide {
    pub(super) fn new(file: &str, procedure: Procedure) -> Self {
        Self { file: file.to_owned(), not_checked: not_checked(&procedure), procedure }
    }

    fn parts(&self) -> Parts {
        let p = &self.procedure;
        Parts {
            questions: p.questions.len(),
            cases: p.cases.len(),
            papers: p.papers.len(),
            fields: p.fields.len(),
            not_checked: self.not_checked,
        }
    }
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

    /// The report in figures and lines.
    pub fn summary(&self) -> Summary<'_> {
        let mut counts = Counts {
            guides: self.guides.len(),
            reviewed: self.guides.iter().filter(|g| g.procedure.is_reviewed()).count(),
            errors: self.errors().count(),
            warnings: self.warnings().count(),
            parts: Parts::default(),
        };
        let mut guides = Vec::with_capacity(self.guides.len());
        for guide in &self.guides {
            let parts = guide.parts();
            let sum = &mut counts.parts;
            sum.questions += parts.questions;
            sum.cases += parts.cases;
            sum.papers += parts.papers;
            sum.fields += parts.fields;
            sum.not_checked += parts.not_checked;
            let p = &guide.procedure;
            guides.push(GuideLine {
                file: &guide.file,
                code: &p.code,
                name: &p.name,
                reviewed: p.is_reviewed(),
                parts,
            });
        }
        Summary { ok: self.is_ok(), counts, guides, diagnostics: &self.diagnostics }
    }
}

fn not_checked(procedure: &Procedure) -> usize {
    let channels = procedure.channels.iter().flat_map(|c| [&c.time.basis, &c.fee.basis]);
    let laws = procedure.legal.iter().map(|l| &l.basis);
    let papers = procedure.papers.iter().map(|p| &p.basis);
    let fields = procedure.fields.iter().map(|f| &f.basis);
    channels.chain(laws).chain(papers).chain(fields).filter(|b| b.as_deref() == Some(NOT_CHECKED)).count()
}
