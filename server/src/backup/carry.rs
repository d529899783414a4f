//! What goes over from the database that is replaced.

use crate::error::Result;
use crate::store::Store;
use std::path::Path;

/// Takes over what the replaced database knows better; the restored one is at `restored`, not in place yet.
pub fn carry(restored: &Store, replaced: &Path) -> Result<()> {
    restored.with_writer(|writer| {
        writer.execute("ATTACH ? AS live", [replaced.to_string_lossy()])?;
        let tx = writer.transaction()?;
        tx.execute_batch(include_str!("carry.sql"))?;
        tx.commit()?;
        Ok(writer.execute_batch("DETACH live")?)
    })
}
