//! The statuses of a dossier that was handed in, by the server's time: a status that was lost with a restore and given
//! back later stands where it belongs.

use crate::clock::now;
use crate::error::{Error, Result};
use crate::state::App;
use crate::store::{Dossier, Event, Kind, Log, random};
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::record::{Receipt, Status};
use hoso_protocol::sign::Signed;
use hoso_protocol::status::{NEW, TAKEN, is_closed, words};
use rusqlite::Transaction;

/// What happened to a dossier since it was first handed in.
pub struct Course {
    statuses: Vec<(Status, Signed<Status>)>,
    receipts: Vec<(Receipt, Signed<Receipt>)>,
}

/// A status to be said.
#[derive(Default)]
pub struct New {
    /// Its number.
    pub number: u32,
    /// Its words, where they are not the usual ones of the number.
    pub text: Option<String>,
    /// See `Status`.
    pub paper: Option<String>,
    /// See `Status`.
    pub code: Option<String>,
    /// See `Status`.
    pub due: Option<String>,
}

impl New {
    /// A number with its usual words.
    pub fn plain(number: u32) -> Self {
        Self { number, ..Self::default() }
    }
}

impl Course {
    /// As it stands in the database.
    pub fn load(tx: &Transaction<'_>, dossier: DossierId) -> Result<Self> {
        let unreadable = |_| Error::Internal("a record in the database can't be read");
        let mut statuses = Vec::new();
        let mut select = tx.prepare_cached("SELECT body, sig FROM status WHERE dossier = ? ORDER BY n")?;
        let mut rows = select.query([dossier.0])?;
        while let Some(row) = rows.next()? {
            let signed = Signed::<Status>::from_parts(row.get(0)?, row.get(1)?);
            statuses.push((signed.read().map_err(unreadable)?, signed));
        }
        let mut receipts = Vec::new();
        let mut select = tx.prepare_cached("SELECT body, sig FROM receipt WHERE dossier = ?")?;
        let mut rows = select.query([dossier.0])?;
        while let Some(row) = rows.next()? {
            let signed = Signed::<Receipt>::from_parts(row.get(0)?, row.get(1)?);
            receipts.push((signed.read().map_err(unreadable)?, signed));
        }
        // Stable: of one millisecond the order of the log counts.
        statuses.sort_by_key(|(status, _)| status.at);
        receipts.sort_by_key(|(receipt, _)| (receipt.at, receipt.version));
        Ok(Self { statuses, receipts })
    }

    /// The last status.
    pub fn last(&self) -> Option<&Status> {
        self.statuses.last().map(|(status, _)| status)
    }

    /// The last receipt.
    pub fn receipt(&self) -> Option<&(Receipt, Signed<Receipt>)> {
        self.receipts.last()
    }

    /// All statuses, the last one last.
    pub fn signed(&self) -> Vec<Signed<Status>> {
        self.statuses.iter().map(|(_, signed)| signed.clone()).collect()
    }

    /// Whether the desk has it before it.
    pub fn is_open(&self) -> bool {
        !self.receipts.is_empty() && self.last().is_none_or(|last| !is_closed(last.number))
    }

    /// Whether it was taken into the official system since it was opened.
    pub fn is_taken(&self) -> bool {
        let open = self.statuses.iter().rev().take_while(|(status, _)| !is_closed(status.number));
        open.into_iter().any(|(status, _)| status.number == TAKEN)
    }

    /// Signs a status and logs it for the person's phones.
    pub fn say(&self, app: &App, tx: &Transaction<'_>, dossier: &Dossier, new: New) -> Result<Signed<Status>> {
        let status = Status {
            id: Digest(random()?),
            dossier: dossier.id,
            number: new.number,
            text: new.text.or_else(|| words(new.number)).unwrap_or_default(),
            paper: new.paper,
            code: new.code,
            due: new.due,
            // Never before the last one, whatever the clock says.
            at: self.last().map_or(0, |last| last.at).max(now()),
        };
        let signed = Signed::new(&status, app.keys().sign());
        tx.prepare_cached(
            "INSERT INTO status (id, dossier, n, body, sig)
             VALUES (?1, ?2, 1 + (SELECT coalesce(max(n), 0) FROM status WHERE dossier = ?2), ?3, ?4)",
        )?
        .execute((status.id.0, dossier.id.0, &signed.body, &signed.sig))?;
        let event =
            Event { kind: Kind::Status, dossier: Some(dossier.id), person: &dossier.person, reference: &status.id.0 };
        Log::add(tx, &dossier.home, event)?;
        Ok(signed)
    }

    /// Says that the desk has something new to look at.
    pub fn say_new(&self, app: &App, tx: &Transaction<'_>, dossier: &Dossier, supplement: bool) -> Result<()> {
        let text = supplement.then(|| hoso_protocol::text::say("status.supplement", &[]));
        self.say(app, tx, dossier, New { text, ..New::plain(NEW) }).map(drop)
    }
}
