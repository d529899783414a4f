//! The outside of a catalog pack, which phone and server both read: a signature in the format of minisign (four lines of
//! text), one line of JSON that says what the pack is, and the compressed body. The signature stands for all that comes
//! after it, so everything about the pack is known, and trusted or not, before a byte is unpacked.
//!
//! ```text
//! untrusted comment: …      ┐
//! RU…                       │ minisign: `head -n 4 FILE > FILE.minisig`
//! trusted comment: …        │
//! …                         ┘
//! {"v":1,"kind":"pack",…}   ┐ what is signed: `tail -n +5 FILE`
//! zstd …                    ┘
//! ```
//!
//! A file may hold several packs one after another (a whole one and the deltas that follow it), and before them root
//! files, one line of JSON each. Nothing here trusts anything: sizes are read to find the end of a part, under limits.

use serde::{Deserialize, Serialize};

/// The largest file that is looked at.
pub const MAX_FILE: u64 = 32 * 1024 * 1024;
/// The largest body, unpacked.
pub const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// No honest pack shrinks further than this.
pub const MAX_RATIO: u64 = 40;
/// What the ratio is not asked of: a delta of one line may shrink to nearly nothing.
pub const SMALL: u64 = 4 * 1024 * 1024;
/// The largest first line of a pack, and the largest root file.
pub const MAX_LINE: usize = 256 * 1024;
/// The format of the outside that this program writes and the newest that it reads.
pub const VERSION: u32 = 1;
/// The form of the procedures inside; a phone that knows only a smaller one has to be updated first.
pub const SCHEMA: u32 = 1;
/// How far one number may lie above the one before: a slip or a stolen key must not use up all numbers.
pub const MAX_JUMP: u64 = 10_000;
/// How many numbers back a delta may begin.
pub const DELTAS_BACK: u64 = 30;

/// Whether a part holds everything or only what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The whole catalog.
    Pack,
    /// What changed since another number.
    Delta,
}

/// What a part says of itself, in its signed first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Format of the outside.
    pub v: u32,
    /// Pack or delta.
    pub kind: Kind,
    /// Whose catalog: the name in the root file, such as `dong-nai`.
    pub name: String,
    /// Counts up with every pack that is given out.
    pub number: u64,
    /// Form of the procedures inside.
    pub schema: u32,
    /// The day it was given out, ISO.
    pub issued: String,
    /// The day by which somebody looks at it again, ISO; after it the phone warns.
    pub review_by: String,
    /// Length of the body as it is.
    pub packed: u64,
    /// Length of the body unpacked.
    pub unpacked: u64,
    /// The catalog that comes of it.
    pub content: Content,
    /// For a delta: the catalog to which it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
    /// For a delta: where lines of the base go and new ones come, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
}

/// The whole catalog, unpacked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of it, lower-case hex.
    pub sha256: String,
}

/// The catalog that a delta begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// Its number.
    pub number: u64,
    /// SHA-256 of it unpacked.
    pub sha256: String,
}

/// One place of a delta, `[keep, drop, add]`: so many lines stay, then so many go and so many new ones come.
pub type Edit = (u64, u64, u64);

/// What a server has, `GET /v1/catalog`. A hint for choosing what to fetch: what counts is what the packs say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Whose catalog.
    pub name: String,
    /// The newest number.
    pub number: u64,
    /// The day it was given out, ISO.
    pub issued: String,
    /// The day to look at it again, ISO.
    pub review_by: String,
    /// Length of the whole pack.
    pub bytes: u64,
    /// SHA-256 of the catalog unpacked.
    pub sha256: String,
    /// The newest root file, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<u64>,
    /// Numbers from which there is a delta, each with its length.
    pub deltas: Vec<(u64, u64)>,
}

/// One part of a file. `header` is what the part claims until its signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a file has a handful of parts, and roots are the rare ones")]
pub enum Part<'f> {
    /// A root file: names the keys.
    Root(&'f str),
    /// A pack or a delta.
    Pack(Sealed<'f>),
}

/// A pack or a delta with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed<'f> {
    /// The four lines of minisign; absent: not signed yet.
    pub signature: Option<&'f str>,
    /// What is signed: first line and body.
    pub payload: &'f [u8],
    /// The first line, read.
    pub header: Header,
    /// The compressed body.
    pub body: &'f [u8],
    /// All of it as it stood in the file.
    pub whole: &'f [u8],
}

