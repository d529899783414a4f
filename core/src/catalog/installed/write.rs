//! Writing `catalog.db`: a new file beside the old one, made durable, checked, and then renamed over it.

use super::{FILE, Installed, LAYOUT, PackInfo};
use crate::catalog::pick::Source;
use crate::durable;
use crate::error::{Error, Result};
use crate::search::room;
use hoso_protocol::procedure::{Procedure, hash_of};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// So many bytes of bodies are compressed together.
const BLOCK: usize = 128 * 1024;
/// Good enough: a higher level makes the file a little smaller and installing much slower.
const LEVEL: i32 = 6;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Versions that were not there before.
    pub new: u64,
    /// Versions in the file now.
    pub all: u64,
}

/// Puts these versions in the place of what the folder's catalog has: of a pack all of its versions, of an import those of
/// the same codes. What came from the other source stays. The old catalog is there until the new one is complete.
///
/// # Errors
/// `disk_full` and the like; the old catalog is then untouched.
pub fn replace<'p>(
    folder: &Path,
    source: Source,
    pack: Option<&PackInfo>,
    procedures: impl IntoIterator<Item = &'p Procedure>,
) -> Result<Written> {
    let old = Installed::open(folder).ok().flatten();
    let (mut all, mut had): (BTreeMap<String, (Source, Row)>, BTreeSet<String>) = Default::default();
    for (old, (code, version)) in old.iter().flat_map(|old| old.all_versions().into_iter().map(move |one| (old, one))) {
        had.insert(version.hash.clone());
        if (version.source, source) == (Source::Pack, Source::Pack) {
            continue;
        }
        if let Some(body) = old.bytes(&version.hash) {
            let row = Row { code, from: version.valid_from, to: version.valid_to, body };
            all.insert(version.hash, (version.source, row));
        }
    }
    let new: Vec<(String, Row)> = procedures.into_iter().map(Row::of).collect();
    if source == Source::Imported {
        let codes: BTreeSet<&str> = new.iter().map(|(_, row)| row.code.as_str()).collect();
        all.retain(|_, (from, row)| *from != Source::Imported || !codes.contains(row.code.as_str()));
    }
    let mut written = Written::default();
    for (hash, row) in new {
        written.new += u64::from(!had.contains(&hash));
        all.insert(hash, (source, row));
    }
    written.all = all.len() as u64;
    let pack = pack.cloned().or_else(|| old.as_ref().and_then(|old| old.pack().cloned()));
    drop(old);
    let fresh = folder.join("catalog.db.new");
    durable::remove(&fresh)?;
    fs::create_dir_all(folder)?;
    fill(&fresh, pack.as_ref(), all)?;
    durable::put(&fresh, &folder.join(FILE))?;
    Ok(written)
}

struct Row {
    code: String,
    from: Option<String>,
    to: Option<String>,
    body: Vec<u8>,
}

impl Row {
    fn of(procedure: &Procedure) -> (String, Self) {
        let body = procedure.to_bytes();
        let Procedure { code, valid_from, valid_to, .. } = procedure;
        (hash_of(&body), Self { code: code.clone(), from: valid_from.clone(), to: valid_to.clone(), body })
    }
}

fn fill(path: &Path, pack: Option<&PackInfo>, all: BTreeMap<String, (Source, Row)>) -> Result<()> {
    let mut db = Connection::open(path)?;
    // Nobody sees this file before it is complete and durable.
    db.execute_batch("pragma journal_mode = off; pragma synchronous = off;")?;
    db.execute_batch(include_str!("schema.sql"))?;
    let tx = db.transaction()?;
    // Those of one code lie together, and codes of one family beside each other: they have most words in common.
    let mut rows: Vec<(String, Source, Row)> =
        all.into_iter().map(|(hash, (source, row))| (hash, source, row)).collect();
    rows.sort_by(|a, b| (a.1, &a.2.code, &a.0).cmp(&(b.1, &b.2.code, &b.0)));
    // Other processes search without reading all bodies.
    let search = room::pack(rows.iter().map(|(hash, _, row)| (hash.as_str(), row.body.as_slice())));
    let (mut num, mut bodies) = (0_i64, Vec::with_capacity(2 * BLOCK));
    let last = rows.len();
    for (at, (hash, source, row)) in rows.into_iter().enumerate() {
        tx.prepare_cached("insert into version values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(params![
            hash,
            row.code,
            source.name(),
            row.from,
            row.to,
            num,
            bodies.len(),
            row.body.len()
        ])?;
        bodies.extend(row.body);
        if bodies.len() >= BLOCK || at + 1 == last {
            tx.prepare_cached("insert into block values (?1, ?2)")?
                .execute(params![num, zstd::encode_all(bodies.as_slice(), LEVEL)?])?;
            bodies.clear();
            num += 1;
        }
    }
    let pack = pack.map(serde_json::to_vec).transpose().map_err(|_| Error::storage("disk_failed"))?;
    let rooms = [Some((room::ROOM, &search)), pack.as_ref().map(|body| ("pack", body))];
    for (name, body) in rooms.into_iter().flatten() {
        tx.execute("insert into room values (?1, ?2)", params![name, body])?;
    }
    tx.pragma_update(None, "user_version", LAYOUT)?;
    tx.commit()?;
    Ok(())
}
