//! What a text looks like: a code, a key, a day, Vietnamese with its marks.

use std::collections::BTreeSet;

/// `1.001193`: one digit, a dot, six digits.
pub(super) fn is_code(code: &str) -> bool {
    let mut parts = code.split('.');
    let digits =
        |part: Option<&str>, n: usize| part.is_some_and(|p| p.len() == n && p.bytes().all(|b| b.is_ascii_digit()));
    digits(parts.next(), 1) && digits(parts.next(), 6) && parts.next().is_none()
}

/// Lower-case letters, digits and `_`; not empty.
pub(super) fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// `2026-11-24`, and a day that exists.
pub(super) fn is_day(text: &str) -> bool {
    let Some((month, day)) = text.rsplit_once('-') else { return false };
    let (Some((year, month)), Some(day)) = (year_month(month), number(day, 2)) else { return false };
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=last).contains(&day)
}

/// `2026-11`.
pub(super) fn is_month(text: &str) -> bool {
    year_month(text).is_some()
}

fn year_month(text: &str) -> Option<(u32, u32)> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (number(year, 4)?, number(month, 2)?);
    (year >= 1900 && (1..=12).contains(&month)).then_some((year, month))
}

fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Whether a text of three words and more has not one Vietnamese letter: then its marks were forgotten.
pub(super) fn lacks_marks(text: &str) -> bool {
    text.split_whitespace().count() >= 3 && !text.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
}

/// The words of a label, lower-case, to tell another wording from another meaning.
pub(super) fn words(text: &str) -> BTreeSet<String> {
    // Words that stand in nearly every label and say nothing about which one it is.
    const COMMON: [&str; 12] = ["giấy", "tờ", "bản", "của", "người", "các", "và", "hoặc", "có", "cho", "được", "là"];
    let lower = text.to_lowercase();
    let all = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let kept: BTreeSet<String> = all.clone().filter(|w| !COMMON.contains(w)).map(str::to_owned).collect();
    if kept.is_empty() { all.map(str::to_owned).collect() } else { kept }
}

/// Whether a number stands in a text, dots between thousands or none.
pub(super) fn has_number(text: &str, number: u64) -> bool {
    let joined: String = text.chars().filter(|c| *c != '.' && *c != '\u{a0}').collect();
    let wanted = number.to_string();
    joined.split(|c: char| !c.is_ascii_digit()).any(|figure| figure.trim_start_matches('0') == wanted)
}

/// Characters that look like nothing or like another: (byte, what, do), the first of each kind.
pub(super) fn foreign_marks(text: &str) -> Vec<(usize, &'static str, &'static str)> {
    let first = |wrong: fn(char) -> bool, what, fix| {
        text.char_indices().find(|(_, c)| wrong(*c)).map(|(at, _)| (at, what, fix))
    };
    let decomposed = first(
        |c| ('\u{300}'..='\u{36f}').contains(&c),
        "a Vietnamese letter is written in pieces (decomposed Unicode)",
        "save the file in composed form (NFC)",
    );
    let control = first(
        |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'),
        "there is an invisible control character",
        "delete it",
    );
    let hidden = first(
        |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'),
        "there is an invisible mark (direction, zero width)",
        "delete it",
    );
    [decomposed, control, hidden].into_iter().flatten().collect()
}
