//! Which parts of a name fit what was typed, so that a screen can show them strong, and whether a text holds what was typed.

use super::MAX_CHARS;
use super::fold::{Token, tokens, words};
use super::reading::{MAX_WORDS, Reading};
use std::ops::Range;

/// A piece of a text; all pieces in a row are the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its letters.
    pub text: String,
    /// Whether it fits what was typed.
    pub strong: bool,
}

/// The places in a text whose words fit a reading of the question.
pub(super) fn ranges(text: &str, reading: &Reading) -> Vec<Range<usize>> {
    let fits = |word: &Token| {
        reading.said.iter().any(|said| {
            let (asked, word) = (&said.token.form, &word.form);
            let marks = !said.token.form.is_marked() || asked.letters == word.letters || said.corrected;
            (asked.folded == word.folded && marks) || (said.open && word.folded.starts_with(&asked.folded))
        })
    };
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for (word, between) in split(text) {
        let end = at + word.len();
        if words(word).first().is_some_and(fits) {
            match out.last_mut() {
                // Words side by side are one place.
                Some(last) if text.get(last.end..at).is_some_and(|gap| gap == " ") => last.end = end,
                _ => out.push(at..end),
            }
        }
        at = end + between.len();
    }
    out
}

/// The words of a text, each with what stands between it and the next.
fn split(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let letter = |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (word, after) = rest.split_at(rest.find(|c| !letter(c)).unwrap_or(rest.len()));
        let (between, after) = after.split_at(after.find(letter).unwrap_or(after.len()));
        rest = after;
        Some((word, between))
    })
}

/// The pieces of a text. Words are compared as search compares them; of the last one the beginning is enough.
pub fn marked(text: &str, typed: &str) -> Vec<Piece> {
    let asked = tokens(typed, MAX_CHARS, MAX_WORDS).0;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut add = |text: &str, strong: bool| match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.strong == strong => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), strong }),
    };
    for (word, between) in split(text) {
        let strong = words(word).first().is_some_and(|word| asked.iter().any(|asked| fits(asked, word)));
        add(word, strong);
        add(between, false);
    }
    pieces
}

/// Whether a text holds every word that was typed, in any order, with or without marks. Nothing typed is held by all.
pub fn holds(text: &str, typed: &str) -> bool {
    let asked = tokens(typed, MAX_CHARS, MAX_WORDS).0;
    let has = words(text);
    asked.iter().all(|asked| has.iter().any(|word| fits(asked, word)))
}

/// Without marks every spelling fits; with marks only the same.
fn fits(asked: &Token, word: &Token) -> bool {
    let (asked, word) = (&asked.form, &word.form);
    if asked.is_marked() {
        word.letters.starts_with(&asked.letters) && (asked.tone == 0 || asked.tone == word.tone)
    } else {
        word.folded.starts_with(&asked.folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strong(text: &str, typed: &str) -> Vec<String> {
        let pieces = marked(text, typed);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        pieces.into_iter().filter(|piece| piece.strong).map(|piece| piece.text).collect()
    }

    #[test]
    fn the_words_that_were_typed_are_strong_with_and_without_marks() {
        assert_eq!(strong("Làm giấy khai sinh cho con", "khai si"), ["khai", "sinh"]);
        assert_eq!(strong("Làm giấy khai sinh cho con", "giay"), ["giấy"]);
        assert_eq!(strong("Làm giấy khai sinh cho con", "giầy"), [""; 0]);
        assert_eq!(strong("  (1) – 👶 ", "giay"), [""; 0]);
        assert_eq!(strong("", "a"), [""; 0]);
    }

    #[test]
    fn a_draft_is_found_by_the_name_of_the_person_it_is_for() {
        assert!(holds("Làm giấy khai sinh cho con – Lan Nguyễn Thị Lan", "nguyen lan"));
        assert!(!holds("Làm giấy khai sinh cho con – Lan", "hoa"));
        assert!(holds("bất kỳ", " "));
    }
}
