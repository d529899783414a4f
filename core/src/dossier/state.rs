//! One dossier in memory: its history, its working values and the draft that follows from both.

use super::rows::{receipts, replica, statuses};
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::draft::{Draft, Live};
use hoso_protocol::edit::{Edit, SignedEdit};
use hoso_protocol::ids::{Digest, DossierId, EditId, ReplicaId};
use hoso_protocol::key::Key;
use hoso_protocol::merge::{History, Item, State};
use hoso_protocol::procedure::Procedure;
use hoso_protocol::record::Void;
use hoso_protocol::sign::Signed;
use hoso_protocol::value::Value;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// How many dossiers the writer remembers between two keystrokes.
const REMEMBERED: usize = 4;

/// The dossiers that were written last, newest at the end.
#[derive(Default)]
pub(crate) struct Loaded(Vec<Dossier>);

impl Loaded {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    fn take(&mut self, id: DossierId) -> Option<Dossier> {
        self.0.iter().position(|d| d.id == id).map(|i| self.0.remove(i))
    }

    fn put(&mut self, dossier: Dossier) {
        if self.0.len() >= REMEMBERED {
            self.0.remove(0);
        }
        self.0.push(dossier);
    }
}

/// One dossier as it stands in the store.
pub(crate) struct Dossier {
    pub(crate) num: i64,
    pub(crate) id: DossierId,
    /// The replica of this store.
    pub(crate) replica: ReplicaId,
    pub(crate) history: History,
    pub(crate) edits: HashMap<EditId, Edit>,
    pub(crate) working: BTreeMap<Key, (Value, i64)>,
    pub(crate) draft: Draft,
    /// Absent only while a version that came by sync has not been fetched.
    pub(crate) procedure: Option<Arc<Procedure>>,
    pub(crate) archived: bool,
    known: Arc<Procedures>,
    /// What the server has of it.
    pub(crate) sent: Sent,
}

/// Procedure versions that were read from the store, shared by all dossiers that were made with them.
#[derive(Default)]
pub(crate) struct Procedures(Mutex<HashMap<Digest, Arc<Procedure>>>);

impl Procedures {
    fn get(&self, db: &Connection, hash: Digest) -> Result<Option<Arc<Procedure>>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(procedure) = known.get(&hash) {
            return Ok(Some(Arc::clone(procedure)));
        }
        let body: Option<Vec<u8>> = db
            .prepare_cached("select body from procedure where hash = ?1")?
            .query_row([hash.0], |row| row.get(0))
            .optional()?;
        let Some(procedure) = body.and_then(|body| serde_json::from_slice(&body).ok()).map(Arc::new) else {
            return Ok(None);
        };
        known.insert(hash, Arc::clone(&procedure));
        Ok(Some(procedure))
    }
}

/// What left the phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) acknowledged: u64,
    pub(crate) not_acknowledged: u64,
    pub(crate) offered: u64,
    /// Our own edits that the server can never take.
    pub(crate) not_accepted: u64,
    /// A receipt, not withdrawn since.
    pub(crate) handed_in: bool,
}

