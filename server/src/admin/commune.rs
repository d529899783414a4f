//! Communes: where originals are brought and which partition new dossiers go to.

use crate::dir::ServerDir;
use crate::error::Result;

/// A commune that this server serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    /// The code of the unit.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where to bring the originals, in words.
    pub place: String,
}

impl ServerDir {
    /// Adds a commune, or changes the name and place of one that is there.
    pub fn add_commune(&self, commune: &Commune) -> Result<()> {
        self.store().write(|tx| {
            tx.execute(
                "INSERT INTO commune (code, name, place, home) VALUES (?1, ?2, ?3, ?1)
                 ON CONFLICT (code) DO UPDATE SET name = excluded.name, place = excluded.place",
                (&commune.code, &commune.name, &commune.place),
            )?;
            Ok(())
        })
    }

    /// All communes, by code.
    pub fn communes(&self) -> Result<Vec<Commune>> {
        self.store().read(|tx| {
            let mut rows = tx.prepare("SELECT code, name, place FROM commune ORDER BY code")?;
            let all =
                rows.query_map([], |row| Ok(Commune { code: row.get(0)?, name: row.get(1)?, place: row.get(2)? }))?;
            Ok(all.collect::<rusqlite::Result<_>>()?)
        })
    }
}
