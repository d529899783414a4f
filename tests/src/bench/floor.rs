//! Floors: the least that the same promise costs with the same tools.

use rusqlite::{Connection, params};
use std::path::Path;

/// A bare SQLCipher database with the pragmas of our store.
pub fn sqlcipher(path: &Path) -> Connection {
    let db = Connection::open(path).unwrap();
    let key = "7".repeat(64);
    let salt = "5".repeat(32);
    db.execute_batch(&format!(
        "pragma key = \"x'{key}'\"; pragma cipher_plaintext_header_size = 32; pragma cipher_salt = \"x'{salt}'\";"
    ))
    .unwrap();
    pragmas(&db);
    db.execute_batch("create table row (id integer primary key, value text not null) strict").unwrap();
    db
}

/// The pragmas of our store, for a plain database too.
pub fn pragmas(db: &Connection) {
    db.execute_batch(include_str!("../../../core/src/store/pragmas.sql")).unwrap();
}

/// One durable row.
pub fn write(db: &mut Connection, id: i64, value: &str) {
    let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    tx.prepare_cached("insert or replace into row (id, value) values (?1, ?2)")
        .unwrap()
        .execute(params![id, value])
        .unwrap();
    tx.commit().unwrap();
}