impl Dossier {
    /// Reads a dossier from the store.
    pub(crate) fn load(db: &Connection, phone: &Phone, id: DossierId) -> Result<Self> {
        let row = db
            .prepare_cached("select num, archived from dossier where id = ?1")?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (num, archived) = row.ok_or_else(|| Error::new(Kind::NotFound, "no_dossier"))?;
        let replica = replica(db)?;
        let mut dossier = Self {
            num,
            id,
            replica,
            history: History::default(),
            edits: HashMap::new(),
            working: BTreeMap::new(),
            draft: Draft::default(),
            procedure: None,
            archived,
            known: Arc::clone(phone.procedures()),
            sent: Sent::default(),
        };
        dossier.read_edits(db)?;
        let mut working = db.prepare_cached("select key, value, at from working where dossier = ?1")?;
        for row in
            working.query_map([num], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?)))?
        {
            let (key, value, at) = row?;
            if let (Ok(key), Ok(value)) = (key.parse(), serde_json::from_str(&value)) {
                dossier.working.insert(key, (value, at));
            }
        }
        dossier.count_sent(db, phone)?;
        dossier.rebuild(db)?;
        Ok(dossier)
    }

    fn read_edits(&mut self, db: &Connection) -> Result<()> {
        let mut edits = db.prepare_cached(include_str!("edits.sql"))?;
        for row in edits.query_map([self.num], |row| Ok(SignedEdit { body: row.get(0)?, sig: row.get(1)? }))? {
            if let Ok(edit) = row?.read() {
                self.history.take(Item::from(&edit));
                self.edits.insert(edit.id, edit);
            }
        }
        let mut voids = db.prepare_cached("select body, sig from void where dossier = ?1")?;
        for row in voids.query_map([self.num], |row| Ok(Signed::<Void>::from_parts(row.get(0)?, row.get(1)?)))? {
            if let Ok(void) = row?.read() {
                self.history.take(Item::from(&void));
            }
        }
        Ok(())
    }

    /// Counts again what left the phone.
    pub(crate) fn count_sent(&mut self, db: &Connection, phone: &Phone) -> Result<()> {
        let mut sent = db.prepare_cached(include_str!("sent.sql"))?.query_row([self.num], |row| {
            Ok(Sent {
                acknowledged: row.get(0)?,
                not_acknowledged: row.get(1)?,
                offered: row.get(2)?,
                ..Sent::default()
            })
        })?;
        for edit in self.edits.values().filter(|edit| edit.body.key == phone.device()) {
            if self.history.state(&edit.id) == State::Voided && !super::adopt::adopted(db, edit)? {
                sent.not_accepted += 1;
            }
        }
        let received: Option<i64> = receipts(db, self.num)?.iter().map(|receipt| receipt.at).max();
        let withdrawn = statuses(db, self.num)?
            .into_iter()
            .filter(|s| s.number == hoso_protocol::status::WITHDRAWN)
            .map(|s| s.at)
            .max();
        sent.handed_in = received.is_some() && withdrawn < received;
        self.sent = sent;
        Ok(())
    }

    /// Makes the draft anew from edits and working values: nothing else goes into it.
    pub(crate) fn rebuild(&mut self, db: &Connection) -> Result<()> {
        let before = self.draft.procedure();
        let mut draft = Draft::default();
        for (key, heads) in self.history.all_heads() {
            for live in heads.iter().filter_map(|id| Live::of(self.edits.get(id)?, key)) {
                draft.add(key, live);
            }
        }
        for (key, (value, at)) in &self.working {
            draft.set(key.clone(), value.clone(), *at);
        }
        self.draft = draft;
        let now = self.draft.procedure();
        if now != before || self.procedure.is_none() {
            self.procedure = match now {
                Some(hash) => self.known.get(db, hash)?,
                None => None,
            };
        }
        Ok(())
    }

    /// The procedure; an error where it has not been fetched yet.
    pub(crate) fn procedure(&self) -> Result<Arc<Procedure>> {
        self.procedure.clone().ok_or_else(|| Error::refused("procedure_not_here"))
    }

    /// Whether it was deleted and nothing came since that the deleting screen had not shown.
    pub(crate) fn is_hidden(&self) -> bool {
        let yes = |value: &Value| value.text() == Some("yes");
        match self.working.get(&Key::Deleted) {
            Some((value, _)) => yes(value),
            // Anything typed since brings it back.
            None if !self.working.is_empty() => false,
            None => {
                let key = Key::Deleted.to_string();
                let deleting = |id: &EditId| {
                    self.edits.get(id).and_then(|e| e.body.sets.get(&key)).is_some_and(|(value, _)| yes(value))
                };
                let heads = self.history.heads(&key);
                // Somebody who took a delete back at the same time is heard as well.
                heads.iter().all(deleting) && heads.iter().any(|id| self.history.hides(id))
            }
        }
    }

    /// A person deleted it somewhere, and it is here again because something was written that they had not seen.
    pub(crate) fn came_back(&self) -> bool {
        !self.is_hidden() && self.draft.live(&Key::Deleted).iter().any(|live| live.value.text() == Some("yes"))
    }

    /// The title that a person gave, or the procedure and the given name of the person it is for.
    pub(crate) fn title(&self) -> String {
        if let Some(title) = self.draft.text(&Key::Title) {
            return title.to_owned();
        }
        let Some(procedure) = &self.procedure else { return hoso_protocol::text::say("title.unknown", &[]) };
        match self.for_whom().and_then(|name| name.split_whitespace().last()) {
            Some(given) => format!("{} – {given}", procedure.name),
            None => procedure.name.clone(),
        }
    }

    /// The name of the person it is for, once it was typed and as long as nobody disputes it.
    pub(crate) fn for_whom(&self) -> Option<&str> {
        let field = self.procedure.as_ref()?.for_field.clone()?;
        self.draft.text(&Key::Field(field))
    }

    /// Where it is, for people.
    pub(crate) fn place(&self) -> &'static str {
        if self.sent.handed_in {
            "handed_in"
        } else if self.sent.acknowledged == 0 && self.sent.offered == 0 {
            "phone"
        } else if self.sent.not_acknowledged == 0 && self.working.is_empty() {
            "server"
        } else {
            "sending"
        }
    }

    /// The line of the list, made anew.
    pub(crate) fn line(&self, db: &Connection) -> Result<Line> {
        let missing = match &self.procedure {
            Some(_) => {
                let check = super::check::of(db, self)?.check;
                check.missing.len() + check.wrong.len()
            }
            None => 0,
        };
        Ok(Line {
            code: self.procedure.as_ref().map_or_else(String::new, |procedure| procedure.code.clone()),
            title: self.title(),
            place: self.place().to_owned(),
            missing: missing as i64,
            conflicts: self.draft.conflicts().count() as i64,
            hidden: self.is_hidden(),
        })
    }

    /// Writes the line of the list.
    pub(crate) fn save_row(&self, db: &Connection, now: Option<i64>) -> Result<()> {
        let Line { code, title, place, missing, conflicts, hidden } = self.line(db)?;
        db.prepare_cached(include_str!("save_row.sql"))?.execute(params![
            self.num,
            code,
            title,
            place,
            missing,
            conflicts,
            hidden,
            self.archived,
            now,
            self.for_whom().unwrap_or_default()
        ])?;
        Ok(())
    }
}

