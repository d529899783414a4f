//! What a phone is told: the entries of the log since its cursor, as far as they are its person's.

use super::cursor::{Cursor, Place};
use super::take::Taken;
use crate::audit;
use crate::auth::Device;
use crate::error::{Error, Result};
use crate::state::App;
use crate::store::{Dossier, Kind};
use hoso_protocol::edit::SignedEdit;
use hoso_protocol::ids::{Digest, DossierId, EditId, PublicKey};
use hoso_protocol::record::{Ack, digest_of};
use hoso_protocol::sign::Signed;
use hoso_protocol::wire::{Blob, Held, SyncReply};
use rusqlite::{OptionalExtension as _, Row, Transaction};
use std::collections::BTreeSet;

/// Entries of the log that one answer is about at most, skipped ones included.
const MAX_ENTRIES: usize = 20_000;

/// The answer, and of which dossiers it tells something that was not in the request.
pub struct Reply {
    pub message: SyncReply,
    pub told: BTreeSet<DossierId>,
}

impl Reply {
    /// Notes that the device read what it is told.
    pub fn audit(&self, app: &App, tx: &Transaction<'_>, device: &Device, at: i64) -> Result<()> {
        let told = self.told.iter().copied();
        audit::record(app.keys(), tx, at, Some(device.key), audit::Action::Read, told)?;
        Ok(())
    }
}

/// Makes the answer.
pub fn pull(app: &App, tx: &Transaction<'_>, device: &Device, cursor: Option<&str>, taken: Taken) -> Result<Reply> {
    let start = match cursor {
        Some(text) => Cursor::read(tx, text)?,
        None => Some(Cursor::default()),
    };
    let mut message = SyncReply { restored: start.is_none(), ..SyncReply::default() };
    if !taken.accepted.is_empty() {
        let edits = digest_of(taken.accepted.iter().copied());
        let count = taken.accepted.len() as u64;
        let ack = Ack { edits, count, at: crate::clock::now() };
        message.ack = Some(Signed::new(&ack, app.keys().sign()));
    }
    let start = start.unwrap_or_default();
    let mut page = Page {
        tx,
        device,
        taken: &taken,
        message,
        room: app.limits().reply_bytes,
        entries: 0,
        told: BTreeSet::new(),
        held: taken.dossiers.clone(),
        keys: BTreeSet::new(),
    };
    let mut cursor = start.clone();
    for home in homes(tx, device)? {
        let from = start.0.get(&home).map_or(0, |place| place.seq);
        let place = page.home(&home, from)?;
        cursor.0.extend(place.map(|place| (home, place)));
        if page.message.more {
            break;
        }
    }
    page.certificates()?;
    page.held()?;
    let Page { mut message, told, .. } = page;
    message.cursor = cursor.to_text();
    message.voids.extend(taken.voids.into_values());
    message.erases.extend(taken.erases.into_values());
    message.later = taken.later;
    Ok(Reply { message, told })
}

/// The partitions where there is something for this person.
fn homes(tx: &Transaction<'_>, device: &Device) -> Result<Vec<String>> {
    let mut rows = tx.prepare_cached("SELECT home FROM reader WHERE person = ? ORDER BY home")?;
    let homes = rows.query_map([&device.person], |row| row.get(0))?;
    Ok(homes.collect::<rusqlite::Result<_>>()?)
}

struct Page<'a> {
    tx: &'a Transaction<'a>,
    device: &'a Device,
    taken: &'a Taken,
    message: SyncReply,
    room: usize,
    entries: usize,
    told: BTreeSet<DossierId>,
    /// Dossiers to say of what is held.
    held: BTreeSet<DossierId>,
    /// Keys of the edits.
    keys: BTreeSet<PublicKey>,
}

/// An entry of the log.
struct Entry {
    seq: i64,
    kind: Kind,
    dossier: Option<DossierId>,
    reference: Vec<u8>,
    chain: [u8; 32],
}

