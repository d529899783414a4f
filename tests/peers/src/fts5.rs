//! SQLite's FTS5, ranked by bm25 with the name weighing most.

use crate::text::{telling, words};
use hoso_core::search::Entry;
use rusqlite::{Connection, params};
use std::error::Error;

pub struct Fts5(Connection);

impl Fts5 {
    pub fn build(entries: &[Entry]) -> Result<Self, Box<dyn Error>> {
        let db = Connection::open_in_memory()?;
        db.execute_batch("create virtual table entry using fts5(code unindexed, name, words, field, prefix='2 3 4')")?;
        for entry in entries {
            let plain = |text: &str| words(text).join(" ");
            db.execute(
                "insert into entry values (?1, ?2, ?3, ?4)",
                params![entry.code, plain(&entry.name), plain(&entry.words.join(" . ")), plain(&entry.field)],
            )?;
        }
        db.execute_batch("insert into entry (entry) values ('optimize')")?;
        Ok(Self(db))
    }

    pub fn search(&self, text: &str) -> Result<Vec<String>, Box<dyn Error>> {
        let words = telling(text);
        let last = words.len().saturating_sub(1);
        let alone =
            words.iter().enumerate().map(|(at, word)| format!("\"{word}\"{}", if at == last { "*" } else { "" }));
        // Vietnamese words are two syllables: side by side they say more than each for itself.
        let pairs = words.windows(2).map(|pair| format!("\"{}\"", pair.join(" ")));
        let triples = words.windows(3).map(|triple| format!("\"{}\"", triple.join(" ")));
        let query: Vec<String> = alone.chain(pairs).chain(triples).collect();
        if query.is_empty() {
            return Ok(vec![]);
        }
        let sql = "select code from entry where entry match ?1 order by bm25(entry, 0, 4.0, 3.0, 0.5) limit 3";
        let mut rows = self.0.prepare_cached(sql)?;
        let codes = rows.query_map([query.join(" OR ")], |row| row.get(0))?;
        Ok(codes.collect::<Result<_, _>>()?)
    }
}
