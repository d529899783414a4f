//! `catalog build`, `catalog sign` and `catalog delta`: what those do who give packs out.

use super::keys::{secret, signature};
use super::{read, write_new};
use crate::args::{Build, Delta, Global, Sign};
use crate::commands::{catalog, embedded_catalog};
use crate::output::Reply;
use crate::plain::size;
use chrono::NaiveDate;
use hoso_core::catalog::compile::compile_folder;
use hoso_core::catalog::packs::build::{Label, build as pack, build_delta};
use hoso_core::catalog::packs::{Opened, open};
use hoso_core::catalog::pick::Source;
use hoso_core::time::{day, today};
use hoso_core::{Error, Kind, Result};
use hoso_protocol::pack::{Header, Part, Sealed, split};
use hoso_protocol::procedure::Procedure;
use hoso_protocol::text::say;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

/// How long a pack counts as fresh where nobody says otherwise.
const DAYS: u64 = 90;

pub fn build(global: &Global, args: &Build) -> Result<Reply> {
    let before = args.before.as_deref().map(opened).transpose()?;
    let mut procedures = guides(&args.guides)?;
    if args.imported {
        let imported = imported(global, &procedures)?;
        procedures.extend(imported);
    }
    let issued = args.issued.clone().unwrap_or_else(today);
    let later = |issued: &str| {
        let day = NaiveDate::parse_from_str(issued, "%Y-%m-%d").ok()?.checked_add_days(chrono::Days::new(DAYS))?;
        Some(day.to_string())
    };
    let review_by = args.review_by.clone().or_else(|| later(&issued)).unwrap_or_default();
    let header = before.as_ref().map(|before| &before.header);
    let label = Label {
        name: args.name.clone().or_else(|| header.map(|h| h.name.clone())).unwrap_or_default(),
        number: args.number.unwrap_or_else(|| header.map_or(1, |h| h.number.saturating_add(1))),
        issued,
        review_by,
    };
    let payload = pack(&label, &procedures, before.as_ref().map(|before| &before.content))?;
    write(payload, args.key.as_deref(), &args.out)
}

pub fn delta(args: &Delta) -> Result<Reply> {
    let payload = build_delta(&opened(&args.old)?, &opened(&args.new)?)?;
    write(payload, args.key.as_deref(), &args.out)
}

/// Signs what was built; a signature that is there already is replaced.
pub fn sign(args: &Sign) -> Result<Reply> {
    let bytes = read(&args.file)?;
    let payload = match single(&bytes)? {
        Some(part) => part.payload.to_vec(),
        None => return Err(Error::new(Kind::Refused, "pack_unknown")),
    };
    write(payload, Some(&args.key), &args.out)
}

/// The procedures of a folder of guides, which all have to be free of errors.
pub fn guides(folder: &Path) -> Result<Vec<Procedure>> {
    let report = compile_folder(folder);
    if !report.is_ok() {
        return Err(Error::new(Kind::Refused, "lint_failed").and("diagnostics", report.summary().diagnostics));
    }
    Ok(report.guides.into_iter().map(|guide| guide.procedure).collect())
}

/// What was imported into this phone's folder, as far as no guide covers it, here or in the program: in a pack it would take
/// that guide's place.
fn imported(global: &Global, guides: &[Procedure]) -> Result<Vec<Procedure>> {
    let (catalog, embedded) = (catalog(global)?, embedded_catalog()?);
    let covered: BTreeSet<&str> = guides.iter().map(|guide| guide.code.as_str()).collect();
    let codes = catalog.codes();
    let left = codes.iter().filter(|code| !covered.contains(code.as_str()) && embedded.versions(code).is_empty());
    let versions = left.flat_map(|code| catalog.versions(code)).filter(|one| one.source == Source::Imported);
    Ok(versions.filter_map(|one| catalog.by_hash(&one.hash)).map(|one| one.as_ref().clone()).collect())
}

/// A file's packs unpacked, whoever signed them: only for files of one's own.
pub fn opened(path: &Path) -> Result<Opened> {
    let bytes = read(path)?;
    let parts: Vec<Sealed<'_>> = split(&bytes)?
        .into_iter()
        .filter_map(|part| match part {
            Part::Pack(sealed) => Some(sealed),
            Part::Root(_) => None,
        })
        .collect();
    open(&parts)
}

fn single(bytes: &[u8]) -> Result<Option<Sealed<'_>>> {
    let mut parts = split(bytes)?;
    Ok(match (parts.pop(), parts.is_empty()) {
        (Some(Part::Pack(sealed)), true) => Some(sealed),
        _ => None,
    })
}

fn write(payload: Vec<u8>, key: Option<&Path>, out: &Path) -> Result<Reply> {
    let header = single(&payload)?.map(|part| part.header).ok_or_else(|| Error::new(Kind::Refused, "pack_wrong"))?;
    let remark = format!("{} {}", header.name, header.number);
    let bytes = match key {
        Some(key) => [signature(&secret(key)?, &payload, &remark)?.0.into_bytes(), payload].concat(),
        None => payload,
    };
    write_new(out, &bytes, false)?;
    let file = out.display().to_string();
    let mut lines = vec![about(&header), say("cli.pack.size", &[("size", &size(bytes.len() as u64)), ("file", &file)])];
    if key.is_none() {
        lines.push(say("cli.pack.to_sign", &[("file", &file)]));
    }
    let json = json!({ "header": header, "bytes": bytes.len(), "file": file, "signed": key.is_some() });
    Ok(Reply::new(json, lines.join("\n")))
}

/// A pack in one or two sentences.
pub fn about(header: &Header) -> String {
    let number = header.number.to_string();
    let [issued, review] = [&header.issued, &header.review_by].map(|iso| day(iso));
    let unpacked = size(header.content.bytes);
    let base = header.base.as_ref().map(|base| base.number.to_string());
    let with =
        [("name", &*header.name), ("n", &number), ("issued", &issued), ("review", &review), ("unpacked", &unpacked)];
    match &base {
        Some(base) => say("cli.pack.about_delta", &[&with[..], &[("base", base)]].concat()),
        None => say("cli.pack.about", &with),
    }
}
