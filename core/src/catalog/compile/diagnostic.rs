//! What the compiler says: file, line, what is wrong, what to do.

use super::spans::{Spans, Step};
use serde::Serialize;
use std::fmt;

/// Whether a pack can be built in spite of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// No pack is built.
    Error,
    /// The guide works, but somebody should look.
    Warning,
}

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The file, as it was named to the compiler.
    pub file: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub next: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}:{}: {severity}: {}; {}", self.file, self.line, self.message, self.next)
    }
}

/// Gathers the diagnostics of one file and finds their lines.
pub(super) struct Sink<'a> {
    pub file: &'a str,
    pub text: &'a str,
    spans: Spans<'a>,
    found: Vec<Diagnostic>,
}

impl<'a> Sink<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, spans: Spans::unread(text), found: Vec::new() }
    }

    /// From now on lines are looked up in these.
    pub fn set_spans(&mut self, spans: Spans<'a>) {
        self.spans = spans;
    }

    pub fn error(&mut self, at: &[Step<'_>], what: impl Into<String>, fix: impl Into<String>) {
        let line = self.spans.line(at);
        self.push(Severity::Error, line, what.into(), fix.into());
    }

    pub fn warn(&mut self, at: &[Step<'_>], what: impl Into<String>, fix: impl Into<String>) {
        let line = self.spans.line(at);
        self.push(Severity::Warning, line, what.into(), fix.into());
    }

    pub fn error_at_byte(&mut self, byte: usize, what: impl Into<String>, fix: impl Into<String>) {
        let line = self.spans.line_of_byte(byte);
        self.push(Severity::Error, line, what.into(), fix.into());
    }

    /// How many errors there are so far.
    pub fn errors(&self) -> usize {
        self.found.iter().filter(|d| d.severity == Severity::Error).count()
    }

    pub fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    fn push(&mut self, severity: Severity, line: usize, message: String, next: String) {
        self.found.push(Diagnostic { severity, file: self.file.to_owned(), line, message, next });
    }
}
