//! The catalog unpacked: a first line of JSON, the dictionary, then one line of JSON for each procedure.
//!
//! Lines stand in one order that depends on nothing but themselves (field, name, code), so that like stands beside like
//! (that is worth 5 % of a pack) and a changed procedure is one changed line.

use super::fault::refused;
use crate::Result;
use hoso_protocol::pack::{Header, MAX_FILE};
use hoso_protocol::procedure::{Procedure, hash_of};
use serde::{Deserialize, Serialize};
use std::io::Read as _;

/// A catalog unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The zstd dictionary: with it a phone packs single procedures without training one, and deltas begin with it. It
    /// goes from number to number unchanged.
    pub dictionary: Vec<u8>,
    /// Procedures, each the bytes of its `Procedure::to_bytes()`.
    pub lines: Vec<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    dictionary: usize,
    procedures: usize,
}

impl Content {
    /// These procedures in their order.
    pub fn new(dictionary: Vec<u8>, procedures: &[Procedure]) -> Self {
        let mut sorted: Vec<(&Procedure, Vec<u8>)> = procedures.iter().map(|one| (one, one.to_bytes())).collect();
        sorted.sort_by(|(a, a_bytes), (b, b_bytes)| {
            (&a.field, &a.official_name, &a.code, a_bytes).cmp(&(&b.field, &b.official_name, &b.code, b_bytes))
        });
        Self { dictionary, lines: sorted.into_iter().map(|(_, bytes)| bytes).collect() }
    }

    /// As it is packed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let head = Head { dictionary: self.dictionary.len(), procedures: self.lines.len() };
        let mut all = serde_json::to_vec(&head).unwrap_or_default();
        all.push(b'\n');
        all.extend(&self.dictionary);
        for line in &self.lines {
            all.extend(line);
            all.push(b'\n');
        }
        all
    }

    /// Takes unpacked bytes apart.
    ///
    /// # Errors
    /// `pack_damaged`.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let damaged = || refused("pack_damaged");
        let end = bytes.iter().take(1024).position(|b| *b == b'\n').ok_or_else(damaged)?;
        let (head, rest) = bytes.split_at(end);
        let head: Head = serde_json::from_slice(head).map_err(|_| damaged())?;
        let (dictionary, lines) =
            rest.get(1..).and_then(|rest| rest.split_at_checked(head.dictionary)).ok_or_else(damaged)?;
        let lines = split_lines(lines).ok_or_else(damaged)?;
        if lines.len() != head.procedures {
            return Err(damaged());
        }
        Ok(Self { dictionary: dictionary.to_vec(), lines })
    }

    /// The procedures, in their order.
    ///
    /// # Errors
    /// `pack_damaged` if a line is no procedure.
    pub fn procedures(&self) -> Result<Vec<Procedure>> {
        self.lines.iter().map(|line| serde_json::from_slice(line).map_err(|_| refused("pack_damaged"))).collect()
    }
}

/// Lines that all have an end.
pub(super) fn split_lines(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let Some(all) = bytes.strip_suffix(b"\n") else { return bytes.is_empty().then(Vec::new) };
    Some(all.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect())
}

/// Unpacks a body whose signature was checked. What comes out is exactly as long as the header says; the limit holds
/// while it streams, and the window stays small, whatever the frame asks for.
pub(super) fn unpack(header: &Header, body: &[u8], prefix: &[u8]) -> Result<Vec<u8>> {
    let damaged = |_| refused("pack_damaged");
    let mut out = Vec::with_capacity(usize::try_from(header.unpacked.min(MAX_FILE)).unwrap_or_default());
    let mut decoder = zstd::Decoder::with_ref_prefix(body, prefix).map_err(damaged)?.single_frame();
    decoder.window_log_max(WINDOW_LOG).map_err(damaged)?;
    decoder.by_ref().take(header.unpacked + 1).read_to_end(&mut out).map_err(damaged)?;
    let rest = decoder.finish();
    if out.len() as u64 != header.unpacked || !rest.is_empty() {
        return Err(refused("pack_damaged"));
    }
    Ok(out)
}

/// Windows of 8 MiB: what a phone has to spare while it unpacks.
pub(super) const WINDOW_LOG: u32 = 23;

/// Whether these unpacked bytes are the catalog that a header names.
pub(super) fn is_named(bytes: &[u8], content: &hoso_protocol::pack::Content) -> bool {
    bytes.len() as u64 == content.bytes && hash_of(bytes) == content.sha256
}
