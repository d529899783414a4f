//! Writing what was read into the new store, under new numbers: what a row belongs to is found by ids.

use super::Salvaged;
use super::read::{Row, Source};
use crate::dossier::{is_erased, make, num_of};
use crate::error::Result;
use hoso_protocol::edit::SignedEdit;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};
use std::collections::BTreeMap;
use std::path::Path;

/// Tables that only hold what can be taken as it is: with the place of the dossier's number, if they have one.
const PLAIN: [(&str, &str, Option<usize>); 8] = [
    ("server", "one, url, authority, token, key, certificate_body, certificate_sig, cursor, restored", None),
    ("procedure", "hash, body", None),
    ("certificate", "key, body, sig", None),
    ("erase", "dossier, body, sig, sent", None),
    ("void", "edit, dossier, body, sig, told, adopted", Some(1)),
    ("version", "id, dossier, body, at", Some(1)),
    ("receipt", "version, dossier, body, sig", Some(1)),
    ("photo", "dossier, sha256, bytes, file, remote, upload", Some(0)),
];

/// What is true only of the moment: an older copy must not bring it back.
const OF_NOW: [(&str, &str, Option<usize>); 3] = [
    ("setting", "name, value", None),
    ("working", "dossier, key, value, at", Some(0)),
    ("basis", "dossier, token, tips, at", Some(0)),
];

const DOSSIER: &str = "id, code, title, place, missing, conflicts, hidden, archived, updated_at, photo_key, for_whom";

/// Writes all rows of a source that the new store does not have yet; returns how many those were.
pub(super) fn all(new: &Connection, source: &Source<'_>, newest: bool, folder: &Path) -> Result<u64> {
    let mut written = 0;
    let mut numbers: BTreeMap<i64, i64> = BTreeMap::new();
    let dossiers = source.numbered("dossier", "num", DOSSIER);
    for (number, row) in &dossiers {
        let Some(id) = row.first() else { continue };
        if !is_erased(new, id)? {
            written += insert(new, "dossier", DOSSIER, row)?;
            numbers.insert(*number, new.query_row("select num from dossier where id = ?1", [id], |row| row.get(0))?);
        }
    }
    // Ids stand in an index too. Whose row is lost comes back without the key of its photos.
    let mut keyless = vec![];
    for (number, id) in source.ids() {
        if !numbers.contains_key(&number) && !is_erased(new, id.0)? {
            keyless.extend(num_of(new, id)?.is_none().then_some(number));
            make(new, id, 0)?;
            written += 1;
            numbers.extend(num_of(new, id)?.map(|new| (number, new)));
        }
    }
    let known: Vec<i64> = numbers.keys().copied().collect();
    let plain = |(table, columns, place): (&str, &str, Option<usize>)| -> Result<u64> {
        let mut written = 0;
        for mut row in source.keyed(table, columns, &known) {
            if let Some(cell) = place.and_then(|place| row.get_mut(place)) {
                let Value::Integer(old) = cell else { continue };
                if table == "photo" && keyless.contains(old) {
                    continue;
                }
                let Some(number) = numbers.get(old) else { continue };
                *cell = Value::Integer(*number);
            }
            if (table == "photo" && !is_there(&row, folder)) || (table == "procedure" && !is_itself(&row)) {
                continue;
            }
            written += insert(new, table, columns, &row)?;
        }
        Ok(written)
    };
    for table in PLAIN {
        written += plain(table)?;
    }
    if newest {
        for table in OF_NOW {
            written += plain(table)?;
        }
    }
    written += edits(new, source)?;
    written += statuses(new, source, &numbers)?;
    Ok(written)
}

