//! `catalog verify`, `catalog install`, `catalog export` and `catalog status`: what a phone does with packs.

use super::make::about;
use super::{read, root, write_new};
use crate::args::{ExportPack, Global, Install, Verify};
use crate::commands::online::online;
use crate::commands::{folder, phone, usable};
use crate::output::Reply;
use crate::plain::size;
use hoso_core::catalog::packs::{Installed, Outcome, Packs, Root, Step, key_id, open, verify as check};
use hoso_core::time::{day, today};
use hoso_core::{Error, Kind, Result};
use hoso_protocol::pack::{Part, Sealed, split};
use hoso_protocol::text::say;
use indicatif::ProgressBar;
use serde_json::json;
use std::path::Path;

/// Everything that an installation would check, except whether it is newer than what is there.
pub fn verify(global: &Global, args: &Verify) -> Result<Reply> {
    let root: Root = match &args.root {
        Some(path) => root::file(path)?.first()?,
        None => packs(global)?.root()?.ok_or_else(|| Error::new(Kind::Refused, "no_root"))?,
    };
    let bytes = read(&args.file)?;
    let (mut sealed, mut lines, mut keys): (Vec<Sealed<'_>>, Vec<String>, Vec<String>) = Default::default();
    for part in split(&bytes)? {
        if let Part::Pack(part) = part {
            let id = key_id(&check(&part, &root)?).unwrap_or_default();
            lines.push(about(&part.header));
            lines.push(say("cli.pack.signed_by", &[("id", &id)]));
            keys.push(id);
            sealed.push(part);
        }
    }
    let headers: Vec<_> = sealed.iter().map(|part| part.header.clone()).collect();
    // A delta alone can't be unpacked without its base; its signature is good, and that is said.
    let whole = headers.first().is_some_and(|first| first.base.is_none());
    let mut procedures = None;
    if whole {
        let count = open(&sealed)?.content.procedures()?.len();
        lines.push(say("cli.pack.procedures", &[("n", &count.to_string())]));
        procedures = Some(count);
    }
    Ok(Reply::new(json!({ "parts": headers, "keys": keys, "procedures": procedures }), lines.join("\n")))
}

pub fn install(global: &Global, args: &Install) -> Result<Reply> {
    let packs = packs(global)?;
    for path in &args.root {
        packs.take_root(&root::file(path)?)?;
    }
    let (servers, files): (Vec<&String>, Vec<&String>) = args.sources.iter().partition(|source| source.contains("://"));
    let bar = if global.json { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    let mut watch = |step| bar.set_message(say(step_text(step), &[]));
    let mut tried: Vec<Result<Outcome>> = vec![];
    if !files.is_empty() {
        let (mut sources, mut faults) = (vec![], vec![]);
        for file in files {
            match read(Path::new(file)) {
                Ok(bytes) => sources.push(bytes),
                Err(error) => faults.push(Err(error)),
            }
        }
        if !sources.is_empty() {
            tried.push(packs.install(&sources, &mut watch));
        }
        tried.append(&mut faults);
    }
    let servers: Vec<Option<&str>> = servers.into_iter().map(|url| Some(url.as_str())).collect();
    let servers = if args.sources.is_empty() { vec![None] } else { servers };
    if !servers.is_empty() {
        let phone = phone(global)?;
        for url in servers {
            let done = online(async |cancel| phone.update_catalog(url, cancel, &mut watch).await);
            tried.push(done.and_then(|outcome| outcome.map_or_else(|| same(&packs), Ok)));
        }
    }
    bar.finish_and_clear();
    let outcome = best(tried)?;
    let number = outcome.installed.number.to_string();
    let said = if outcome.changed { "cli.pack.installed" } else { "cli.pack.same" };
    let mut lines = vec![say(said, &[("n", &number), ("issued", &day(&outcome.installed.issued))])];
    lines.extend(old(&outcome.installed));
    let json = json!({ "installed": outcome.installed, "before": outcome.before, "changed": outcome.changed });
    Ok(Reply::new(json, lines.join("\n")))
}

/// One bad source does not stop another: the newest of what succeeded, or what was wrong first.
fn best(tried: Vec<Result<Outcome>>) -> Result<Outcome> {
    let (good, bad): (Vec<_>, Vec<_>) = tried.into_iter().partition(|one| one.is_ok());
    let newest = good.into_iter().flatten().max_by_key(|one| (one.installed.number, one.changed));
    newest.map_or_else(|| bad.into_iter().next().unwrap_or_else(|| Err(Error::new(Kind::NotFound, "no_pack"))), Ok)
}

/// The server had nothing newer.
fn same(packs: &Packs) -> Result<Outcome> {
    let installed = packs.installed()?.ok_or_else(|| Error::new(Kind::NotFound, "no_pack"))?;
    Ok(Outcome { before: Some(installed.number), installed, changed: false })
}

fn step_text(step: Step) -> &'static str {
    match step {
        Step::Verified => "cli.pack.step.verified",
        Step::Unpacked | Step::Kept | Step::Noted => "cli.pack.step.unpacked",
        Step::Switched | Step::Swept => "cli.pack.step.switched",
    }
}

pub fn export(global: &Global, args: &ExportPack) -> Result<Reply> {
    let bytes = packs(global)?.export()?;
    write_new(&args.to, &bytes, false)?;
    let (file, bytes) = (args.to.display().to_string(), bytes.len());
    let text = say("cli.pack.exported", &[("file", &file), ("size", &size(bytes as u64))]);
    Ok(Reply::new(json!({ "file": file, "bytes": bytes }), text))
}

pub fn status(global: &Global) -> Result<Reply> {
    let packs = packs(global)?;
    let (root, installed) = (packs.root()?, packs.installed()?);
    let mut lines = vec![];
    match &installed {
        None => lines.push(say("cli.pack.none", &[])),
        Some(one) => {
            let [number, issued, review] = [one.number.to_string(), day(&one.issued), day(&one.review_by)];
            let with = [("name", &*one.name), ("n", &number), ("issued", &issued), ("review", &review)];
            lines.push(say("cli.pack.status", &with));
            lines.push(say("cli.pack.signed_by", &[("id", &key_id(&one.key).unwrap_or_default())]));
            lines.extend(old(one));
            if root.as_ref().is_some_and(|root| !root.packs.contains(&one.key)) {
                lines.push(say("cli.pack.key_gone", &[]));
            }
        }
    }
    let version = root.as_ref().map(|root| root.version);
    lines.push(match version {
        Some(version) => say("cli.pack.root", &[("n", &version.to_string())]),
        None => say("cli.pack.no_root", &[]),
    });
    let days_old = installed.as_ref().and_then(|one| one.info().days_old(&today()));
    Ok(Reply::new(json!({ "installed": installed, "root": version, "days_old": days_old }), lines.join("\n")))
}

fn old(installed: &Installed) -> Option<String> {
    crate::commands::old(&installed.info())
}

fn packs(global: &Global) -> Result<Packs> {
    let folder = folder(global)?;
    usable(&folder)?;
    Ok(Packs::of(&folder))
}
