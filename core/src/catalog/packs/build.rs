//! Making packs, on the laptop of those who give them out. Signing is another step, since the key lies elsewhere.

use super::content::Content;
use super::{delta, open::Opened};
use crate::Result;
use hoso_protocol::pack::{self, Header, Kind, SCHEMA, VERSION};
use hoso_protocol::procedure::{Procedure, hash_of};

/// What a pack says of itself.
#[derive(Debug, Clone)]
pub struct Label {
    /// Whose catalog.
    pub name: String,
    /// Its number.
    pub number: u64,
    /// The day it is given out, ISO.
    pub issued: String,
    /// The day to look at it again, ISO.
    pub review_by: String,
}

/// How large a trained dictionary gets.
const DICTIONARY: usize = 64 * 1024;

/// A whole pack, not signed yet: header line and body. The dictionary is the one of `before`, where there is a pack
/// before, else trained on these procedures (none, if there are too few to learn from).
///
/// # Errors
/// `pack_wrong` if the label can't be (no such day, a name with other letters); the compressor's.
pub fn build(label: &Label, procedures: &[Procedure], before: Option<&Content>) -> Result<Vec<u8>> {
    let dictionary = match before {
        Some(before) => before.dictionary.clone(),
        None => train(procedures),
    };
    let content = Content::new(dictionary, procedures).to_bytes();
    let body = delta::compress(&content, &[])?;
    let header = Header {
        v: VERSION,
        kind: Kind::Pack,
        name: label.name.clone(),
        number: label.number,
        schema: SCHEMA,
        issued: label.issued.clone(),
        review_by: label.review_by.clone(),
        packed: body.len() as u64,
        unpacked: content.len() as u64,
        content: pack::Content { bytes: content.len() as u64, sha256: hash_of(&content) },
        base: None,
        edits: vec![],
    };
    payload(&header, &body)
}

/// The delta between two whole packs, not signed yet.
///
/// # Errors
/// `pack_base` if they are no pair.
pub fn build_delta(old: &Opened, new: &Opened) -> Result<Vec<u8>> {
    let (header, body) = delta::make((&old.header, &old.content), (&new.header, &new.content))?;
    payload(&header, &body)
}

fn payload(header: &Header, body: &[u8]) -> Result<Vec<u8>> {
    let line = header.line();
    // What no phone would read is not given out.
    Header::read(line.trim_ascii_end())?;
    Ok([line.as_slice(), body].concat())
}

fn train(procedures: &[Procedure]) -> Vec<u8> {
    let samples: Vec<Vec<u8>> = procedures.iter().map(Procedure::to_bytes).collect();
    // Fewer than a hundred teach it nothing that would be worth its size.
    if samples.len() < 100 {
        return vec![];
    }
    zstd::dict::from_samples(&samples, DICTIONARY).unwrap_or_default()
}
