//! Takes the edits of a request, each replica's in the order in which they stand there.

use super::Offered;
use super::chain::{Fit, Place, prev_fits, seen_fits};
use super::quota::Quota;
use crate::audit;
use crate::auth::Device;
use crate::error::Result;
use crate::state::App;
use crate::store::{Dossier, Event, Kind, Log};
use hoso_protocol::edit::Fault;
use hoso_protocol::ids::{DossierId, EditId, PublicKey};
use hoso_protocol::record::{Erase, Role, Void};
use hoso_protocol::sign::Signed;
use hoso_protocol::value::Value;
use hoso_protocol::wire::{Later, LaterReason, held_digest};
use rusqlite::{OptionalExtension as _, Transaction};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What became of a request's edits and erase records.
#[derive(Default)]
pub struct Taken {
    /// Edits that are held now.
    pub accepted: BTreeSet<EditId>,
    /// Edits of the request that are void, now or before.
    pub voids: BTreeMap<EditId, Signed<Void>>,
    /// Edits that have to wait.
    pub later: Vec<Later>,
    /// Dossiers of the request that are erased.
    pub erases: BTreeMap<DossierId, Signed<Erase>>,
    /// Dossiers of the device's person that the request's edits are about.
    pub dossiers: BTreeSet<DossierId>,
    /// Whether something was erased by this request.
    pub erased_now: bool,
}

/// What this device may do in a dossier.
#[derive(Clone)]
enum Access {
    Own(Dossier),
    /// Nobody's yet: it becomes this person's with the first edit or void that is kept.
    New,
    Refused,
}

/// What became of one edit.
enum Outcome {
    Held,
    Void(Signed<Void>),
    Later(LaterReason),
}

struct Take<'t> {
    app: &'t App,
    tx: &'t Transaction<'t>,
    device: &'t Device,
    at: i64,
    quota: Quota,
    access: HashMap<DossierId, Access>,
    logs: HashMap<String, Log<'t>>,
    revoked: HashMap<PublicKey, bool>,
    written: BTreeSet<DossierId>,
}

/// Takes what can be taken.
pub fn take(
    app: &App,
    tx: &Transaction<'_>,
    device: &Device,
    offered: Vec<Offered>,
    at: i64,
    taken: &mut Taken,
) -> Result<()> {
    let quota = Quota::open(tx, device, app.limits(), at)?;
    let mut take = Take {
        app,
        tx,
        device,
        at,
        quota,
        access: HashMap::new(),
        logs: HashMap::new(),
        revoked: HashMap::new(),
        written: BTreeSet::new(),
    };
    for edit in offered {
        take.one(edit, taken)?;
    }
    take.close(taken)
}

