//! From a place in the document (`papers`, third, `cases`, first) to its line in the file.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One step into the document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'s> {
    Key(&'s str),
    Index(usize),
}

impl<'s> From<&'s str> for Step<'s> {
    fn from(key: &'s str) -> Self {
        Step::Key(key)
    }
}

impl From<usize> for Step<'_> {
    fn from(index: usize) -> Self {
        Step::Index(index)
    }
}

/// A TOML text and where each of its values stands.
pub(super) struct Spans<'a> {
    text: &'a str,
    root: Option<DeTable<'a>>,
}

impl<'a> Spans<'a> {
    /// For a text that has not been (or cannot be) parsed: every place is line 1.
    pub fn unread(text: &'a str) -> Self {
        Self { text, root: None }
    }

    pub fn new(text: &'a str, root: DeTable<'a>) -> Self {
        Self { text, root: Some(root) }
    }

    /// The line of a place; where the place is not written, of the nearest thing around it that is.
    pub fn line(&self, path: &[Step<'_>]) -> usize {
        let Some(root) = &self.root else { return 1 };
        self.line_of_byte(find(root, path).map_or(0, |span| span.start))
    }

    /// The line (from 1) in which a byte stands.
    pub fn line_of_byte(&self, byte: usize) -> usize {
        1 + self.text.bytes().take(byte).filter(|b| *b == b'\n').count()
    }
}

fn find(root: &DeTable<'_>, path: &[Step<'_>]) -> Option<Range<usize>> {
    let (first, rest) = path.split_first()?;
    let Step::Key(key) = first else { return None };
    let (name, value) = root.iter().find(|(name, _)| name.get_ref() == key)?;
    // The key's own line, not that of a value which may begin lines later.
    Some(inside(value, rest).unwrap_or_else(|| if rest.is_empty() { name.span() } else { value.span() }))
}

fn inside(value: &Spanned<DeValue<'_>>, path: &[Step<'_>]) -> Option<Range<usize>> {
    let (first, rest) = path.split_first()?;
    match (first, value.get_ref()) {
        (Step::Index(index), DeValue::Array(array)) => {
            let item = array.get(*index)?;
            Some(inside(item, rest).unwrap_or_else(|| item.span()))
        }
        (Step::Key(_), DeValue::Table(table)) => find(table, path),
        _ => None,
    }
}
