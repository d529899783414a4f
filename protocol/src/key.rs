//! The keys of a dossier: each form field, answer, paper state and photo page is one key with a value of its own.

use std::fmt;
use std::str::FromStr;

/// A key. Field keys are never renamed or reused within a procedure code, so a key means the same in every version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The hash of the procedure version; rebase sets only this.
    Procedure,
    /// A title that a person gave.
    Title,
    /// `yes` hides the dossier.
    Deleted,
    /// `field/<field>`.
    Field(String),
    /// `answer/<question>`.
    Answer(String),
    /// `paper/<paper>`: the state of a paper.
    Paper(String),
    /// `photo/<paper>/<page>`: one page, so that adding pages never conflicts.
    Photo(String, String),
    /// `note/<name>`.
    Note(String),
}

/// A text that is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a key of a dossier")]
pub struct WrongKey;

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Procedure => f.write_str("procedure"),
            Self::Title => f.write_str("title"),
            Self::Deleted => f.write_str("deleted"),
            Self::Field(name) => write!(f, "field/{name}"),
            Self::Answer(name) => write!(f, "answer/{name}"),
            Self::Paper(name) => write!(f, "paper/{name}"),
            Self::Photo(paper, page) => write!(f, "photo/{paper}/{page}"),
            Self::Note(name) => write!(f, "note/{name}"),
        }
    }
}

impl FromStr for Key {
    type Err = WrongKey;

    fn from_str(text: &str) -> Result<Self, WrongKey> {
        match text {
            "procedure" => return Ok(Self::Procedure),
            "title" => return Ok(Self::Title),
            "deleted" => return Ok(Self::Deleted),
            _ => {}
        }
        let (kind, name) = text.split_once('/').ok_or(WrongKey)?;
        let word = |s: &str| {
            let plain = (1..=64).contains(&s.len())
                && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            plain.then(|| s.to_owned()).ok_or(WrongKey)
        };
        match kind {
            "field" => word(name).map(Self::Field),
            "answer" => word(name).map(Self::Answer),
            "paper" => word(name).map(Self::Paper),
            "note" => word(name).map(Self::Note),
            "photo" => {
                let (paper, page) = name.split_once('/').ok_or(WrongKey)?;
                Ok(Self::Photo(word(paper)?, word(page)?))
            }
            _ => Err(WrongKey),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written_and_anything_else_is_refused() {
        for text in
            ["procedure", "title", "deleted", "field/child_name", "answer/a", "paper/p", "photo/p/0a1b", "note/n"]
        {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
        for wrong in ["", "field", "field/", "field/A", "field/a/b", "photo/p", "x/y", "field/../x", "field/ă"] {
            assert_eq!(wrong.parse::<Key>(), Err(WrongKey), "{wrong}");
        }
    }
}
