//! The database whole: copied out while others write, and replaced while others read.

use super::{Store, lock};
use crate::error::{Code, Result};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// How long a replacement waits for somebody who writes.
const TRIES: u32 = 300;
const PAUSE: Duration = Duration::from_millis(100);

impl Store {
    /// Copies one state of the database to a new file. Others go on reading and writing.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        let reader = self.reader()?;
        let mut copy = Connection::open(path)?;
        // In one step: all pages are of one moment, and writers never make it begin anew.
        step(&Backup::new(&reader, &mut copy)?)?;
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
        let sound: String = copy.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(crate::Error::Internal("the copy of the database is not sound"));
        }
        copy.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// Replaces all that is in the database by what is in another one, in one transaction: other processes that have it
    /// open see the one or the other.
    pub fn replace_by(&self, path: &Path) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let source = Connection::open_with_flags(path, flags)?;
        let mut writer = lock(&self.writer);
        writer.flush_prepared_statement_cache();
        step(&Backup::new(&source, &mut writer)?)
    }
}

fn step(backup: &Backup<'_, '_>) -> Result<()> {
    for _ in 0..TRIES {
        match backup.step(-1)? {
            StepResult::Done => return Ok(()),
            _ => std::thread::sleep(PAUSE),
        }
    }
    Err(Code::Busy.into())
}
