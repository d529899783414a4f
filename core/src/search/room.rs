//! What search needs of each version of an installed catalog, kept beside the versions, so that a new process need not
//! read them all to be able to search.

use super::Entry;
use super::ask::Light;
use std::collections::HashMap;

/// Its name among the rooms of `catalog.db`.
pub const ROOM: &str = "search";

/// Good enough, and quick.
const ZSTD_LEVEL: i32 = 6;
/// A room that says it unpacks to more is damaged.
const MOST: usize = 64 << 20;

/// The room for these versions: hash and bytes of each.
pub fn pack<'v>(versions: impl IntoIterator<Item = (&'v str, &'v [u8])>) -> Vec<u8> {
    let entries: Vec<(&str, Entry)> =
        versions.into_iter().filter_map(|(hash, body)| Some((hash, entry(body)?))).collect();
    let text = serde_json::to_vec(&entries).unwrap_or_default();
    zstd::encode_all(text.as_slice(), ZSTD_LEVEL).unwrap_or_default()
}

/// From the bytes of a procedure; `None` if this program can't read them.
fn entry(body: &[u8]) -> Option<Entry> {
    serde_json::from_slice::<Light>(body).ok().map(Entry::from)
}

/// The entries by the hash of their version. A damaged room is an empty one: the versions are then read themselves.
pub(super) fn unpack(room: &[u8]) -> HashMap<String, Entry> {
    let text = zstd::bulk::Decompressor::new().and_then(|mut zstd| {
        let size = zstd::bulk::Decompressor::<'_>::upper_bound(room).unwrap_or(MOST).min(MOST);
        zstd.decompress(room, size)
    });
    let entries = text.ok().and_then(|text| serde_json::from_slice::<Vec<(String, Entry)>>(&text).ok());
    entries.unwrap_or_default().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn a_room_gives_back_what_search_reads_of_each_procedure() {
        let catalog = Catalog::embedded().unwrap();
        let all: Vec<_> = catalog.iter().map(|p| (catalog.hash(&p.code).unwrap(), p.to_bytes(), p)).collect();
        let room = unpack(&pack(all.iter().map(|(hash, body, _)| (hash.as_str(), body.as_slice()))));
        assert_eq!(room.len(), all.len());
        for (hash, _, procedure) in &all {
            assert_eq!(room[hash], Entry::from(procedure.as_ref()));
        }
    }

    #[test]
    fn a_damaged_room_is_an_empty_one() {
        let room = pack([("h", &b"{}"[..])]);
        assert!(unpack(&room).is_empty());
        for damaged in [&b""[..], b"no room", &room[..room.len() / 2]] {
            assert!(unpack(damaged).is_empty());
        }
    }
}
