//! Writing `catalog.db`: a new file beside the old one, made durable, checked, and then renamed over it.

use super::{FILE, Installed, LAYOUT, PackInfo};
use crate::catalog::pick::Source;
use crate::error::{Error, Result};
use crate::search::room;
use hoso_protocol::procedure::{Procedure, hash_of};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use std::fs::{self, File};
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
    rooms: &[(&str, Vec<u8>)],
) -> Result<Written> {
    let old = Installed::open(folder).ok().flatten();
    let mut all: BTreeMap<String, (Source, Row)> = BTreeMap::new();
    let (mut info, mut had) = (None, 0);
    if let Some(old) = &old {
        info = old.pack();
        for code in old.codes() {
            for version in old.versions(&code) {
                if version.source == source && source == Source::Pack {
                    continue;
                }
                if let Some(body) = old.bytes(&version.hash) {
                    let row = Row { code: code.clone(), from: version.valid_from, to: version.valid_to, body };
                    all.insert(version.hash, (version.source, row));
                }
            }
        }
    }
    let new: Vec<(String, Row)> = procedures.into_iter().map(Row::of).collect();
    if source == Source::Imported {
        let codes: std::collections::BTreeSet<&str> = new.iter().map(|(_, row)| row.code.as_str()).collect();
        let fresh: std::collections::BTreeSet<&str> = new.iter().map(|(hash, _)| hash.as_str()).collect();
        all.retain(|hash, (from, row)| {
            *from != Source::Imported || fresh.contains(hash.as_str()) || !codes.contains(row.code.as_str())
        });
    }
    for (hash, row) in new {
        let known = old.as_ref().is_some_and(|old| old.versions(&row.code).iter().any(|v| v.hash == hash));
        had += u64::from(!known);
        all.insert(hash, (source, row));
    }
    drop(old);
    let written = Written { new: had, all: all.len() as u64 };
    let path = folder.join(FILE);
    let fresh = folder.join("catalog.db.new");
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    fs::create_dir_all(folder)?;
    fill(&fresh, pack.cloned().or(info).as_ref(), all, rooms)?;
    File::open(&fresh)?.sync_all()?;
    fs::rename(&fresh, path)?;
    // The name is durable only with its folder.
    File::open(folder)?.sync_all()?;
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

fn fill(
    path: &Path,
    pack: Option<&PackInfo>,
    all: BTreeMap<String, (Source, Row)>,
    rooms: &[(&str, Vec<u8>)],
) -> Result<()> {
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
    let own = [Some((room::ROOM, &search)), pack.as_ref().map(|body| ("pack", body))];
    for (name, body) in rooms.iter().map(|(name, body)| (*name, body)).chain(own.into_iter().flatten()) {
        tx.prepare_cached("insert or replace into room values (?1, ?2)")?.execute(params![name, body])?;
    }
    tx.pragma_update(None, "user_version", LAYOUT)?;
    tx.commit()?;
    Ok(())
}
