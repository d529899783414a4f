//! File names of forms at the end of a paper's row.

const ENDINGS: [&str; 12] =
    [".docx", ".doc", ".pdf", ".xlsx", ".xls", ".odt", ".rtf", ".rar", ".zip", ".jpg", ".jpeg", ".png"];
/// What file names of forms begin with.
const BEGINNINGS: [&str; 22] = [
    "mẫu",
    "mau",
    "phụ lục",
    "phu luc",
    "phuluc",
    "phụlục",
    "pl",
    "tk",
    "bm",
    "biểu",
    "bieu",
    "đơn",
    "don",
    "tờ khai",
    "to khai",
    "tokhai",
    "văn bản",
    "van ban",
    "giấy",
    "giay",
    "bản",
    "mus",
];
/// No file name is longer.
const LONGEST: usize = 160;

/// The name of the paper, and the file names after it. Where no boundary can be seen, all of it is the name.
pub(super) fn split(row: &str) -> (&str, Vec<&str>) {
    let (mut name, mut files) = (row.trim_end(), vec![]);
    while let Some(start) = beginning(name) {
        let (rest, file) = name.split_at(start);
        files.insert(0, file);
        name = rest.trim_end();
    }
    (name, files)
}

/// Whether a text ends as file names do.
pub(super) fn ends_as_file(text: &str) -> bool {
    let lower = text.to_lowercase();
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// Where the file name begins with which this text ends.
fn beginning(text: &str) -> Option<usize> {
    if !ends_as_file(text) {
        return None;
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let stem = chars.len().checked_sub(5)?;
    let first = chars.len().saturating_sub(LONGEST);
    let known = |i: &usize| {
        chars.get(*i).is_some_and(|(at, _)| text.get(*at..).is_some_and(begins_as_form)) && glued(&chars, *i)
    };
    let place = (first..stem).rev().find(known).or_else(|| (first..stem).rev().find(|i| seam(&chars, *i)))?;
    chars.get(place).map(|(at, _)| *at)
}

fn begins_as_form(text: &str) -> bool {
    let start: String = text.chars().take(10).flat_map(char::to_lowercase).collect();
    BEGINNINGS.iter().any(|word| start.starts_with(word))
}

/// No space before it, and not in the middle of a word.
fn glued(chars: &[(usize, char)], i: usize) -> bool {
    let Some((_, this)) = chars.get(i) else { return false };
    let Some((_, before)) = i.checked_sub(1).and_then(|i| chars.get(i)) else { return true };
    if before.is_alphanumeric() { this.is_uppercase() } else { is_end(*before) }
}

/// Two cells meet here: an end of a sentence without a space after it, or a capital in the middle of a word.
fn seam(chars: &[(usize, char)], i: usize) -> bool {
    let at = |i: usize| chars.get(i).map(|(_, c)| *c);
    let (Some(this), Some(before)) = (at(i), i.checked_sub(1).and_then(at)) else { return i == 0 };
    let earlier = i.checked_sub(2).and_then(at);
    match before {
        // A full stop inside a number or a file name is none.
        '.' => this.is_alphabetic() && earlier.is_some_and(|c| c.is_lowercase() || c == ')'),
        _ if is_end(before) => this.is_alphanumeric(),
        _ => before.is_lowercase() && this.is_uppercase(),
    }
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | ';' | ':' | ',' | ')' | '”' | '"')
}
