//! Values: what a key holds. Text comes in through one door, where it is normalised, so that equal things are equal.

use crate::ids::Digest;
use crate::procedure::{Choice, Field, FieldType};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A value may be at most this long, in bytes of UTF-8.
pub const MAX_VALUE_BYTES: usize = 16 * 1024;

/// What a key holds; in JSON a string, an object or `null`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Cleared by a person: a value like any other.
    Cleared,
    /// Text, a date as `YYYY-MM-DD`, an option's value, a paper's state.
    Text(String),
    /// A photo page.
    Photo(PhotoPage),
}

/// One photographed page of a paper.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PhotoPage {
    /// SHA-256 of the clean bytes.
    pub sha256: Digest,
    /// Their number.
    pub bytes: u64,
    /// `image/jpeg`, `image/png` or `image/webp`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A fractional index: pages are shown in its order.
    pub order: String,
}

/// By hand, since serde's own way for `untagged` copies every value before it looks at it: that was a third of the work
/// of reading an edit.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> serde::de::Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text, a photo page or null")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Cleared)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        PhotoPage::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(Value::Photo)
    }
}

impl Value {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The photo page, if it is one.
    pub fn photo(&self) -> Option<&PhotoPage> {
        match self {
            Self::Photo(page) => Some(page),
            _ => None,
        }
    }

    /// Cleared, or no text that anybody could see.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Cleared => true,
            Self::Text(text) => text.chars().all(|c| c.is_whitespace() || is_unseen(c)),
            Self::Photo(_) => false,
        }
    }

    /// Whether two values say the same: edits of others may not have come through our door.
    pub fn same_as(&self, other: &Self) -> bool {
        self == other
            || match (self, other) {
                (Self::Text(a), Self::Text(b)) => clean(a) == clean(b),
                (a, b) => a.is_empty() && b.is_empty(),
            }
    }
}

/// The value is longer than `MAX_VALUE_BYTES`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is too long: at most 16 KiB")]
pub struct TooLong;

