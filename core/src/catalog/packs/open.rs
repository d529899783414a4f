//! Opening the parts of one file: a whole pack, then deltas one after the other.

use super::content::{Content, is_named, unpack};
use super::delta::apply;
use super::fault::refused;
use crate::Result;
use hoso_protocol::pack::{Header, Kind, Sealed};

/// A catalog unpacked, with the header of the part that made it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What that part said.
    pub header: Header,
    /// The catalog.
    pub content: Content,
}

/// Unpacks a whole pack and then each delta. **Check the signatures before.** What comes out is exactly the catalog that
/// the last header names.
///
/// # Errors
/// `pack_base` if the first is a delta or one does not fit to the one before; `pack_damaged`.
pub fn open(parts: &[Sealed<'_>]) -> Result<Opened> {
    let mut opened: Option<Opened> = None;
    for part in parts {
        let content = match (part.header.kind, opened.take()) {
            (Kind::Pack, _) => {
                let bytes = unpack(&part.header, part.body, &[])?;
                if !is_named(&bytes, &part.header.content) {
                    return Err(refused("pack_damaged"));
                }
                Content::read(&bytes)?
            }
            (Kind::Delta, Some(base)) => apply(base.content, &base.header, part)?,
            (Kind::Delta, None) => return Err(refused("pack_base")),
        };
        opened = Some(Opened { header: part.header.clone(), content });
    }
    let opened = opened.ok_or_else(|| refused("pack_base"))?;
    let last_is_delta = opened.header.kind == Kind::Delta;
    if last_is_delta && !is_named(&opened.content.to_bytes(), &opened.header.content) {
        return Err(refused("pack_damaged"));
    }
    Ok(opened)
}
