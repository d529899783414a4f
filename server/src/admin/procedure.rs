//! Versions of procedures that this server judges by and hands out.

use crate::dir::ServerDir;
use crate::error::{Code, Result};
use hoso_protocol::ids::Digest;
use hoso_protocol::procedure::{Procedure, hash_of};

impl ServerDir {
    /// Takes versions from a pack that was verified: exactly the bytes that their hash is over. All or none.
    pub fn add_procedures(&self, versions: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<()> {
        self.store().write(|tx| {
            let mut insert = tx.prepare("INSERT OR IGNORE INTO procedure (hash, bytes) VALUES (?, ?)")?;
            for version in versions {
                let bytes = version.as_ref();
                serde_json::from_slice::<Procedure>(bytes).map_err(|_| Code::BadRequest)?;
                let hash: Digest = hash_of(bytes).parse().map_err(|_| Code::BadRequest)?;
                insert.execute((hash.0, bytes))?;
            }
            Ok(())
        })
    }

    /// Takes one version; its hash.
    pub fn add_procedure(&self, bytes: &[u8]) -> Result<String> {
        self.add_procedures([bytes])?;
        Ok(hash_of(bytes))
    }
}
