//! What is handed in: the version that a dossier makes now, and the one that was handed in last.

use super::rows::receipts;
use super::seal::seal;
use super::state::Dossier;
use crate::error::Result;
use crate::phone::Phone;
use hoso_protocol::handin::version;
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Version;
use rusqlite::{Connection, params};

impl Phone {
    /// Seals what was typed and keeps the version before it is sent, so that a kill between the two loses neither.
    pub(crate) fn persist_version(&self, id: DossierId) -> Result<Version> {
        self.change(id, |db, dossier, now| {
            seal(db, self, dossier)?;
            let procedure = dossier.procedure()?;
            let version = version(dossier.id, &procedure, &dossier.draft, dossier.history.tips())
                .ok_or_else(|| crate::error::Error::refused("procedure_not_here"))?;
            let body = serde_json::to_string(&version).unwrap_or_default();
            db.execute(
                "insert or ignore into version (id, dossier, body, at) values (?1, ?2, ?3, ?4)",
                params![version.id().0, dossier.num, body, now],
            )?;
            Ok(version)
        })
    }
}

/// Whether what is needed differs from what was handed in last.
pub(super) fn changed_since(db: &Connection, dossier: &Dossier) -> Result<bool> {
    let Some(last) = receipts(db, dossier.num)?.pop() else { return Ok(false) };
    let procedure = dossier.procedure()?;
    let now = version(dossier.id, &procedure, &dossier.draft, dossier.history.tips());
    Ok(now.is_none_or(|version| version.id() != last.version))
}
