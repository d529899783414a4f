//! Reading rows around what is damaged: a whole table where that goes, else each row by its number, else from both ends.

use super::super::open::{connect, fresh};
use super::super::secret::Secret;
use crate::error::Result;
use hoso_protocol::ids::DossierId;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// SQLCipher's page, which is also SQLite's.
const PAGE: usize = 4096;
/// So many numbers in a row without a row behind the last one that was read end the search.
const SILENCE: i64 = 2_000;

pub(super) type Row = Vec<Value>;

/// A database of which parts may be unreadable.
pub(super) struct Source<'a> {
    db: RefCell<Connection>,
    place: PathBuf,
    secret: &'a Secret,
    unreadable: Cell<u64>,
}

impl<'a> Source<'a> {
    /// Opens a copy of the database; `None` where there is nothing that could be opened.
    pub(super) fn open(folder: &Path, name: &str, work: &Path, secret: &'a Secret) -> Result<Option<Self>> {
        let place = work.join(name);
        if !folder.join(name).exists() {
            return Ok(None);
        }
        for ending in ["", "-wal"] {
            let file = format!("{name}{ending}");
            if folder.join(&file).exists() {
                std::fs::copy(folder.join(&file), work.join(&file))?;
            }
        }
        if let Ok(db) = connect(&place, secret) {
            return Ok(Some(Self { db: RefCell::new(db), place, secret, unreadable: Cell::new(0) }));
        }
        // The first page says where the tables are. It stands in the copy and in every new store just the same.
        let template = work.join("template");
        drop(fresh(&template, secret)?);
        for first in [folder.join("dossiers.copy"), template] {
            if lend_first_page(&first, &place).is_ok()
                && let Ok(db) = connect(&place, secret)
            {
                return Ok(Some(Self { db: RefCell::new(db), place, secret, unreadable: Cell::new(1) }));
            }
        }
        Ok(None)
    }

    pub(super) fn unreadable(&self) -> u64 {
        self.unreadable.get()
    }

    /// The rows of a table whose number is `key`, by their numbers.
    pub(super) fn numbered(&self, table: &str, key: &str, columns: &str) -> BTreeMap<i64, Row> {
        let (rows, whole) = self.scan(&format!("select {key}, {columns} from {table} order by {key}"));
        let mut found: BTreeMap<i64, Row> = rows.into_iter().filter_map(numbered).collect();
        if whole {
            return found;
        }
        let last = self.one(&format!("select max({key}) from {table} where {key} > ?1"), 0).ok();
        let last = last.and_then(|row| match row.as_slice() {
            [Value::Integer(last)] => Some(*last),
            _ => None,
        });
        let one = format!("select {key}, {columns} from {table} where {key} = ?1");
        let (mut number, mut heard) = (0, found.keys().last().copied().unwrap_or(0));
        while last.map_or(number < heard + SILENCE, |last| number < last) {
            number += 1;
            if found.contains_key(&number) {
                continue;
            }
            match self.one(&one, number) {
                Ok(row) => {
                    heard = number;
                    found.extend(numbered(row));
                }
                Err(rusqlite::Error::QueryReturnedNoRows) => {}
                Err(_) if last.is_some() => self.missed(),
                Err(_) => {}
            }
        }
        if last.is_none() {
            self.missed();
        }
        found
    }

    /// The dossiers' ids by their numbers, from the index alone.
    pub(super) fn ids(&self) -> Vec<(i64, DossierId)> {
        let (rows, _) = self.scan("select num, id from dossier order by id");
        let id = |row: Row| match row.as_slice() {
            [Value::Integer(number), Value::Blob(id)] => Some((*number, DossierId(id.as_slice().try_into().ok()?))),
            _ => None,
        };
        rows.into_iter().filter_map(id).collect()
    }

    /// The rows of a table that has its rows by a key, read from both ends, and within each dossier too.
    pub(super) fn keyed(&self, table: &str, columns: &str, dossiers: &[i64]) -> Vec<Row> {
        let (mut rows, whole) = self.scan(&format!("select {columns} from {table}"));
        if whole {
            return rows;
        }
        self.missed();
        let keys: &[&str] = match table {
            "working" => &["dossier", "key"],
            "basis" => &["dossier", "token"],
            "photo" => &["dossier", "sha256"],
            "version" => &["id"],
            "receipt" => &["version"],
            "void" => &["edit"],
            "certificate" => &["key"],
            "procedure" => &["hash"],
            "erase" => &["dossier"],
            _ => &[],
        };
        if keys.is_empty() {
            return rows;
        }
        let order = |way: &str| keys.iter().map(|key| format!("{key} {way}")).collect::<Vec<_>>().join(", ");
        rows.extend(self.scan(&format!("select {columns} from {table} order by {}", order("desc"))).0);
        if keys.len() > 1 {
            for dossier in dossiers {
                for way in ["asc", "desc"] {
                    let sql =
                        format!("select {columns} from {table} where dossier = {dossier} order by {}", order(way));
                    rows.extend(self.scan(&sql).0);
                }
            }
        }
        rows
    }

    /// Rows until the first that can't be read, and whether there was none.
    fn scan(&self, sql: &str) -> (Vec<Row>, bool) {
        let (found, whole) = self.scan_once(sql);
        if !whole {
            self.renew();
        }
        (found, whole)
    }

    /// SQLCipher reads nothing more over a connection that met a page it can't read.
    fn renew(&self) {
        if let Ok(db) = connect(&self.place, self.secret) {
            *self.db.borrow_mut() = db;
        }
    }

    fn one(&self, sql: &str, number: i64) -> rusqlite::Result<Row> {
        let found = self.db.borrow().prepare_cached(sql).and_then(|mut one| one.query_row([number], values));
        if !matches!(found, Ok(_) | Err(rusqlite::Error::QueryReturnedNoRows)) {
            self.renew();
        }
        found
    }

    fn scan_once(&self, sql: &str) -> (Vec<Row>, bool) {
        let (mut found, db) = (vec![], self.db.borrow());
        let Ok(mut select) = db.prepare(sql) else { return (found, false) };
        let Ok(mut rows) = select.query([]) else { return (found, false) };
        loop {
            match rows.next() {
                Ok(Some(row)) => match values(row) {
                    Ok(row) => found.push(row),
                    Err(_) => return (found, false),
                },
                Ok(None) => return (found, true),
                Err(_) => return (found, false),
            }
        }
    }

    fn missed(&self) {
        self.unreadable.set(self.unreadable.get() + 1);
    }
}

fn values(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let values: Row = (0..row.as_ref().column_count()).map(|n| row.get(n)).collect::<rusqlite::Result<_>>()?;
    // No text of ours holds a zero; SQLCipher may give an overflow page that it can't read as zeros.
    match values.iter().any(|value| matches!(value, Value::Text(text) if text.contains('\0'))) {
        true => Err(rusqlite::Error::InvalidQuery),
        false => Ok(values),
    }
}

fn numbered(mut row: Row) -> Option<(i64, Row)> {
    match (!row.is_empty()).then(|| row.remove(0)) {
        Some(Value::Integer(number)) => Some((number, row)),
        _ => None,
    }
}

fn lend_first_page(from: &PathBuf, to: &Path) -> std::io::Result<()> {
    let mut page = [0; PAGE];
    std::fs::File::open(from)?.read_exact(&mut page)?;
    std::fs::File::options().write(true).open(to)?.write_all(&page)
}
