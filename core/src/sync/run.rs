//! The sync: text first, both ways; then photos; one at a time, cancellable, resumed where it stood.

use super::link::Link;
use crate::dossier::{Dossier, ids, keep_version};
use crate::error::{Error, Kind, Result};
use crate::net::Api;
use crate::phone::Phone;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::procedure::hash_of;
use hoso_protocol::record::Void;
use hoso_protocol::sign::Signed;
use hoso_protocol::text::say;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

/// What a sync did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SyncReport {
    /// Edits that the server acknowledged.
    pub sent: u64,
    /// Edits that were new here.
    pub received: u64,
    /// Keys in conflict now, in all dossiers.
    pub conflicts: u64,
    /// Edits of this phone that the server can never take, told once.
    pub voided: Vec<VoidedEdit>,
    /// Edits that the server could not take now.
    pub later: u64,
    /// Dossiers of which the two sides still hold different things.
    pub differ: Vec<DossierId>,
    /// Photos sent.
    pub photos_sent: u64,
    /// Photos fetched.
    pub photos_received: u64,
    /// HTTP requests.
    pub requests: u64,
    /// Bytes of bodies sent, packed.
    pub bytes_up: u64,
    /// Bytes of bodies received, packed.
    pub bytes_down: u64,
}

/// An edit that the server can never take; its content stays on this phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VoidedEdit {
    /// The dossier.
    pub dossier: DossierId,
    /// The stable code of the reason.
    pub reason: String,
    /// What the person can do.
    pub next: String,
}

/// How far a sync is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Edits and photos that are through.
    pub done: u64,
    /// How many there are, as far as is known.
    pub total: u64,
    /// Bytes of photos that the server holds or that came.
    pub bytes: u64,
}

/// What a sync does with photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Photos {
    /// They go and come, after the text.
    Move,
    /// They wait for a sync that moves them.
    Stay,
}

/// Told how far a sync is.
pub trait Observer: Send + Sync {
    /// Called from inside the sync; must not take long.
    fn progress(&self, progress: Progress);
}

/// Nobody looks.
pub struct Quiet;

impl Observer for Quiet {
    fn progress(&self, _: Progress) {}
}

impl Phone {
    /// Sends what is here and fetches what is there. Whatever happens, nothing that was typed is lost, and the next sync
    /// goes on where this one stopped.
    pub async fn sync(&self, observer: &dyn Observer, cancel: CancellationToken) -> Result<SyncReport> {
        self.sync_as(observer, cancel, Photos::Move).await
    }

    /// The same; where photos stay, they wait for a network that costs nothing.
    pub async fn sync_as(
        &self,
        observer: &dyn Observer,
        cancel: CancellationToken,
        photos: Photos,
    ) -> Result<SyncReport> {
        let _one = self.one_sync()?;
        let link = self.link()?;
        let api = link.api()?.with_cancel(cancel);
        let mut run =
            Run { phone: self, link, api, observer, report: SyncReport::default(), progress: Progress::default() };
        let result = run.all(photos).await;
        let traffic = run.api.traffic();
        run.report.requests = traffic.requests;
        run.report.bytes_up = traffic.bytes_up;
        run.report.bytes_down = traffic.bytes_down;
        result?;
        self.remember_sync()?;
        Ok(run.report)
    }

    /// Held while a sync runs, in this or another process.
    pub(super) fn one_sync(&self) -> Result<std::fs::File> {
        let path = self.store().folder().join("sync.lock");
        let file = std::fs::File::options().create(true).truncate(false).write(true).open(path)?;
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => Ok(file),
            Err(_) => Err(Error::new(Kind::Locked, "sync_runs")),
        }
    }
}

/// One sync on its way.
pub(super) struct Run<'a> {
    pub(super) phone: &'a Phone,
    pub(super) link: Link,
    pub(super) api: Api,
    pub(super) observer: &'a dyn Observer,
    pub(super) report: SyncReport,
    pub(super) progress: Progress,
}

