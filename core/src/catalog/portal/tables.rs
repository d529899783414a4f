//! The papers: tables whose cells run together.
//!
//! A table is its title (`--` for none), the heading of its columns, and rows. A row is the paper's name, file names of
//! forms, and a quantity cell `N bản chính[,M bản sao]` that ends it.

use super::text::{is_dashes, tidy};

/// The heading of the three columns, run together.
pub(super) const HEAD: &str = "Tên giấy tờMẫu đơn, tờ khaiSố lượng";
const ORIGINALS: &str = " bản chính";
const COPIES: &str = " bản sao";

/// What the cell holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tables {
    pub tables: Vec<Table>,
    /// Text that stands in no table.
    pub rest: Option<String>,
}

/// One table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub title: Option<String>,
    pub rows: Vec<Row>,
}

/// One row; its text is as the source has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub text: String,
    pub originals: u32,
    pub copies: u32,
}

/// A quantity cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quantity {
    start: usize,
    end: usize,
    originals: u32,
    copies: u32,
}

/// Takes the tables apart.
pub(super) fn tables(cell: &str) -> Tables {
    let mut heads = cell.match_indices(HEAD).map(|(at, _)| at).peekable();
    let mut quantities = cell.match_indices(ORIGINALS).filter_map(|(at, _)| quantity(cell, at)).peekable();
    let mut found = Tables::default();
    let mut last = 0;
    loop {
        let head = heads.peek().copied();
        let row = quantities.peek().copied();
        match (head, row) {
            (Some(head), row) if row.is_none_or(|row| head < row.start) => {
                heads.next();
                let title = cell.get(last..head).unwrap_or_default();
                let title = (!is_dashes(title)).then(|| tidy(title)).filter(|title| !title.is_empty());
                found.tables.push(Table { title, rows: vec![] });
                last = head + HEAD.len();
            }
            (_, Some(row)) => {
                quantities.next();
                let text = cell.get(last..row.start).unwrap_or_default().to_owned();
                if found.tables.is_empty() {
                    found.tables.push(Table::default());
                }
                if let Some(table) = found.tables.last_mut() {
                    table.rows.push(Row { text, originals: row.originals, copies: row.copies });
                }
                last = row.end;
            }
            (_, None) => break,
        }
    }
    let rest = cell.get(last..).unwrap_or_default();
    found.rest = if is_dashes(rest) { None } else { super::text::joined(rest) };
    found
}

/// The quantity cell whose words ` bản chính` stand at `at`; `None` where they are prose: "nộp 01 bản chính".
fn quantity(cell: &str, at: usize) -> Option<Quantity> {
    let before = cell.get(..at)?;
    let run = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (left, digits) = before.split_at(at - run);
    let after = cell.get(at + ORIGINALS.len()..)?;
    let glued_to = left.chars().next_back();
    let own = match digits.len() {
        0 => return None,
        1 => {
            let said = glued_to == Some(' ') && prose(after);
            if said { return None } else { digits }
        }
        // "01 bản chính": nobody writes a quantity cell so.
        2 if digits.starts_with('0') => return None,
        // "hồ sơ15 bản chính": the name before it has no digits of its own.
        2 if glued_to.is_none_or(|c| c.is_lowercase() || matches!(c, ';' | ')' | ':' | '”')) => digits,
        // "Mẫu số 181 bản chính": 18 belongs to the name.
        _ => digits.get(digits.len() - 1..)?,
    };
    let (copies, length) = copies(after).unwrap_or((0, 0));
    let end = at + ORIGINALS.len() + length;
    Some(Quantity { start: at - own.len(), end, originals: own.parse().ok()?, copies })
}

/// `,M bản sao` at the beginning of this text, and its length.
fn copies(text: &str) -> Option<(u32, usize)> {
    let rest = text.strip_prefix(',')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits)?;
    if number.len() > 1 && number.starts_with('0') || !rest.get(digits..)?.starts_with(COPIES) {
        return None;
    }
    Some((number.parse().ok()?, 1 + digits + COPIES.len()))
}

/// A sentence goes on: a space and a small letter.
fn prose(after: &str) -> bool {
    let mut chars = after.chars();
    chars.next() == Some(' ') && chars.next().is_some_and(char::is_lowercase)
}
