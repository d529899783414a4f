//! `enrol`, `invite`, `sync`, `hand-in` and `withdraw`: what a phone asks of its server.

use super::{phone, phone_and, tend};
use crate::args::{Enrol, Global, One};
use crate::output::Reply;
use crate::plain::short;
use hoso_core::sync::{CancellationToken, Observer, Progress, SyncReport};
use hoso_core::time::when;
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;

pub fn enrol(global: &Global, args: &Enrol) -> Result<Reply> {
    let authority = args.ca.as_deref().map(authority).transpose()?;
    let phone = phone(global)?;
    let (server, authority) = (&args.server, authority.as_deref());
    let enrolled = online(async |_| match args.moves {
        true => phone.move_to(server, authority, &args.code).await,
        false => phone.enrol(server, authority, &args.code).await,
    })?;
    tend(&phone);
    let role = say(&format!("cli.role.{}", enrolled.role.name()), &[]);
    Ok(Reply::new(enrolled, say("cli.enrolled", &[("role", &role)])))
}

pub fn invite(global: &Global) -> Result<Reply> {
    let phone = phone(global)?;
    let invited = online(async |_| phone.invite().await)?;
    let (at, n) = (when(&invited.until), invited.dossiers.to_string());
    let text = say("cli.invited", &[("code", &invited.code), ("at", &at), ("n", &n)]);
    Ok(Reply::new(invited, text))
}

pub fn sync(global: &Global) -> Result<Reply> {
    let phone = phone(global)?;
    let bar = Bar::new(global.json);
    let report = online(async |cancel| phone.sync(&bar, cancel).await);
    bar.0.finish_and_clear();
    let report = report?;
    tend(&phone);
    let text = text(&report);
    Ok(Reply::new(report, text))
}

pub fn hand_in(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let handed_in = online(async |cancel| phone.hand_in(id, cancel).await)?;
    tend(&phone);
    let text = say("cli.receipt", &[("id", &handed_in.receipt.id), ("text", &handed_in.text)]);
    Ok(Reply::new(handed_in, text))
}

pub fn withdraw(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let withdrawn = online(async |cancel| phone.withdraw(id, cancel).await)?;
    tend(&phone);
    let text = say("cli.withdrawn", &[("text", &withdrawn.text)]);
    Ok(Reply::new(withdrawn, text))
}

/// Runs work that waits for the network; Ctrl-C ends it at its next step, and what was done stays done.
pub fn online<T>(work: impl AsyncFnOnce(CancellationToken) -> Result<T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let cancel = CancellationToken::new();
        let stop = cancel.clone();
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                stop.cancel();
            }
        });
        work(cancel.clone()).await
    })
}

fn authority(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).map_err(|_| Error::new(Kind::NotFound, "no_ca_file"))
}

/// How far a sync is, on standard error where a person looks at it.
struct Bar(ProgressBar);

impl Bar {
    fn new(json: bool) -> Self {
        let bar = if json { ProgressBar::hidden() } else { ProgressBar::no_length() };
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        bar.set_message(say("cli.sync.progress", &[]));
        Self(bar)
    }
}

impl Observer for Bar {
    fn progress(&self, progress: Progress) {
        self.0.set_length(progress.total);
        self.0.set_position(progress.done);
    }
}

fn text(report: &SyncReport) -> String {
    let [sent, received, photos_sent, photos_received] =
        [report.sent, report.received, report.photos_sent, report.photos_received].map(|n| n.to_string());
    let with = [
        ("sent", &*sent),
        ("received", &received),
        ("photos_sent", &photos_sent),
        ("photos_received", &photos_received),
    ];
    let mut lines = vec![say("cli.sync.done", &with)];
    let notes = [
        ("cli.sync.later", report.later),
        ("cli.sync.differ", report.differ.len() as u64),
        ("cli.sync.conflicts", report.conflicts),
    ];
    lines.extend(notes.iter().filter(|(_, n)| *n > 0).map(|(code, n)| say(code, &[("n", &n.to_string())])));
    for voided in &report.voided {
        lines.push(say("cli.sync.voided", &[("id", &short(voided.dossier)), ("next", &voided.next)]));
    }
    lines.join("\n")
}
