//! Deltas: the lines that are new, and where they go. They are compressed with the lines that they replace in sight, so
//! that one changed fee costs a few bytes.

use super::content::{Content, WINDOW_LOG, split_lines, unpack};
use super::fault::refused;
use crate::Result;
use hoso_protocol::pack::{Base, Edit, Header, Kind, Sealed};
use std::collections::HashSet;

/// Where two catalogs differ.
pub(super) fn edits(old: &[Vec<u8>], new: &[Vec<u8>]) -> (Vec<Edit>, Vec<u8>) {
    let in_old: HashSet<&[u8]> = old.iter().map(Vec::as_slice).collect();
    let (mut edits, mut added): (Vec<Edit>, Vec<u8>) = (vec![], vec![]);
    let mut open: Edit = (0, 0, 0);
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        match (old.peek(), new.peek()) {
            (Some(a), Some(b)) if a == b => {
                if open.1 > 0 || open.2 > 0 {
                    edits.push(std::mem::take(&mut open));
                }
                open.0 += 1;
                old.next();
                new.next();
            }
            // A new line before an old one that it does not replace, or an old one at its end.
            (a, Some(b)) if a.is_none() || !in_old.contains(b.as_slice()) => {
                added.extend(b.iter());
                added.push(b'\n');
                open.2 += 1;
                new.next();
            }
            (Some(_), _) => {
                open.1 += 1;
                old.next();
            }
            (None, _) => break,
        }
    }
    if open.1 > 0 || open.2 > 0 {
        edits.push(open);
    }
    (edits, added)
}

/// What the compressor has in sight: the dictionary and the lines that go.
fn prefix(base: &Content, edits: &[Edit]) -> Option<Vec<u8>> {
    let mut prefix = base.dictionary.clone();
    let mut at = 0usize;
    for (keep, drop, _) in edits {
        at = at.checked_add(usize::try_from(*keep).ok()?)?;
        let end = at.checked_add(usize::try_from(*drop).ok()?)?;
        for line in base.lines.get(at..end)? {
            prefix.extend(line);
            prefix.push(b'\n');
        }
        at = end;
    }
    // The end of it counts: the beginning of a long one would lie outside the window.
    let over = prefix.len().saturating_sub(1 << (WINDOW_LOG - 1));
    Some(prefix.split_off(over))
}

/// The header and body of the delta from `base` to the catalog of `target`.
///
/// # Errors
/// `pack_base` if the two are no pair (other name, not newer, another dictionary); the compressor's.
pub fn make(base: (&Header, &Content), target: (&Header, &Content)) -> Result<(Header, Vec<u8>)> {
    let ((old, from), (new, to)) = (base, target);
    if old.name != new.name || old.number >= new.number || from.dictionary != to.dictionary {
        return Err(refused("pack_base"));
    }
    let (edits, added) = edits(&from.lines, &to.lines);
    let prefix = prefix(from, &edits).ok_or_else(|| refused("pack_base"))?;
    let body = compress(&added, &prefix)?;
    let header = Header {
        kind: Kind::Delta,
        packed: body.len() as u64,
        unpacked: added.len() as u64,
        base: Some(Base { number: old.number, sha256: old.content.sha256.clone() }),
        edits,
        ..new.clone()
    };
    Ok((header, body))
}

/// Compresses as hard as it goes, within the window that phones allow.
pub(super) fn compress(bytes: &[u8], prefix: &[u8]) -> Result<Vec<u8>> {
    use zstd::zstd_safe::CParameter;
    let mut encoder = zstd::Encoder::with_ref_prefix(Vec::new(), 22, prefix)?;
    encoder.set_parameter(CParameter::WindowLog(WINDOW_LOG))?;
    // The tables fit what there is. The header carries the length and the hash is signed: the frame need not.
    encoder.set_pledged_src_size(Some(bytes.len() as u64))?;
    encoder.include_contentsize(false)?;
    encoder.include_checksum(false)?;
    std::io::Write::write_all(&mut encoder, bytes)?;
    Ok(encoder.finish()?)
}

/// The catalog that a delta makes of this one. Whether it is the one that the header names is asked at the end of a
/// chain, once: 18 MB are hashed for that.
///
/// # Errors
/// `pack_base` (made for another catalog), `pack_damaged`.
pub(super) fn apply(base: Content, known: &Header, delta: &Sealed<'_>) -> Result<Content> {
    let header = &delta.header;
    let fits = |named: &Base| named.number == known.number && named.sha256 == known.content.sha256;
    if !header.base.as_ref().is_some_and(fits) {
        return Err(refused("pack_base"));
    }
    let damaged = || refused("pack_damaged");
    let prefix = prefix(&base, &header.edits).ok_or_else(damaged)?;
    let added = split_lines(&unpack(header, delta.body, &prefix)?).ok_or_else(damaged)?;
    let mut lines = Vec::with_capacity(base.lines.len());
    let (mut old, mut new) = (base.lines.into_iter(), added.into_iter());
    for (keep, drop, add) in &header.edits {
        let [keep, drop, add] = [*keep, *drop, *add].map(usize::try_from);
        let (Ok(keep), Ok(drop), Ok(add)) = (keep, drop, add) else { return Err(damaged()) };
        lines.extend(old.by_ref().take(keep));
        // As many as there are: what is missing shows in the hash.
        for _ in old.by_ref().take(drop) {}
        lines.extend(new.by_ref().take(add));
    }
    lines.extend(old);
    if new.next().is_none() { Ok(Content { dictionary: base.dictionary, lines }) } else { Err(damaged()) }
}