/// What the list shows of a dossier.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    code: String,
    title: String,
    place: String,
    missing: i64,
    conflicts: i64,
    hidden: bool,
}

impl Line {
    /// As it stands in the store.
    pub(crate) fn stored(db: &Connection, num: i64) -> Result<Self> {
        let sql = "select code, title, place, missing, conflicts, hidden from dossier where num = ?1";
        Ok(db.prepare_cached(sql)?.query_row([num], |row| {
            Ok(Self {
                code: row.get(0)?,
                title: row.get(1)?,
                place: row.get(2)?,
                missing: row.get(3)?,
                conflicts: row.get(4)?,
                hidden: row.get(5)?,
            })
        })?)
    }
}

impl Phone {
    /// Changes one dossier in one transaction; its row is written last. What was typed is durable when this returns.
    pub(crate) fn change<T>(
        &self,
        id: DossierId,
        work: impl FnOnce(&Connection, &mut Dossier, i64) -> Result<T>,
    ) -> Result<T> {
        self.store().write(|tx, loaded| {
            let mut dossier = match loaded.take(id) {
                Some(dossier) => dossier,
                None => Dossier::load(tx, self, id)?,
            };
            let now = self.now();
            let done = work(tx, &mut dossier, now)?;
            dossier.rebuild(tx)?;
            dossier.save_row(tx, Some(now))?;
            loaded.put(dossier);
            Ok(done)
        })
    }

    /// Looks at one dossier.
    pub(crate) fn look<T>(&self, id: DossierId, work: impl FnOnce(&Connection, &Dossier) -> Result<T>) -> Result<T> {
        self.store().read(|db| work(db, &Dossier::load(db, self, id)?))
    }
}
