//! The sync: a task of this library that tells an observer how it goes and can be ended.

use crate::engine::{guard, runtime};
use crate::error::{ErrorKind, HoSoError};
use crate::hoso::HoSo;
use crate::platform::Network;
use hoso_core::sync::{self, CancellationToken, Observer, Photos, Progress};
use hoso_core::{Phone, Result};
use std::sync::Arc;

/// Content of this phone that the server can never take; it stays on this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Dropped {
    /// The dossier's id.
    pub dossier: String,
    /// The stable code of the reason.
    pub reason: String,
    /// What the person can do.
    pub text: String,
}

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncReport {
    /// Changes that the server has now.
    pub sent: u64,
    /// Changes that were new here.
    pub received: u64,
    /// Photos sent.
    pub photos_sent: u64,
    /// Photos fetched.
    pub photos_received: u64,
    /// Photos stayed, since the network costs money and the person set that they wait.
    pub photos_wait: bool,
    /// Values in conflict now, in all dossiers.
    pub conflicts: u64,
    /// Changes that the server could not take now; the next sync tries again.
    pub later: u64,
    /// What the server can never take, told once.
    pub dropped: Vec<Dropped>,
    /// Bytes sent.
    pub bytes_up: u64,
    /// Bytes received.
    pub bytes_down: u64,
}

/// How a sync ended.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum SyncOutcome {
    /// It went through.
    Done {
        /// What it did.
        report: SyncReport,
    },
    /// It was ended by `cancel` or `stop`. What was done stays done.
    Cancelled,
    /// It did not go through. Nothing is lost; the next one goes on where this one stopped.
    Failed {
        /// Why.
        error: HoSoError,
    },
}

/// Told how a sync goes, from a thread of this library. Must not take long.
#[uniffi::export(with_foreign)]
pub trait SyncObserver: Send + Sync {
    /// How far it is: things through, things known, bytes of photos through.
    fn progress(&self, done: u64, total: u64, bytes: u64);
    /// Called once, last.
    fn finished(&self, outcome: SyncOutcome);
}

/// A sync on its way. Dropping it does not end it.
#[derive(uniffi::Object)]
pub struct SyncTask {
    stop: CancellationToken,
}

#[uniffi::export]
impl SyncTask {
    /// Ends the sync at its next step; the observer still hears `finished`.
    pub fn cancel(&self) {
        self.stop.cancel();
    }
}

#[uniffi::export]
impl HoSo {
    /// Starts a sync and returns at once; the observer hears the rest. One sync runs at a time: a second one fails with
    /// `sync_runs`.
    pub fn sync(&self, observer: Arc<dyn SyncObserver>) -> std::result::Result<Arc<SyncTask>, HoSoError> {
        let (phone, runtime, stop) = (self.engine.phone()?, runtime()?, self.engine.stop());
        let costs = matches!(self.engine.network(), Some(Network::Metered));
        let task = Arc::new(SyncTask { stop: stop.clone() });
        guard(|| {
            runtime.spawn(async move {
                let told = Arc::clone(&observer);
                // The inner task takes a panic with it; the observer hears of it as of any other failure.
                let run = tokio::spawn(async move { run(&phone, &*told, stop, costs).await });
                observer.finished(match run.await {
                    Ok(outcome) => outcome,
                    Err(_) => SyncOutcome::Failed { error: HoSoError::of(ErrorKind::Internal, "internal") },
                });
            });
            Ok(())
        })?;
        Ok(task)
    }
}

async fn run(phone: &Phone, observer: &dyn SyncObserver, stop: CancellationToken, costs: bool) -> SyncOutcome {
    let work = async {
        let wait = costs && phone.settings()?.photos_on_wifi_only;
        let photos = if wait { Photos::Stay } else { Photos::Move };
        let report = phone.sync_as(&Told(observer), stop.clone(), photos).await?;
        Ok(shown(report, wait))
    };
    let done: Result<SyncReport> = work.await;
    match done {
        Ok(report) => SyncOutcome::Done { report },
        Err(_) if stop.is_cancelled() => SyncOutcome::Cancelled,
        Err(error) => SyncOutcome::Failed { error: error.into() },
    }
}

fn shown(report: sync::SyncReport, photos_wait: bool) -> SyncReport {
    let dropped = report.voided.into_iter().map(|voided| Dropped {
        dossier: voided.dossier.to_hex(),
        reason: voided.reason,
        text: voided.next,
    });
    SyncReport {
        sent: report.sent,
        received: report.received,
        photos_sent: report.photos_sent,
        photos_received: report.photos_received,
        photos_wait,
        conflicts: report.conflicts,
        later: report.later,
        dropped: dropped.collect(),
        bytes_up: report.bytes_up,
        bytes_down: report.bytes_down,
    }
}

struct Told<'a>(&'a dyn SyncObserver);

impl Observer for Told<'_> {
    fn progress(&self, progress: Progress) {
        self.0.progress(progress.done, progress.total, progress.bytes);
    }
}