impl Take<'_> {
    fn one(&mut self, offered: Offered, taken: &mut Taken) -> Result<()> {
        let id = offered.id;
        if taken.accepted.contains(&id) || taken.voids.contains_key(&id) {
            return Ok(());
        }
        match self.judge(&offered, taken)? {
            Outcome::Held => drop(taken.accepted.insert(id)),
            Outcome::Void(void) => drop(taken.voids.insert(id, void)),
            Outcome::Later(reason) => taken.later.push(Later { id, reason }),
        }
        Ok(())
    }

    /// The steps stand in `docs/protocol.md`, in this order.
    fn judge(&mut self, offered: &Offered, taken: &mut Taken) -> Result<Outcome> {
        let id = offered.id;
        let place = match Place::of(&offered.signed, &offered.opened) {
            Some(place) if offered.opened != Err(Fault::Newer) => place,
            // What can't be read may be of a form that comes later, and a void has to name a place.
            _ => return Ok(Outcome::Later(LaterReason::UpdateServer)),
        };
        let access = self.access(place.dossier, taken)?;
        if !matches!(access, Access::New) && self.is_held(id, place.dossier)? {
            return Ok(Outcome::Held);
        }
        if matches!(access, Access::Refused) {
            // An answer to this phone alone: kept nowhere, since the dossier is another's or gone.
            return Ok(Outcome::Void(self.void(id, &place, Fault::NotAllowed)));
        }
        if !matches!(access, Access::New)
            && let Some(void) = self.voided(id)?
        {
            return Ok(Outcome::Void(void));
        }
        let fits = prev_fits(self.tx, &place)?;
        let fault = match (&offered.opened, fits) {
            // A void has a place in the chain as well: it waits for what comes before.
            (_, Fit::Missing) => return Ok(Outcome::Later(LaterReason::SendFirst)),
            (Err(fault), _) => Some(*fault),
            (Ok(_), Fit::Never) => Some(Fault::Chain),
            (Ok(edit), Fit::Fits) if self.is_cut(edit.body.key, &place)? => Some(Fault::Revoked),
            (Ok(edit), Fit::Fits) => match seen_fits(self.tx, edit)? {
                Fit::Missing => return Ok(Outcome::Later(LaterReason::SendFirst)),
                Fit::Never => Some(Fault::Chain),
                Fit::Fits => None,
            },
        };
        if !self.quota.spend(offered.signed.body.len()) {
            return Ok(Outcome::Later(LaterReason::Quota));
        }
        taken.dossiers.insert(place.dossier);
        let Some(fault) = fault else {
            self.keep_edit(offered, &place)?;
            return Ok(Outcome::Held);
        };
        let void = self.void(id, &place, fault);
        self.keep_void(offered, &place, fault, &void, fits == Fit::Fits)?;
        Ok(Outcome::Void(void))
    }

    fn access(&mut self, id: DossierId, taken: &mut Taken) -> Result<Access> {
        if let Some(access) = self.access.get(&id) {
            return Ok(access.clone());
        }
        let access = if let Some(erase) = Dossier::erase_record(self.tx, id)? {
            // Whoever offers its edits holds a copy that has to go.
            taken.erases.insert(id, erase);
            Access::Refused
        } else if !matches!(self.device.role, Role::Citizen | Role::Member) {
            Access::Refused
        } else {
            match Dossier::find(self.tx, id)? {
                None => Access::New,
                Some(dossier) if dossier.person == self.device.person => {
                    taken.dossiers.insert(id);
                    Access::Own(dossier)
                }
                Some(_) => Access::Refused,
            }
        };
        self.access.insert(id, access.clone());
        Ok(access)
    }

    /// Who offers an edit that is held knows it already: saying so tells nothing.
    fn is_held(&self, id: EditId, dossier: DossierId) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM edit WHERE id = ? AND dossier = ?)";
        Ok(self.tx.prepare_cached(sql)?.query_row((id.0, dossier.0), |row| row.get(0))?)
    }

    fn voided(&self, id: EditId) -> Result<Option<Signed<Void>>> {
        let row = self
            .tx
            .prepare_cached("SELECT body, sig FROM void WHERE id = ?")?
            .query_row([id.0], |row| Ok(Signed::from_parts(row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(row)
    }

    /// Whether an edit lies above the cut of its device, which was revoked.
    fn is_cut(&mut self, key: PublicKey, place: &Place) -> Result<bool> {
        let revoked = match self.revoked.get(&key) {
            Some(revoked) => *revoked,
            None => {
                let sql = "SELECT EXISTS (SELECT 1 FROM device WHERE key = ? AND revoked_at IS NOT NULL)";
                let revoked = self.tx.prepare_cached(sql)?.query_row([key.0], |row| row.get(0))?;
                self.revoked.insert(key, revoked);
                revoked
            }
        };
        if !revoked {
            return Ok(false);
        }
        let cut: Option<u64> = self
            .tx
            .prepare_cached("SELECT n FROM cut WHERE key = ? AND dossier = ? AND replica = ?")?
            .query_row((key.0, place.dossier.0, place.replica.0), |row| row.get(0))
            .optional()?;
        Ok(cut.is_none_or(|cut| place.n > cut))
    }

    fn void(&self, edit: EditId, place: &Place, reason: Fault) -> Signed<Void> {
        let Place { dossier, replica, n, prev } = *place;
        Signed::new(&Void { dossier, edit, replica, n, prev, reason, at: self.at }, self.app.keys().sign())
    }

    fn keep_void(
        &mut self,
        offered: &Offered,
        place: &Place,
        fault: Fault,
        void: &Signed<Void>,
        placed: bool,
    ) -> Result<()> {
        let digest = held_digest([], [offered.id]);
        self.tell(Kind::Void, offered.id, place.dossier, digest)?;
        // What a revoked device wrote may still be adopted by a person.
        let kept = (fault == Fault::Revoked).then_some(&offered.signed);
        self.tx
            .prepare_cached(
                "INSERT INTO void (id, dossier, replica, n, placed, body, sig, kept_body, kept_sig)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute((
                offered.id.0,
                place.dossier.0,
                place.replica.0,
                place.n,
                placed,
                &void.body,
                &void.sig,
                kept.map(|edit| &edit.body),
                kept.map(|edit| &edit.sig),
            ))?;
        Ok(())
    }

    fn keep_edit(&mut self, offered: &Offered, place: &Place) -> Result<()> {
        let Ok(edit) = &offered.opened else { return Ok(()) };
        self.tell(Kind::Edit, offered.id, place.dossier, held_digest([offered.id], []))?;
        self.tx
            .prepare_cached(
                "INSERT INTO edit (id, dossier, replica, n, prev, body, sig, key, at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute((
                offered.id.0,
                place.dossier.0,
                place.replica.0,
                place.n,
                place.prev.map(|id| id.0),
                &offered.signed.body,
                &offered.signed.sig,
                edit.body.key.0,
                self.at,
            ))?;
        for (value, _) in edit.body.sets.values() {
            if let Value::Photo(page) = value {
                self.tx
                    .prepare_cached("INSERT OR IGNORE INTO photo (dossier, sha256) VALUES (?, ?)")?
                    .execute((place.dossier.0, page.sha256.0))?;
            }
        }
        Ok(())
    }

    /// Writes an entry of the log, and makes the dossier known where it is new.
    fn tell(&mut self, kind: Kind, id: EditId, dossier: DossierId, digest: u64) -> Result<()> {
        let entry = self.access.entry(dossier).or_insert(Access::New);
        if !matches!(entry, Access::Own(_)) {
            *entry = Access::Own(Dossier::add(self.tx, dossier, self.device)?);
        }
        let Access::Own(own) = entry else { return Ok(()) };
        own.digest = own.digest.wrapping_add(digest) & ((1 << 53) - 1);
        let log = match self.logs.entry(own.home.clone()) {
            std::collections::hash_map::Entry::Occupied(open) => open.into_mut(),
            std::collections::hash_map::Entry::Vacant(none) => none.insert(Log::open(self.tx, &own.home)?),
        };
        log.append(Event { kind, dossier: Some(dossier), person: &own.person, reference: &id.0 })?;
        self.written.insert(dossier);
        Ok(())
    }

    fn close(self, taken: &mut Taken) -> Result<()> {
        for log in self.logs.into_values() {
            log.close()?;
        }
        let mut update = self.tx.prepare_cached("UPDATE dossier SET digest = ? WHERE id = ?")?;
        for id in &self.written {
            if let Some(Access::Own(own)) = self.access.get(id) {
                update.execute((own.digest, id.0))?;
            }
        }
        self.quota.close(self.tx)?;
        let key = Some(self.device.key);
        audit::record(self.app.keys(), self.tx, self.at, key, audit::Action::Write, self.written)?;
        taken.dossiers.retain(|id| !taken.erases.contains_key(id));
        Ok(())
    }
}
