//! Text of the portal made tidy: one way to write a letter, single spaces, nothing invisible.

use unicode_normalization::UnicodeNormalization as _;

/// What the portal writes where it has nothing.
pub(super) const NOTHING: &str = "Không có thông tin";

/// One line.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_whitespace() || c.is_control() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if is_private(c) {
            // Bullets of a word processor's own font.
            out.push('•');
        } else if !is_invisible(c) {
            out.push(c);
        }
    }
    out.trim().to_owned()
}

/// The lines that say something.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(tidy).filter(|line| !line.is_empty() && line != NOTHING).collect()
}

/// The same as one text.
pub(super) fn joined(text: &str) -> Option<String> {
    let lines = lines(text);
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// One line, if it says something.
pub(super) fn present(text: Option<&str>) -> Option<String> {
    text.map(tidy).filter(|text| !text.is_empty() && text != NOTHING)
}

/// Only letters and digits, for comparing.
pub(super) fn bare(text: &str) -> String {
    text.nfc().filter(|c| c.is_alphanumeric() && !is_private(*c)).collect()
}

/// Whether it is nothing but strokes.
pub(super) fn is_dashes(text: &str) -> bool {
    text.chars().all(|c| c == '-' || c == '–' || c.is_whitespace())
}

fn is_private(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
