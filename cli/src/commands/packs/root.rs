//! `catalog root …`

use super::keys::{public, secret, signature};
use super::{read, write_new};
use crate::args::{RootNew, RootShow, RootSign};
use crate::output::Reply;
use hoso_core::catalog::packs::{ROOT_FORMAT, Root, RootFile, RootKind, key_id};
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use serde_json::json;
use std::path::{Path, PathBuf};

pub fn new(args: &RootNew) -> Result<Reply> {
    let before = args.before.as_deref().map(|path| file(path)?.claims()).transpose()?;
    let keys = |paths: &[PathBuf]| paths.iter().map(|path| public(path)).collect::<Result<Vec<String>>>();
    let [mut roots, mut packs, mut revoked] = [keys(&args.root_key)?, keys(&args.pack_key)?, vec![]];
    if let Some(before) = &before {
        revoked.clone_from(&before.revoked);
        if roots.is_empty() {
            roots.clone_from(&before.keys);
        }
        if packs.is_empty() {
            packs.clone_from(&before.packs);
        }
    }
    for key in keys(&args.revoke)? {
        packs.retain(|one| *one != key);
        if !revoked.contains(&key) {
            revoked.push(key);
        }
    }
    let name = args.name.clone().or_else(|| before.as_ref().map(|root| root.name.clone())).unwrap_or_default();
    let root = Root {
        v: ROOT_FORMAT,
        kind: RootKind::Root,
        name,
        version: before.as_ref().map_or(1, |root| root.version.saturating_add(1)),
        threshold: before.as_ref().map_or(2, |root| root.threshold),
        keys: roots,
        packs,
        revoked,
        floor: args.floor.or(before.map(|root| root.floor)).unwrap_or(0),
    };
    root.check()?;
    let signed = serde_json::to_string(&root).map_err(|_| Error::new(Kind::Refused, "root_wrong"))?;
    let written = RootFile { signed, signatures: vec![] };
    write_new(&args.out, written.line().as_bytes(), false)?;
    let path = args.out.display().to_string();
    let text = format!("{}\n{}", text(&root), say("cli.root.new", &[("file", &path)]));
    Ok(Reply::new(json!({ "root": root, "file": path }), text))
}

pub fn sign(args: &RootSign) -> Result<Reply> {
    let mut file = file(&args.file)?;
    let root = file.claims()?;
    let (signature, key) = signature(&secret(&args.key)?, file.signed.as_bytes(), &format!("root {}", root.name))?;
    if !root.keys.contains(&key) {
        // The key of a keeper who leaves signs the step to the next file, and stands only in the one before.
        tracing::info!("this key is not among those of the file");
    }
    file.signatures.push(signature);
    let beside = args.file.with_added_extension("tmp");
    std::fs::write(&beside, file.line())?;
    std::fs::rename(&beside, &args.file)?;
    let complete = file.first().is_ok();
    let [n, id] = [file.signatures.len().to_string(), key_id(&key).unwrap_or_default()];
    let said = if complete { "cli.root.complete" } else { "cli.root.signed" };
    let text = say(said, &[("n", &n), ("id", &id), ("of", &root.threshold.to_string())]);
    Ok(Reply::new(json!({ "signatures": file.signatures.len(), "complete": complete, "key": id }), text))
}

/// What it says; whether it holds is part of the answer, not an error.
pub fn show(args: &RootShow) -> Result<Reply> {
    let shown = file(&args.file)?;
    let root = shown.claims()?;
    let good = match &args.before {
        Some(path) => file(path)?.first().and_then(|before| shown.after(&before)),
        None => shown.first(),
    };
    let verdict = match &good {
        Ok(_) => say("cli.root.good", &[]),
        Err(error) => format!("{}\n{}", error.message, error.next),
    };
    let json = json!({ "root": root, "good": good.is_ok(), "fault": good.err().map(|error| error.code) });
    Ok(Reply::new(json, format!("{}\n{verdict}", text(&root))))
}

/// Reads a root file of one line.
pub fn file(path: &Path) -> Result<RootFile> {
    let text = String::from_utf8(read(path)?).map_err(|_| Error::new(Kind::Refused, "root_wrong"))?;
    RootFile::read(text.trim_end())
}

fn text(root: &Root) -> String {
    let ids = |keys: &[String]| keys.iter().filter_map(|key| key_id(key)).collect::<Vec<_>>().join(", ");
    let [version, threshold, count] =
        [root.version.to_string(), root.threshold.to_string(), root.keys.len().to_string()];
    let with = [("name", &*root.name), ("version", &version), ("threshold", &threshold), ("count", &count)];
    let mut lines = vec![say("cli.root.head", &with)];
    lines.push(say("cli.root.keys", &[("ids", &ids(&root.keys))]));
    lines.push(say("cli.root.packs", &[("ids", &ids(&root.packs))]));
    if !root.revoked.is_empty() {
        lines.push(say("cli.root.revoked", &[("ids", &ids(&root.revoked))]));
    }
    if root.floor > 0 {
        lines.push(say("cli.root.floor", &[("n", &root.floor.to_string())]));
    }
    lines.join("\n")
}