/// The door for free text: NFC, no control or direction marks, spaces as people mean them, no blank ends.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // What is taken out goes first: a mark between a letter and its accent would keep the two apart.
    for c in text.chars().filter(|c| !is_unseen(*c)).nfc() {
        match c {
            '\n' => {
                while out.ends_with(' ') {
                    out.pop();
                }
                out.push('\n');
            }
            // Every kind of space is one space; several are one.
            c if c.is_whitespace() => {
                if !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// Control characters that are no space, direction marks, and what else changes how text looks without being seen.
fn is_unseen(c: char) -> bool {
    c == '\r'
        || (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// The door for free text that has no field, such as a title.
pub fn text(input: &str) -> Result<Value, TooLong> {
    let text = checked(input)?;
    Ok(if text.is_empty() { Value::Cleared } else { Value::Text(text) })
}

/// The door for a field: typed values in their one spelling; what does not parse stays as typed and `wrong` says so.
pub fn typed(field: &Field, input: &str) -> Result<Value, TooLong> {
    let mut text = checked(input)?;
    if field.kind != FieldType::Text && field.kind != FieldType::Address {
        // A line break in a name would look like a line of its own on somebody's list.
        text = clean(&text.replace('\n', " "));
    }
    if text.is_empty() {
        return Ok(Value::Cleared);
    }
    let squeezed = || text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect::<String>();
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    Ok(Value::Text(match field.kind {
        FieldType::Date => parse_date(&text).map_or(text, |date| date.to_string()),
        FieldType::IdNumber if is_number(&squeezed()) => squeezed(),
        FieldType::Phone => {
            let digits = squeezed();
            let plus = digits.strip_prefix("+84").map(|rest| format!("0{rest}"));
            let digits = plus.unwrap_or(digits);
            if is_number(&digits) { digits } else { text }
        }
        FieldType::Choice => {
            let option = Choice::of(&field.options, &text);
            option.map_or(text, |o| o.value.clone())
        }
        _ => text,
    }))
}

fn checked(input: &str) -> Result<String, TooLong> {
    // Twice the limit leaves room for decomposed letters and spaces that the door takes out.
    if input.len() > 2 * MAX_VALUE_BYTES {
        return Err(TooLong);
    }
    let text = clean(input);
    if text.len() > MAX_VALUE_BYTES { Err(TooLong) } else { Ok(text) }
}

/// A day as people here write it (`2/9/2026`, `02-09-2026`, `02.09.2026`, `02092026`) or as it is stored.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(date).filter(|date| date.to_string() == text);
    }
    let text = text.to_lowercase().replace("ngày", "").replace("tháng", "/").replace("năm", "/");
    let digits: Vec<&str> = text.split(['/', '-', '.', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if !digits.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let (day, month, year) = match digits.as_slice() {
        [day, month, year] if year.len() == 4 && day.len() <= 2 && month.len() <= 2 => (*day, *month, *year),
        [all] if all.len() == 8 => (all.get(0..2)?, all.get(2..4)?, all.get(4..8)?),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Why a value is wrong for its field; the code of a sentence.
pub fn wrong(field: &Field, value: &str) -> Option<&'static str> {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let ok = match field.kind {
        FieldType::Text | FieldType::Address => true,
        FieldType::Name => !value.chars().any(|c| c.is_ascii_digit()),
        FieldType::Date => {
            NaiveDate::parse_from_str(value, "%Y-%m-%d").is_ok_and(|d| d.to_string() == value && year_is_plausible(d))
        }
        FieldType::Choice => field.options.iter().any(|o| o.value == value),
        FieldType::Number => !value.is_empty() && digits && value.len() <= 12,
        FieldType::IdNumber => digits && matches!(value.len(), 9 | 12),
        FieldType::Phone => digits && value.starts_with('0') && matches!(value.len(), 10 | 11),
        FieldType::Email => value.split_once('@').is_some_and(|(a, b)| {
            !a.is_empty() && b.contains('.') && !b.starts_with('.') && !b.ends_with('.') && !value.contains(' ')
        }),
    };
    if ok {
        return None;
    }
    Some(match field.kind {
        FieldType::Name => "wrong.name",
        FieldType::Date => "wrong.date",
        FieldType::Choice => "wrong.choice",
        FieldType::Number => "wrong.number",
        FieldType::IdNumber => "wrong.id_number",
        FieldType::Phone => "wrong.phone",
        _ => "wrong.email",
    })
}

fn year_is_plausible(date: NaiveDate) -> bool {
    use chrono::Datelike;
    (1850..=2150).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldType) -> Field {
        Field { kind, ..Field::default() }
    }

    #[test]
    fn text_that_looks_the_same_is_the_same() {
        assert_eq!(clean("  Nguye\u{302}\u{303}n \u{a0} Va\u{306}n\tA\u{202e} "), "Nguyễn Văn A");
        assert_eq!(clean("dòng một \n  dòng hai\r\n"), "dòng một\ndòng hai");
        assert!(Value::Text("An ".into()).same_as(&Value::Text("An".into())));
        assert!(Value::Cleared.same_as(&Value::Text(String::new())));
        assert!(!Value::Text("An".into()).same_as(&Value::Text("Ân".into())));
    }

    #[test]
    fn a_date_has_one_spelling_and_what_is_no_date_stays_as_typed_and_is_called_wrong() {
        let date = field(FieldType::Date);
        for typed_in in ["2/9/1990", "02-09-1990", "02.09.1990", "02091990", "1990-09-02", "ngày 2 tháng 9 năm 1990"]
        {
            assert_eq!(typed(&date, typed_in), Ok(Value::Text("1990-09-02".into())), "{typed_in}");
        }
        for typed_in in ["32/13/2020", "29/2/2023", "hôm qua", "1/1/90"] {
            assert_eq!(typed(&date, typed_in), Ok(Value::Text(typed_in.into())));
            assert_eq!(wrong(&date, typed_in), Some("wrong.date"), "{typed_in}");
        }
        assert_eq!(wrong(&date, "1990-09-02"), None);
    }

    #[test]
    fn numbers_of_cards_and_phones_lose_their_spaces_and_are_checked() {
        assert_eq!(typed(&field(FieldType::IdNumber), "072 190 001234"), Ok(Value::Text("072190001234".into())));
        assert_eq!(typed(&field(FieldType::Phone), "+84 903.123.456"), Ok(Value::Text("0903123456".into())));
        assert_eq!(wrong(&field(FieldType::IdNumber), "123"), Some("wrong.id_number"));
        assert_eq!(wrong(&field(FieldType::Phone), "123"), Some("wrong.phone"));
    }

    #[test]
    fn only_size_refuses() {
        assert_eq!(text(&"a".repeat(MAX_VALUE_BYTES)).map(|_| ()), Ok(()));
        assert_eq!(text(&"a".repeat(MAX_VALUE_BYTES + 1)), Err(TooLong));
        assert_eq!(text(&"x".repeat(10_000_000)), Err(TooLong));
        assert_eq!(text(" \u{200f} "), Ok(Value::Cleared));
    }

    #[test]
    fn a_value_reads_back_from_json_as_it_was() {
        let page = PhotoPage { sha256: Digest([7; 32]), bytes: 3, kind: "image/jpeg".into(), order: "a".into() };
        for value in [Value::Cleared, Value::Text("x".into()), Value::Photo(page)] {
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value);
        }
    }
}
