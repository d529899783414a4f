//! The log of a home partition: what phones are told, in commit order.

use crate::error::{Error, Result};
use crate::store::random;
use hoso_protocol::ids::DossierId;
use rusqlite::{OptionalExtension as _, Transaction};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// What an entry is about. The numbers stand in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An edit; `reference` is its id.
    Edit = 1,
    /// A void; `reference` is the id of the edit that it stands for.
    Void = 2,
    /// A status; `reference` is its id.
    Status = 3,
    /// A receipt; `reference` is the version's id.
    Receipt = 4,
    /// An erase record; `reference` is the dossier's id.
    Erase = 5,
    /// A device's certificate; `reference` is its key.
    Certificate = 6,
    /// A photo that is held whole; `reference` is the blob's id.
    Blob = 7,
}

impl Kind {
    /// From the number in the database.
    pub fn from_number(number: i64) -> Result<Self> {
        [Self::Edit, Self::Void, Self::Status, Self::Receipt, Self::Erase, Self::Certificate, Self::Blob]
            .into_iter()
            .find(|kind| *kind as i64 == number)
            .ok_or(Error::Internal("unknown kind in the log"))
    }
}

/// One entry to write.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// What it is about.
    pub kind: Kind,
    /// The dossier, where it is about one.
    pub dossier: Option<DossierId>,
    /// Whose devices may read it.
    pub person: &'a str,
    /// See `Kind`.
    pub reference: &'a [u8],
}

/// The log of one partition, open for writing within a transaction. `close` writes the counter back.
#[must_use]
pub struct Log<'t> {
    tx: &'t Transaction<'t>,
    home: String,
    seq: i64,
    chain: [u8; 32],
    /// People who are known to read here.
    readers: BTreeSet<String>,
}

impl<'t> Log<'t> {
    /// Opens a partition's log, and makes the partition where there is none.
    pub fn open(tx: &'t Transaction<'t>, home: &str) -> Result<Self> {
        let row = tx
            .prepare_cached("SELECT seq, chain FROM partition WHERE home = ?")?
            .query_row([home], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (seq, chain) = match row {
            Some(row) => row,
            None => {
                let incarnation = hex::encode(random::<8>()?);
                tx.execute(
                    "INSERT INTO partition (home, incarnation, seq, chain) VALUES (?, ?, 0, ?)",
                    (home, incarnation, [0; 32]),
                )?;
                (0, [0; 32])
            }
        };
        Ok(Self { tx, home: home.to_owned(), seq, chain, readers: BTreeSet::new() })
    }

    /// Adds an entry and returns its number.
    pub fn append(&mut self, event: Event<'_>) -> Result<i64> {
        let mut hash = Sha256::new();
        hash.update(self.chain);
        hash.update([event.kind as u8]);
        hash.update(event.reference);
        self.chain = hash.finalize().into();
        self.seq += 1;
        self.tx
            .prepare_cached(
                "INSERT INTO log (home, seq, kind, dossier, person, ref, chain) VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute((
                &self.home,
                self.seq,
                event.kind as i64,
                event.dossier.map(|id| id.0),
                event.person,
                event.reference,
                self.chain,
            ))?;
        if !self.readers.contains(event.person) {
            self.tx
                .prepare_cached("INSERT OR IGNORE INTO reader (person, home) VALUES (?, ?)")?
                .execute((event.person, &self.home))?;
            self.readers.insert(event.person.to_owned());
        }
        if let Some(dossier) = event.dossier {
            self.tx.prepare_cached("UPDATE dossier SET last = ? WHERE id = ?")?.execute((self.seq, dossier.0))?;
        }
        Ok(self.seq)
    }

    /// Writes the partition's counter and chain.
    pub fn close(self) -> Result<()> {
        self.tx
            .prepare_cached("UPDATE partition SET seq = ?, chain = ? WHERE home = ?")?
            .execute((self.seq, self.chain, &self.home))?;
        Ok(())
    }

    /// Adds one entry to a partition's log.
    pub fn add(tx: &'t Transaction<'t>, home: &str, event: Event<'_>) -> Result<i64> {
        let mut log = Log::open(tx, home)?;
        let seq = log.append(event)?;
        log.close()?;
        Ok(seq)
    }
}