/// Why a file can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is something else.
    NotAPack,
    /// It ends too early.
    CutOff,
    /// It claims to be larger than any pack can be.
    TooLarge,
    /// It was made for a newer program.
    Newer,
    /// Its first line contradicts itself.
    Wrong,
}

impl Broken {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAPack => "pack_unknown",
            Self::CutOff => "pack_cut_off",
            Self::TooLarge => "pack_too_large",
            Self::Newer => "pack_newer",
            Self::Wrong => "pack_wrong",
        }
    }
}

const COMMENT: &[u8] = b"untrusted comment:";

/// The parts of a file.
///
/// # Errors
/// What is wrong with the first part that can't be read.
pub fn split(file: &[u8]) -> Result<Vec<Part<'_>>, Broken> {
    if file.len() as u64 > MAX_FILE {
        return Err(Broken::TooLarge);
    }
    let (mut parts, mut rest) = (Vec::new(), file);
    while !rest.is_empty() {
        let part = next(&mut rest)?;
        parts.push(part);
    }
    if parts.is_empty() { Err(Broken::CutOff) } else { Ok(parts) }
}

fn next<'f>(rest: &mut &'f [u8]) -> Result<Part<'f>, Broken> {
    let whole = *rest;
    if whole.starts_with(b"{\"signed\"") {
        let line = line(rest, MAX_LINE)?;
        return Ok(Part::Root(std::str::from_utf8(line).map_err(|_| Broken::NotAPack)?));
    }
    let signature = whole.starts_with(COMMENT.get(..whole.len().min(COMMENT.len())).unwrap_or_default());
    let signature = if signature {
        for _ in 0..4 {
            line(rest, 1024)?;
        }
        let length = whole.len() - rest.len();
        let text = whole.get(..length).unwrap_or_default();
        Some(std::str::from_utf8(text).map_err(|_| Broken::NotAPack)?)
    } else {
        None
    };
    let payload = *rest;
    if payload.first().is_some_and(|byte| *byte != b'{') {
        return Err(Broken::NotAPack);
    }
    let header = Header::read(line(rest, MAX_LINE)?)?;
    let packed = usize::try_from(header.packed).map_err(|_| Broken::TooLarge)?;
    let (body, after) = rest.split_at_checked(packed).ok_or(Broken::CutOff)?;
    *rest = after;
    let upto = |start: &'f [u8]| start.get(..start.len() - after.len()).unwrap_or_default();
    Ok(Part::Pack(Sealed { signature, payload: upto(payload), header, body, whole: upto(whole) }))
}

/// Takes one line off, without its end.
fn line<'f>(rest: &mut &'f [u8], most: usize) -> Result<&'f [u8], Broken> {
    let end = rest.iter().take(most).position(|byte| *byte == b'\n');
    let Some(end) = end else { return Err(if rest.len() < most { Broken::CutOff } else { Broken::NotAPack }) };
    let (line, after) = rest.split_at(end);
    *rest = after.get(1..).unwrap_or_default();
    Ok(line)
}