/// An edit says itself to which dossier it belongs: its text is enough.
fn edits(new: &Connection, source: &Source<'_>) -> Result<u64> {
    let acks = source.numbered("ack", "num", "body, sig");
    let rows = source.numbered("edit", "num", "dossier, offered, ack");
    let mut kept: BTreeMap<i64, i64> = BTreeMap::new();
    let mut written = 0;
    for (number, text) in source.numbered("edit_text", "edit", "body, sig") {
        let [Value::Text(body), Value::Text(sig)] = text.as_slice() else { continue };
        let signed = SignedEdit { body: body.clone(), sig: sig.clone() };
        let Ok(edit) = signed.open() else { continue };
        let id = edit.body.dossier;
        if is_erased(new, id.0)? {
            continue;
        }
        make(new, id, 0)?;
        // Whether a byte of it left the phone is not known any more: then it may have.
        let (offered, ack) = match rows.get(&number).map(Vec::as_slice) {
            Some([_, Value::Integer(offered), Value::Integer(ack)]) => (*offered, Some(*ack)),
            Some([_, Value::Integer(offered), _]) => (*offered, None),
            _ => (1, None),
        };
        let ack = match ack.and_then(|ack| Some((ack, acks.get(&ack)?))) {
            None => None,
            Some((old, row)) => Some(match kept.get(&old) {
                Some(new) => *new,
                None => {
                    insert(new, "ack", "body, sig", row)?;
                    kept.insert(old, new.last_insert_rowid());
                    new.last_insert_rowid()
                }
            }),
        };
        let one = new.execute(
            "insert or ignore into edit (dossier, id, offered, ack)
             values ((select num from dossier where id = ?1), ?2, ?3, ?4)",
            params![id.0, edit.id.0, offered, ack],
        )?;
        if one == 1 {
            new.execute(
                "insert into edit_text (edit, body, sig) values (?1, ?2, ?3)",
                params![new.last_insert_rowid(), body, sig],
            )?;
            written += 1;
        }
    }
    Ok(written)
}

fn statuses(new: &Connection, source: &Source<'_>, numbers: &BTreeMap<i64, i64>) -> Result<u64> {
    let mut written = 0;
    for mut row in source.numbered("status", "num", "dossier, id, paper_heads, body, sig").into_values() {
        let Some(Value::Integer(old)) = row.first() else { continue };
        let Some(number) = numbers.get(old).copied() else { continue };
        if let Some(cell) = row.first_mut() {
            *cell = Value::Integer(number);
        }
        written += insert(new, "status", "dossier, id, paper_heads, body, sig", &row)?;
    }
    Ok(written)
}

/// Counts what the new store holds.
pub(super) fn count(new: &Connection, salvaged: &mut Salvaged) -> Result<()> {
    let of = |sql: &str| new.query_row(sql, [], |row| row.get::<_, u64>(0));
    salvaged.dossiers = of("select count(*) from dossier")?;
    salvaged.edits = of("select count(*) from edit")?;
    salvaged.typed = of("select count(*) from working")?;
    salvaged.photos = of("select count(*) from photo where file is not null")?;
    Ok(())
}

fn insert(new: &Connection, table: &str, columns: &str, row: &Row) -> Result<u64> {
    let places = vec!["?"; row.len()].join(", ");
    let sql = format!("insert or ignore into {table} ({columns}) values ({places})");
    Ok(new.prepare_cached(&sql)?.execute(params_from_iter(row))? as u64)
}

/// Whether a procedure is the one that its hash names: SQLCipher may give an overflow page that it can't read as zeros.
fn is_itself(row: &Row) -> bool {
    match row.as_slice() {
        [Value::Blob(hash), Value::Blob(body)] => hoso_protocol::procedure::hash_of(body) == hex::encode(hash),
        _ => false,
    }
}

/// Whether a photo is still somewhere: its file here, or the server.
fn is_there(row: &Row, folder: &Path) -> bool {
    match (row.get(3), row.get(4)) {
        (Some(Value::Text(file)), _) if folder.join("photos").join(file).exists() => true,
        (_, remote) => matches!(remote, Some(Value::Text(_))),
    }
}
