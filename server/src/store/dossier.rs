//! Dossiers: whose they are and where they live.

use crate::auth::Device;
use crate::error::Result;
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Erase;
use hoso_protocol::sign::Signed;
use rusqlite::{OptionalExtension as _, Transaction};

/// A dossier that the server knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Its id.
    pub id: DossierId,
    /// Its partition, for ever.
    pub home: String,
    /// Whose it is.
    pub person: String,
    /// The commune of the device that brought it first.
    pub commune: String,
    /// `held_digest` of what is held of it.
    pub digest: u64,
    /// `seq` of its last entry in the log.
    pub last: i64,
    /// Whether it was erased.
    pub erased: bool,
}

impl Dossier {
    /// Looks it up; says nothing about who may see it.
    pub fn find(tx: &Transaction<'_>, id: DossierId) -> Result<Option<Self>> {
        let row = tx
            .prepare_cached("SELECT home, person, commune, digest, last, erased FROM dossier WHERE id = ?")?
            .query_row([id.0], |row| {
                Ok(Self {
                    id,
                    home: row.get(0)?,
                    person: row.get(1)?,
                    commune: row.get(2)?,
                    digest: row.get(3)?,
                    last: row.get(4)?,
                    erased: row.get(5)?,
                })
            })
            .optional()?;
        Ok(row)
    }

    /// Makes a dossier known: it is the device's person's, and lives where new dossiers of their commune go.
    pub fn add(tx: &Transaction<'_>, id: DossierId, device: &Device) -> Result<Self> {
        let home: String = tx
            .prepare_cached("SELECT home FROM commune WHERE code = ?")?
            .query_row([&device.commune], |row| row.get(0))?;
        tx.prepare_cached("INSERT INTO dossier (id, home, person, commune) VALUES (?, ?, ?, ?)")?.execute((
            id.0,
            &home,
            &device.person,
            &device.commune,
        ))?;
        let (person, commune) = (device.person.clone(), device.commune.clone());
        Ok(Self { id, home, person, commune, digest: 0, last: 0, erased: false })
    }

    /// The erase record of a dossier, known otherwise or not.
    pub fn erase_record(tx: &Transaction<'_>, id: DossierId) -> Result<Option<Signed<Erase>>> {
        let row = tx
            .prepare_cached("SELECT body, sig FROM erase WHERE dossier = ?")?
            .query_row([id.0], |row| Ok(Signed::from_parts(row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(row)
    }
}
