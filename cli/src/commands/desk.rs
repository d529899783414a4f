//! `desk …`: what an officer does with handed-in dossiers.

use super::online::online;
use super::{folder, phone};
use crate::args::{DeskCommand, DeskDownload, DeskOne, Global};
use crate::output::Reply;
use crate::plain::short;
use hoso_core::sync::{CancellationToken, DeskLine};
use hoso_core::time::{stamp, when};
use hoso_core::{Error, Kind, Phone, Result};
use hoso_protocol::desk::DeskDecision;
use hoso_protocol::ids::DossierId;
use hoso_protocol::text::say;
use hoso_protocol::value::parse_date;
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};

pub fn run(global: &Global, command: &DeskCommand) -> Result<Reply> {
    let phone = phone(global)?;
    match command {
        DeskCommand::List => {
            let lines = online(async |_| phone.desk_list().await)?;
            let text = text(&lines);
            Ok(Reply::new(json!({ "dossiers": lines }), text))
        }
        DeskCommand::Take(args) => {
            let due = parse_date(&args.date).ok_or_else(|| Error::new(Kind::Usage, "bad_date"))?.to_string();
            decide(&phone, &args.one, |dossier| DeskDecision::Take { dossier, code: args.code.clone(), due })
        }
        DeskCommand::Ask(args) => decide(&phone, &args.one, |dossier| DeskDecision::Ask {
            dossier,
            paper: args.paper.clone(),
            text: args.text.clone(),
        }),
        DeskCommand::Refuse(args) => {
            decide(&phone, &args.one, |dossier| DeskDecision::Refuse { dossier, text: args.text.clone() })
        }
        DeskCommand::Finish(one) => decide(&phone, one, |dossier| DeskDecision::Finish { dossier }),
        DeskCommand::Download(args) => download(global, &phone, args),
    }
}

fn decide(phone: &Phone, one: &DeskOne, decision: impl FnOnce(DossierId) -> DeskDecision) -> Result<Reply> {
    let status = online(async |_| phone.desk_decide(&decision(find(phone, &one.id).await?)).await)?;
    let text = say("cli.desk.done", &[("text", &status.text)]);
    let mut json = serde_json::to_value(&status).unwrap_or_default();
    if let Some(parts) = json.as_object_mut() {
        parts.insert("at".to_owned(), stamp(status.at).into());
    }
    Ok(Reply::new(json!({ "status": json }), text))
}

/// The file appears under its name once it is whole.
fn download(global: &Global, phone: &Phone, args: &DeskDownload) -> Result<Reply> {
    let (file, bytes) = online(async |cancel| {
        let id = find(phone, &args.one.id).await?;
        let file = match &args.to {
            Some(file) if file.exists() => return Err(Error::new(Kind::Refused, "file_exists")),
            Some(file) => file.clone(),
            None => {
                let downloads = folder(global)?.join("downloads");
                std::fs::create_dir_all(&downloads)?;
                downloads.join(format!("{id}.zip"))
            }
        };
        let bytes = fetch(phone, id, &file, cancel).await?;
        Ok((file, bytes))
    })?;
    let shown = file.display().to_string();
    let kb = bytes.div_ceil(1000).to_string();
    let text = say("cli.desk.downloaded", &[("file", &shown), ("kb", &kb)]);
    Ok(Reply::new(json!({ "file": shown, "bytes": bytes }), text))
}

async fn fetch(phone: &Phone, id: DossierId, file: &Path, cancel: CancellationToken) -> Result<u64> {
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut to = private(&part)?;
    let fetched = phone.desk_download(id, &mut to, cancel).await.and_then(|bytes| {
        to.sync_all()?;
        std::fs::rename(&part, file)?;
        Ok(bytes)
    });
    if fetched.is_err() {
        // Half a download helps nobody; the error is what counts.
        let _ = std::fs::remove_file(&part);
    }
    fetched
}

/// A new file that only its owner may read.
fn private(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| Error::output(&error))
}

/// A dossier of the desk's list by its id, the beginning of it, or its receipt's number.
async fn find(phone: &Phone, id: &str) -> Result<DossierId> {
    if let Ok(id) = id.to_ascii_lowercase().parse() {
        return Ok(id);
    }
    let wanted = id.to_ascii_lowercase();
    let lines = phone.desk_list().await?;
    let fits = |line: &&DeskLine| {
        (wanted.len() >= 4 && line.dossier.to_hex().starts_with(&wanted)) || line.receipt.eq_ignore_ascii_case(id)
    };
    let found: Vec<DossierId> = lines.iter().filter(fits).map(|line| line.dossier).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Error::new(Kind::NotFound, "no_dossier")),
        several => Err(Error::new(Kind::Usage, "several_dossiers").and("dossiers", several)),
    }
}

fn text(lines: &[DeskLine]) -> String {
    if lines.is_empty() {
        return say("cli.desk.empty", &[]);
    }
    let mut all = vec![];
    for (i, line) in lines.iter().enumerate() {
        let whom = line.for_whom.as_deref().map(|name| format!(" – {name}")).unwrap_or_default();
        all.push(format!("{}. {}{whom}", i + 1, line.name));
        let (id, at) = (short(line.dossier), when(&line.received_at));
        let status = line.status.clone().unwrap_or_else(|| say("cli.desk.no_status", &[]));
        all.push(say("cli.desk.line", &[("id", &id), ("receipt", &line.receipt), ("at", &at), ("status", &status)]));
    }
    all.join("\n")
}
