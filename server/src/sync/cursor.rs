//! How far a phone has read. Opaque to it: base64 of a few bytes for each partition.

use crate::error::Result;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use rusqlite::{OptionalExtension as _, Transaction};
use std::collections::BTreeMap;

const VERSION: u8 = 1;
/// So many bytes of the chain's hash stand in a cursor: enough, since nobody gains by a wrong one.
const CHAIN: usize = 12;

/// A place in one partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The partition's incarnation then.
    pub incarnation: String,
    /// The number of the last entry that was read.
    pub seq: i64,
    /// The beginning of the chain's hash there.
    pub chain: [u8; CHAIN],
}

/// A place in each partition that was read; where one lacks, nothing was read yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor(pub BTreeMap<String, Place>);

impl Place {
    /// At an entry with this chain hash.
    pub fn new(incarnation: &str, seq: i64, chain: &[u8; 32]) -> Self {
        let mut short = [0; CHAIN];
        short.iter_mut().zip(chain).for_each(|(to, from)| *to = *from);
        Self { incarnation: incarnation.to_owned(), seq, chain: short }
    }

    /// Whether the partition has this very place.
    fn holds(&self, tx: &Transaction<'_>, home: &str) -> Result<bool> {
        let row: Option<[u8; 32]> = tx
            .prepare_cached(
                "SELECT l.chain FROM partition p JOIN log l ON l.home = p.home AND l.seq = ?3
                 WHERE p.home = ?1 AND p.incarnation = ?2",
            )?
            .query_row((home, &self.incarnation, self.seq), |row| row.get(0))
            .optional()?;
        Ok(row.is_some_and(|chain| chain.starts_with(&self.chain)))
    }
}

impl Cursor {
    /// The text for the phone.
    pub fn to_text(&self) -> String {
        let mut bytes = vec![VERSION];
        for (home, place) in &self.0 {
            for text in [home, &place.incarnation] {
                // Codes of units and hex: short.
                bytes.push(u8::try_from(text.len()).unwrap_or(0));
                bytes.extend(text.bytes().take(255));
            }
            bytes.extend(place.seq.to_be_bytes());
            bytes.extend(place.chain);
        }
        BASE64.encode(bytes)
    }

    /// A cursor that fits this database; `None` for one of another life of it, and for anything else.
    pub fn read(tx: &Transaction<'_>, text: &str) -> Result<Option<Self>> {
        let Some(cursor) = Self::parse(text) else { return Ok(None) };
        for (home, place) in &cursor.0 {
            if !place.holds(tx, home)? {
                return Ok(None);
            }
        }
        Ok(Some(cursor))
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64.decode(text).ok()?;
        let (version, mut rest) = bytes.split_first()?;
        if *version != VERSION {
            return None;
        }
        let mut places = BTreeMap::new();
        while !rest.is_empty() {
            let home = text_of(&mut rest)?;
            let incarnation = text_of(&mut rest)?;
            let (seq, tail) = rest.split_first_chunk()?;
            let (chain, tail) = tail.split_first_chunk()?;
            rest = tail;
            places.insert(home, Place { incarnation, seq: i64::from_be_bytes(*seq), chain: *chain });
        }
        Some(Self(places))
    }
}

fn text_of(rest: &mut &[u8]) -> Option<String> {
    let (length, tail) = rest.split_first()?;
    let (text, tail) = tail.split_at_checked(usize::from(*length))?;
    *rest = tail;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_any_other_text_is_none() {
        let place = Place::new("0123456789abcdef", 7, &[9; 32]);
        let cursor = Cursor([("00001".to_owned(), place.clone()), ("10001".to_owned(), place)].into());
        let text = cursor.to_text();
        assert_eq!(Cursor::parse(&text), Some(cursor));
        for end in 1..text.len() {
            // Cut anywhere but between two places.
            let cut = Cursor::parse(&text[..end]);
            assert!(cut.is_none_or(|cut| cut.0.len() < 2));
        }
        for wrong in ["", "AA", "%%%", "AgA", &"A".repeat(10_000)] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }
}