impl Header {
    /// Reads a first line and holds it against the limits.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(line: &[u8]) -> Result<Self, Broken> {
        // What a newer outside has is not known here, so only its version is looked at.
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        let version: Version = serde_json::from_slice(line).map_err(|_| Broken::NotAPack)?;
        if version.v > VERSION {
            return Err(Broken::Newer);
        }
        let header: Self = serde_json::from_slice(line).map_err(|_| Broken::Wrong)?;
        header.check()?;
        Ok(header)
    }

    /// Within the limits, and whole.
    fn check(&self) -> Result<(), Broken> {
        let largest = self.unpacked.max(self.content.bytes);
        if self.packed > MAX_FILE || largest > MAX_UNPACKED {
            return Err(Broken::TooLarge);
        }
        if self.unpacked > SMALL && self.unpacked / MAX_RATIO > self.packed {
            return Err(Broken::TooLarge);
        }
        let hash =
            |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let days = is_day(&self.issued) && is_day(&self.review_by) && self.issued <= self.review_by;
        let base = match (self.kind, &self.base) {
            (Kind::Pack, None) => self.edits.is_empty() && self.unpacked == self.content.bytes,
            (Kind::Delta, Some(base)) => hash(&base.sha256) && base.number < self.number,
            _ => false,
        };
        if self.number > 0 && is_name(&self.name) && hash(&self.content.sha256) && days && base {
            Ok(())
        } else {
            Err(Broken::Wrong)
        }
    }

    /// The first line of a payload, with its end.
    pub fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

/// A name goes into file names: lower-case letters, digits and hyphens.
pub fn is_name(name: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=40).contains(&name.len()) && name.bytes().all(fits)
}

/// `YYYY-MM-DD`.
pub fn is_day(text: &str) -> bool {
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() && text.len() == 10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header {
            v: 1,
            kind: Kind::Pack,
            name: "thu".into(),
            number: 3,
            schema: 1,
            issued: "2026-11-24".into(),
            review_by: "2027-02-24".into(),
            packed: 4,
            unpacked: 9,
            content: Content { bytes: 9, sha256: "ab".repeat(32) },
            base: None,
            edits: vec![],
        }
    }

    fn file(signature: &str, header: &Header) -> Vec<u8> {
        [signature.as_bytes(), &header.line(), b"BODY"].concat()
    }

    const SIGNATURE: &str = "untrusted comment: x\nRUxx\ntrusted comment: y\nzz\n";

    #[test]
    fn a_file_of_several_parts_is_taken_apart_and_each_part_knows_its_own_bytes() {
        let root = "{\"signed\":\"…\"}\n";
        let one = file(SIGNATURE, &header());
        let all = [root.as_bytes(), &one, &file("", &header())].concat();
        let parts = split(&all).unwrap();
        let [Part::Root(line), Part::Pack(first), Part::Pack(second)] = parts.as_slice() else { panic!("{parts:?}") };
        assert_eq!(*line, root.trim_end());
        assert_eq!((first.signature, first.body, first.whole), (Some(SIGNATURE), &b"BODY"[..], one.as_slice()));
        assert_eq!(first.payload, file("", &header()));
        assert_eq!(second.signature, None);
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_is_refused() {
        let whole = file(SIGNATURE, &header());
        for cut in 0..whole.len() {
            let code = split(&whole[..cut]).unwrap_err();
            assert_eq!(code, Broken::CutOff, "cut at {cut}");
        }
    }

    #[test]
    fn a_first_line_that_lies_about_sizes_kinds_or_days_is_refused() {
        type Lie = (fn(&mut Header), Broken);
        let cases: [Lie; 10] = [
            (|h| h.packed = MAX_FILE + 1, Broken::TooLarge),
            (|h| (h.unpacked, h.content.bytes) = (MAX_UNPACKED + 1, MAX_UNPACKED + 1), Broken::TooLarge),
            (|h| (h.unpacked, h.content.bytes) = (SMALL + 1, SMALL + 1), Broken::TooLarge),
            (|h| h.v = 2, Broken::Newer),
            (|h| h.kind = Kind::Delta, Broken::Wrong),
            (|h| h.base = Some(Base { number: 2, sha256: "ab".repeat(32) }), Broken::Wrong),
            (|h| h.name = "../a".into(), Broken::Wrong),
            (|h| h.review_by = "2026-11-23".into(), Broken::Wrong),
            (|h| h.issued = "2026-2-30".into(), Broken::Wrong),
            (|h| h.content.sha256 = "AB".repeat(32), Broken::Wrong),
        ];
        for (spoil, expected) in cases {
            let mut spoilt = header();
            spoil(&mut spoilt);
            assert_eq!(split(&file(SIGNATURE, &spoilt)).unwrap_err(), expected, "{spoilt:?}");
        }
    }
}