impl Page<'_> {
    /// Tells of one partition; how far it came.
    fn home(&mut self, home: &str, from: i64) -> Result<Option<Place>> {
        let (incarnation, last, chain): (String, i64, [u8; 32]) = self
            .tx
            .prepare_cached("SELECT incarnation, seq, chain FROM partition WHERE home = ?")?
            .query_row([home], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut rows = self.tx.prepare_cached(
            "SELECT seq, kind, dossier, ref, chain FROM log WHERE person = ? AND home = ? AND seq > ? ORDER BY seq",
        )?;
        let mut rows = rows.query((&self.device.person, home, from))?;
        let mut place = None;
        while let Some(row) = rows.next()? {
            let entry = entry(row)?;
            let before = self.room;
            if self.entries >= MAX_ENTRIES || !self.tell(&entry)? {
                self.message.more = true;
                self.room = before;
                return Ok(place);
            }
            self.entries += 1;
            place = Some(Place::new(&incarnation, entry.seq, &entry.chain));
            self.last_of(&entry)?;
        }
        Ok(Some(Place::new(&incarnation, last, &chain)))
    }

    /// Whether so many bytes fit; the first entry always does.
    fn fits(&mut self, bytes: usize) -> bool {
        let fits = self.told.is_empty() || bytes <= self.room;
        self.room = self.room.saturating_sub(bytes);
        fits
    }

    /// Adds what an entry is about; false if there is no room. What was erased since is gone and skipped.
    fn tell(&mut self, entry: &Entry) -> Result<bool> {
        let told = match entry.kind {
            Kind::Edit => self.edit(entry)?,
            Kind::Void if self.taken.voids.contains_key(&edit_id(entry)?) => None,
            Kind::Void => self.signed("SELECT body, sig FROM void WHERE id = ?", entry, |m| &mut m.voids)?,
            Kind::Status => self.signed("SELECT body, sig FROM status WHERE id = ?", entry, |m| &mut m.statuses)?,
            Kind::Receipt => {
                self.signed("SELECT body, sig FROM receipt WHERE version = ?", entry, |m| &mut m.receipts)?
            }
            Kind::Erase if entry.dossier.is_some_and(|id| self.taken.erases.contains_key(&id)) => None,
            Kind::Erase => self.signed("SELECT body, sig FROM erase WHERE dossier = ?", entry, |m| &mut m.erases)?,
            Kind::Certificate => {
                self.signed("SELECT body, sig FROM device WHERE key = ?", entry, |m| &mut m.certificates)?
            }
            Kind::Blob => self.blob(entry)?,
        };
        if told == Some(true) {
            self.told.extend(entry.dossier);
        }
        Ok(told != Some(false))
    }

    fn edit(&mut self, entry: &Entry) -> Result<Option<bool>> {
        if self.taken.accepted.contains(&edit_id(entry)?) {
            return Ok(None);
        }
        let row = self
            .tx
            .prepare_cached("SELECT body, sig, key FROM edit WHERE id = ?")?
            .query_row([&entry.reference], |row| {
                Ok((SignedEdit { body: row.get(0)?, sig: row.get(1)? }, PublicKey(row.get(2)?)))
            })
            .optional()?;
        let Some((edit, key)) = row else { return Ok(None) };
        if !self.fits(edit.body.len() + edit.sig.len()) {
            return Ok(Some(false));
        }
        self.keys.insert(key);
        self.message.edits.push(edit);
        Ok(Some(true))
    }

    fn signed<T: hoso_protocol::sign::Record>(
        &mut self,
        sql: &str,
        entry: &Entry,
        list: impl FnOnce(&mut SyncReply) -> &mut Vec<Signed<T>>,
    ) -> Result<Option<bool>> {
        let row = self
            .tx
            .prepare_cached(sql)?
            .query_row([&entry.reference], |row| Ok(Signed::from_parts(row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some(record) = row else { return Ok(None) };
        if !self.fits(record.body.len() + record.sig.len()) {
            return Ok(Some(false));
        }
        list(&mut self.message).push(record);
        Ok(Some(true))
    }

    fn blob(&mut self, entry: &Entry) -> Result<Option<bool>> {
        let row = self
            .tx
            .prepare_cached("SELECT id, dossier, sha256, bytes FROM blob WHERE id = ?")?
            .query_row([&entry.reference], |row| {
                let id = hex::encode(row.get::<_, [u8; 16]>(0)?);
                Ok(Blob { id, dossier: DossierId(row.get(1)?), sha256: Digest(row.get(2)?), bytes: row.get(3)? })
            })
            .optional()?;
        let Some(blob) = row else { return Ok(None) };
        if !self.fits(200) {
            return Ok(Some(false));
        }
        self.message.blobs.push(blob);
        Ok(Some(true))
    }

    /// Notes the dossier whose last entry this is.
    fn last_of(&mut self, entry: &Entry) -> Result<()> {
        let Some(id) = entry.dossier.filter(|id| !self.held.contains(id)) else { return Ok(()) };
        let last: Option<i64> = self
            .tx
            .prepare_cached("SELECT last FROM dossier WHERE id = ? AND erased = 0")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        if last == Some(entry.seq) {
            self.held.insert(id);
        }
        Ok(())
    }

    /// Certificates of writers that are another person's; those of the own person's devices stand in the log.
    fn certificates(&mut self) -> Result<()> {
        for key in &self.keys {
            let row = self
                .tx
                .prepare_cached("SELECT body, sig FROM device WHERE key = ? AND person <> ?")?
                .query_row((key.0, &self.device.person), |row| Ok(Signed::from_parts(row.get(0)?, row.get(1)?)))
                .optional()?;
            self.message.certificates.extend(row);
        }
        Ok(())
    }

    fn held(&mut self) -> Result<()> {
        for id in &self.held {
            if let Some(dossier) = Dossier::find(self.tx, *id)?.filter(|dossier| !dossier.erased) {
                self.message.held.push(Held { dossier: dossier.id, digest: dossier.digest });
            }
        }
        Ok(())
    }
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        seq: row.get(0)?,
        kind: Kind::from_number(row.get(1)?)?,
        dossier: row.get::<_, Option<[u8; 16]>>(2)?.map(DossierId),
        reference: row.get(3)?,
        chain: row.get(4)?,
    })
}

fn edit_id(entry: &Entry) -> Result<EditId> {
    let bytes = <[u8; 32]>::try_from(entry.reference.as_slice());
    bytes.map(EditId).map_err(|_| Error::Internal("an entry of the log names no edit"))
}
