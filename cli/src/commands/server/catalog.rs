//! `server catalog add`

use super::{failed, open};
use crate::args::ServerCatalogAdd;
use crate::output::Reply;
use hoso_core::catalog::packs::{Root, RootFile, open as open_packs, verify};
use hoso_core::{Error, Kind, Result};
use hoso_protocol::pack::{Kind as PackKind, Part, split};
use hoso_protocol::text::say;
use serde_json::json;
use std::path::Path;

/// Checks every file against the root files here before it is put there: a server that hands on what no phone takes would
/// only be found out on the phones.
pub fn add(dir: &Path, args: &ServerCatalogAdd) -> Result<Reply> {
    let dir = open(dir)?;
    let (mut lines, mut all) = (vec![], vec![]);
    for path in &args.files {
        let file = std::fs::read(path).map_err(|_| Error::new(Kind::NotFound, "no_file"))?;
        let (mut root, mut sealed) = (current(&dir)?, vec![]);
        for part in split(&file)? {
            match part {
                Part::Root(text) => {
                    let file = RootFile::read(text)?;
                    let next = match &root {
                        // An older one that is there already, as in what a phone exports.
                        Some(known) if file.claims()?.version <= known.version => continue,
                        Some(known) => file.after(known)?,
                        None => file.first()?,
                    };
                    dir.add_root(next.version, &file.line()).map_err(failed)?;
                    lines.push(say("cli.server.catalog_root", &[("n", &next.version.to_string())]));
                    all.push(json!({ "kind": "root", "number": next.version }));
                    root = Some(next);
                }
                Part::Pack(part) => {
                    let root = root.as_ref().ok_or_else(|| Error::new(Kind::Refused, "server_no_root"))?;
                    verify(&part, root)?;
                    sealed.push(part);
                }
            }
        }
        // By these versions dossiers are judged when they are handed in.
        if sealed.first().is_some_and(|first| first.header.kind == PackKind::Pack) {
            dir.add_procedures(&open_packs(&sealed)?.content.lines).map_err(failed)?;
        }
        for (kind, number) in dir.add_packs(&file).map_err(failed)? {
            let said = match kind {
                PackKind::Pack => "cli.server.catalog_pack",
                PackKind::Delta => "cli.server.catalog_delta",
            };
            lines.push(say(said, &[("n", &number.to_string())]));
            all.push(json!({ "kind": kind, "number": number }));
        }
    }
    Ok(Reply::new(json!({ "added": all }), lines.join("\n")))
}

fn current(dir: &hoso_server::ServerDir) -> Result<Option<Root>> {
    let Some(text) = dir.newest_root().map_err(failed)? else { return Ok(None) };
    RootFile::read(text.trim_end())?.claims().map(Some)
}
