//! Words as search compares them: letters without tone, the tone apart, and the plain ASCII shape under both.
//!
//! `hòa` and `hoà` are one word, `ký` and `kí` too; composed and decomposed Unicode, capitals, full-width letters and
//! invisible marks make no difference.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: no Vietnamese syllable comes near.
const MAX_LETTERS: usize = 32;

/// One word in its three shapes.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Form {
    /// Without any mark: `dang`.
    pub folded: String,
    /// With the marks of the letters but without tone: `đăng`.
    pub letters: String,
    /// 0 none, 1 sắc, 2 huyền, 3 hỏi, 4 ngã, 5 nặng.
    pub tone: u8,
}

impl Form {
    /// From letters with their marks and a tone.
    pub fn new(letters: &str, tone: u8) -> Self {
        let mut form = Self { folded: letters.chars().map(plain).collect(), letters: letters.to_owned(), tone };
        form.short_i();
        form
    }

    /// Whether it was written with any mark.
    pub fn is_marked(&self) -> bool {
        self.tone != 0 || self.letters != self.folded
    }

    /// `ký`, `lý`, `quý` are also written `kí`, `lí`, `quí`.
    fn short_i(&mut self) {
        let Some(rest) = self.folded.strip_suffix('y') else { return };
        if rest == "qu" || (rest.len() == 1 && rest.chars().all(|c| c.is_ascii_lowercase() && !is_vowel(c))) {
            self.folded.pop();
            self.folded.push('i');
            self.letters.pop();
            self.letters.push('i');
        }
    }
}

/// A word of a text and its shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Token {
    /// As it was written, composed.
    pub raw: String,
    /// For comparing.
    pub form: Form,
}

/// The first words of a text. No more than `max_chars` characters are looked at, however long the text is. The flag
/// says whether the last word may still be going on: nothing was typed behind it.
pub(super) fn tokens(text: &str, max_chars: usize, max_words: usize) -> (Vec<Token>, bool) {
    let mut out = Vec::new();
    let mut word = Builder::default();
    for c in text.chars().take(max_chars).filter(|c| !is_invisible(*c)).nfkd() {
        if is_combining_mark(c) {
            word.mark(c);
        } else if c.is_alphanumeric() {
            word.letter(c);
        } else {
            word.finish(&mut out);
        }
        if out.len() >= max_words {
            return (out, false);
        }
    }
    let open = word.finish(&mut out);
    (out, open)
}

/// The words of a text that is trusted to be of sensible length.
pub(super) fn words(text: &str) -> Vec<Token> {
    tokens(text, 4096, 512).0
}

#[derive(Default)]
struct Builder {
    raw: String,
    letters: Vec<char>,
    tone: u8,
}

impl Builder {
    fn letter(&mut self, c: char) {
        if self.letters.len() < MAX_LETTERS {
            self.raw.push(c);
            self.letters.extend(c.to_lowercase().map(|c| if c == 'ð' { 'đ' } else { c }));
        }
    }

    fn mark(&mut self, c: char) {
        let Some(last) = self.letters.last_mut() else { return };
        match c {
            '\u{301}' => self.tone = 1,
            '\u{300}' => self.tone = 2,
            '\u{309}' => self.tone = 3,
            '\u{303}' => self.tone = 4,
            '\u{323}' => self.tone = 5,
            _ => match shaped(*last, c) {
                Some(shaped) => *last = shaped,
                None => return,
            },
        }
        // One tone and one shape a letter are enough: a pile of marks does not grow the word.
        if self.raw.len() < MAX_LETTERS * 8 {
            self.raw.push(c);
        }
    }

    fn finish(&mut self, out: &mut Vec<Token>) -> bool {
        let Self { raw, letters, tone } = std::mem::take(self);
        if letters.is_empty() {
            return false;
        }
        let letters: String = letters.into_iter().collect();
        out.push(Token { raw: raw.nfc().collect(), form: Form::new(&letters, tone) });
        true
    }
}

fn shaped(letter: char, mark: char) -> Option<char> {
    Some(match (letter, mark) {
        ('a', '\u{302}') => 'â',
        ('e', '\u{302}') => 'ê',
        ('o', '\u{302}') => 'ô',
        ('a', '\u{306}') => 'ă',
        ('o', '\u{31b}') => 'ơ',
        ('u', '\u{31b}') => 'ư',
        _ => return None,
    })
}

pub(super) fn plain(letter: char) -> char {
    match letter {
        'â' | 'ă' => 'a',
        'ê' => 'e',
        'ô' | 'ơ' => 'o',
        'ư' => 'u',
        'đ' => 'd',
        other => other,
    }
}

pub(super) fn is_vowel(letter: char) -> bool {
    matches!(plain(letter), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Whether a letter belongs to the word around it.
pub(super) fn in_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
