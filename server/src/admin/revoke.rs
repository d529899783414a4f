//! Devices that are enrolled, and taking a device's rights away.

use crate::clock::now;
use crate::dir::ServerDir;
use crate::error::{Code, Error, Result};
use hoso_protocol::ids::PublicKey;
use hoso_protocol::record::Role;

/// A device in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Its key.
    pub key: PublicKey,
    /// Whose it is: devices of one person share it.
    pub person: String,
    /// What it may do.
    pub role: Role,
    /// Its commune.
    pub commune: String,
    /// What people call it.
    pub label: String,
    /// Since when it has no rights any more.
    pub revoked_at: Option<i64>,
}

impl ServerDir {
    /// All devices, by commune and person.
    pub fn devices(&self) -> Result<Vec<Enrolled>> {
        self.store().read(|tx| {
            let mut rows = tx.prepare(
                "SELECT key, person, commune, label, revoked_at, role FROM device ORDER BY commune, person, label",
            )?;
            let mut all = Vec::new();
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let role = row.get_ref(5)?.as_str().ok().and_then(|name| name.parse().ok());
                all.push(Enrolled {
                    key: PublicKey(row.get(0)?),
                    person: row.get(1)?,
                    role: role.ok_or(Error::Internal("unknown role in the database"))?,
                    commune: row.get(2)?,
                    label: row.get(3)?,
                    revoked_at: row.get(4)?,
                });
            }
            Ok(all)
        })
    }

    /// Takes a device's rights away, at once and for ever. What it wrote and is held stays; the cut is fixed here.
    pub fn revoke(&self, device: PublicKey) -> Result<()> {
        self.store().write(|tx| {
            let changed =
                tx.execute("UPDATE device SET revoked_at = ? WHERE key = ? AND revoked_at IS NULL", (now(), device.0))?;
            if changed == 1 {
                tx.execute(
                    "INSERT OR REPLACE INTO cut (key, dossier, replica, n)
                     SELECT key, dossier, replica, max(n) FROM edit WHERE key = ? GROUP BY dossier, replica",
                    [device.0],
                )?;
                return Ok(());
            }
            let known: bool =
                tx.query_row("SELECT EXISTS (SELECT 1 FROM device WHERE key = ?)", [device.0], |row| row.get(0))?;
            if known { Ok(()) } else { Err(Code::NotFound.into()) }
        })
    }
}
