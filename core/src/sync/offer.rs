//! What is to be sent: everything that was typed, sealed; every edit that has no acknowledgement; erase records.

use crate::dossier::{Dossier, ids, seal};
use crate::error::Result;
use crate::net::Ahead;
use crate::phone::Phone;
use hoso_protocol::edit::SignedEdit;
use hoso_protocol::ids::EditId;
use hoso_protocol::record::Erase;
use hoso_protocol::sign::Signed;
use std::collections::HashSet;

/// Dossiers that are sealed in one transaction: a keystroke never waits for longer than that.
const SEALED_AT_ONCE: usize = 50;

/// Edits of one request.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) ids: Vec<EditId>,
    edits: Vec<SignedEdit>,
    packed: Option<Ahead>,
    /// The row of the last one.
    pub(super) last: i64,
}

impl Batch {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Ready to be sent but for the cursor: that needs no database, and can be done before the cursor is known.
    pub(super) fn pack(mut self) -> Result<Self> {
        let edits = std::mem::take(&mut self.edits);
        self.packed = (!edits.is_empty()).then(|| Ahead::pack(&edits)).transpose()?;
        Ok(self)
    }

    /// The packed edits: they are sent once.
    pub(super) fn packed(&mut self) -> Option<Ahead> {
        self.packed.take()
    }
}

impl Phone {
    /// Seals all that was typed, and marks what may leave the phone from now on.
    pub(super) fn seal_all(&self) -> Result<()> {
        let sql = "select id from dossier where num in (select dossier from working) order by num";
        let typed = self.store().read(|db| ids(db, sql))?;
        for some in typed.chunks(SEALED_AT_ONCE) {
            self.store().write(|tx, loaded| {
                loaded.clear();
                for id in some {
                    let mut dossier = Dossier::load(tx, self, *id)?;
                    seal(tx, self, &mut dossier)?;
                    tx.prepare_cached("update edit set offered = 1 where dossier = ?1 and offered = 0")?
                        .execute([dossier.num])?;
                    dossier.count_sent(tx, self)?;
                    dossier.save_row(tx, None)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// How many edits are to be sent.
    pub(super) fn unsent(&self) -> Result<u64> {
        self.store().read(|db| {
            Ok(db.prepare_cached("select count(*) from edit where ack is null")?.query_row([], |row| row.get(0))?)
        })
    }

    /// The next edits to send behind a row, in the order in which they came, at most `limit` bytes of them but at least
    /// one; those that have to wait are left out.
    pub(super) fn next_edits(&self, after: i64, limit: usize, waiting: &HashSet<EditId>) -> Result<Batch> {
        self.store().read(|db| {
            let mut rows = db.prepare_cached(include_str!("next_edits.sql"))?;
            let rows = rows.query_map([after], |row| {
                Ok((row.get(0)?, EditId(row.get(1)?), SignedEdit { body: row.get(2)?, sig: row.get(3)? }))
            })?;
            let (mut batch, mut size) = (Batch::default(), 0);
            for row in rows {
                let (num, id, edit) = row?;
                if waiting.contains(&id) {
                    continue;
                }
                // Quotes inside the text are escaped once more on the way.
                size += edit.body.len() + edit.body.bytes().filter(|b| matches!(b, b'"' | b'\\')).count() + 128;
                if size > limit && !batch.is_empty() {
                    break;
                }
                batch.last = num;
                batch.ids.push(id);
                batch.edits.push(edit);
            }
            Ok(batch)
        })
    }

    /// Erase records that the server may not have.
    pub(super) fn unsent_erases(&self) -> Result<Vec<Signed<Erase>>> {
        self.store().read(|db| {
            let mut rows = db.prepare_cached("select body, sig from erase where sent = 0")?;
            let erases = rows.query_map([], |row| Ok(Signed::from_parts(row.get(0)?, row.get(1)?)))?;
            Ok(erases.collect::<rusqlite::Result<_>>()?)
        })
    }
}