impl Run<'_> {
    async fn all(&mut self, photos: Photos) -> Result<()> {
        self.text().await?;
        let restored = self.phone.server_was_restored()?;
        if restored {
            self.give_back().await?;
        }
        let moved = match photos {
            Photos::Move => self.photos().await?,
            Photos::Stay => false,
        };
        if moved || restored {
            // The server's record of the photos comes back at once, so that the next sync has nothing to say.
            self.text().await?;
        }
        if restored {
            self.hand_back().await?;
        }
        self.report.conflicts = self.phone.store().read(|db| {
            Ok(db.query_row("select coalesce(sum(conflicts), 0) from dossier where hidden = 0", [], |row| row.get(0))?)
        })?;
        self.report.voided = self.phone.tell_voids()?;
        Ok(())
    }

    pub(super) fn step(&mut self, done: u64) {
        self.progress.done += done;
        self.progress.total = self.progress.total.max(self.progress.done);
        self.observer.progress(self.progress);
    }

    /// Procedure versions that came with dossiers of other phones and are not here yet.
    pub(super) async fn fetch_procedures(&mut self) -> Result<()> {
        for (id, hash) in self.phone.unknown_procedures()? {
            let text = hash.to_hex();
            let body = match self.phone.catalog().bytes(&text) {
                Some(bytes) => bytes,
                None => match self.api.procedure(&text).await {
                    Ok(bytes) if hash_of(&bytes) == text => bytes.to_vec(),
                    // Without its guide the dossier stays and says so; the next sync asks again.
                    Ok(_) | Err(crate::net::Error::Refused(_)) => continue,
                    Err(error) => return Err(error.into()),
                },
            };
            self.phone.keep_procedure(id, hash, &body)?;
        }
        Ok(())
    }
}

impl Phone {
    fn unknown_procedures(&self) -> Result<Vec<(DossierId, Digest)>> {
        self.store().read(|db| {
            let mut unknown = vec![];
            for id in ids(db, "select id from dossier where code = ''")? {
                let dossier = Dossier::load(db, self, id)?;
                unknown.extend(dossier.draft.procedure().map(|hash| (id, hash)));
            }
            Ok(unknown)
        })
    }

    fn keep_procedure(&self, id: DossierId, hash: Digest, body: &[u8]) -> Result<()> {
        self.store().write(|tx, loaded| {
            loaded.clear();
            keep_version(tx, hash, body)?;
            super::apply::refresh(tx, self, id)
        })
    }

    /// Offers a dossier's edits once more, where the server does not hold what this phone does.
    pub(super) fn offer_again(&self, id: DossierId) -> Result<()> {
        self.store().write(|tx, loaded| {
            loaded.clear();
            tx.execute("update edit set ack = null where dossier = (select num from dossier where id = ?1)", [id.0])?;
            Ok(())
        })
    }

    /// The voids of this phone's own edits that no sync told of yet.
    fn tell_voids(&self) -> Result<Vec<VoidedEdit>> {
        let untold = self.store().read(|db| {
            let mut rows = db.prepare_cached(include_str!("untold_voids.sql"))?;
            let rows = rows.query_map([], |row| {
                let void = Signed::<Void>::from_parts(row.get(0)?, row.get(1)?);
                Ok((void, row.get::<_, String>(2)?))
            })?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })?;
        if untold.is_empty() {
            return Ok(vec![]);
        }
        self.store().write(|tx, _| Ok(tx.execute("update void set told = 1", [])?))?;
        let ours = |body: &str| {
            serde_json::from_str::<hoso_protocol::edit::Body>(body).is_ok_and(|body| body.key == self.device())
        };
        let voided = untold.iter().filter(|(_, body)| ours(body)).filter_map(|(void, _)| {
            let void = void.read().ok()?;
            let reason = serde_json::to_value(void.reason).ok()?.as_str()?.to_owned();
            let next = say(&format!("void.{reason}"), &[]);
            Some(VoidedEdit { dossier: void.dossier, reason, next })
        });
        Ok(voided.collect())
    }
}
