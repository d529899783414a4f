//! The pack: all guides in one compressed file. Also used by the build script, which writes the embedded one.
//!
//! zstd of: one line of JSON, `{number, issued, guides: [{code, hash, bytes, valid_from, valid_to}]}`, then the bodies one after the other,
//! each exactly the bytes of its `Procedure::to_bytes()`, so that hashes agree and start-up parses no guide that nobody
//! asks for. Signed packs, dictionaries and deltas will wrap this, not change it.

use hoso_protocol::procedure::{Procedure, hash_of};
use serde::{Deserialize, Serialize};
use std::io::Read;

/// Unpacked, no pack comes near this; what claims more is refused before memory runs out.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// The first line of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Counts up with every pack that is given out.
    pub number: u64,
    /// The day it was given out, ISO.
    pub issued: String,
    /// The guides, in the order of their bodies.
    pub guides: Vec<Line>,
}

/// One guide in a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The procedure's code.
    pub code: String,
    /// Its version, as in `Procedure::hash()`.
    pub hash: String,
    /// Length of its body.
    pub bytes: usize,
    /// First day on which it counts, ISO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Last day on which it counts, ISO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

/// Packs these procedures.
///
/// # Errors
/// What the compressor says.
pub fn write<'p>(
    number: u64,
    issued: &str,
    procedures: impl IntoIterator<Item = &'p Procedure>,
) -> std::io::Result<Vec<u8>> {
    let (mut guides, mut bodies) = (Vec::new(), Vec::new());
    for procedure in procedures {
        let body = procedure.to_bytes();
        let Procedure { code, valid_from, valid_to, .. } = procedure.clone();
        guides.push(Line { code, hash: hash_of(&body), bytes: body.len(), valid_from, valid_to });
        bodies.extend(body);
    }
    let mut all = serde_json::to_vec(&Head { number, issued: issued.to_owned(), guides })?;
    all.push(b'\n');
    all.append(&mut bodies);
    zstd::encode_all(all.as_slice(), 19)
}

/// Unpacks: the head and all bodies in one piece.
///
/// # Errors
/// If it is no pack, is cut off, or is larger unpacked than any pack can be.
pub fn read(pack: &[u8]) -> std::io::Result<(Head, Vec<u8>)> {
    let wrong = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what);
    let mut all = Vec::new();
    zstd::Decoder::new(pack)?.take(MAX_BYTES + 1).read_to_end(&mut all)?;
    if all.len() as u64 > MAX_BYTES {
        return Err(wrong("too large"));
    }
    let end = all.iter().position(|b| *b == b'\n').ok_or_else(|| wrong("no head"))?;
    let bodies = all.split_off(end + 1);
    let head: Head = serde_json::from_slice(&all)?;
    let sum = head.guides.iter().try_fold(0usize, |sum, line| sum.checked_add(line.bytes));
    if sum != Some(bodies.len()) {
        return Err(wrong("the lengths do not add up"));
    }
    Ok((head, bodies))
}
