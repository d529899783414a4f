//! `server backup`, `server restore` and `server audit`

use super::{failed, open};
use crate::args::{Backup, Restore};
use crate::output::Reply;
use hoso_core::time::{stamp, when};
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use hoso_server::audit::verify;
use hoso_server::backup::BackupError;
use serde_json::json;
use std::path::Path;

pub fn backup(dir: &Path, args: &Backup) -> Result<Reply> {
    let done = open(dir)?.backup(&args.to).map_err(refused)?;
    let text = say("cli.server.backed_up", &[("n", &done.photos.to_string())]);
    Ok(Reply::new(done, text))
}

pub fn restore(dir: &Path, args: &Restore) -> Result<Reply> {
    let done = hoso_server::backup::restore(&args.from, dir, args.force).map_err(refused)?;
    let at = stamp(done.at);
    let [photos, lost, erased] = [done.photos, done.lost, done.erased].map(|n| n.to_string());
    let mut text = say("cli.server.restored", &[("at", &when(&at)), ("n", &photos), ("lost", &lost)]);
    if done.erased > 0 {
        text = format!("{text}\n{}", say("cli.server.restored_erased", &[("n", &erased)]));
    }
    let json = json!({
        "at": at, "photos": done.photos, "lost": done.lost, "erased": done.erased, "carried": done.carried,
    });
    Ok(Reply::new(json, text))
}

/// The report; a log that was touched is an error, and the report comes with it.
pub fn audit(dir: &Path) -> Result<Reply> {
    let report = verify(&open(dir)?).map_err(failed)?;
    if let Some(fault) = &report.fault {
        return Err(Error::new(Kind::Storage, "audit_fault").and("fault", fault));
    }
    let text = say("cli.server.audit", &[("n", &report.rows.to_string())]);
    Ok(Reply::new(report, text))
}

fn refused(error: BackupError) -> Error {
    let next = error.next();
    match error {
        BackupError::Other(error) => failed(error),
        other => {
            let mut refused = Error::new(Kind::Refused, other.code());
            refused.next = next;
            refused
        }
    }
}
