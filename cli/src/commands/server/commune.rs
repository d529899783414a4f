//! `server commune …`

use super::{failed, open};
use crate::args::CommuneAdd;
use crate::output::Reply;
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use hoso_protocol::value::clean;
use hoso_server::admin::Commune;
use serde_json::{Value, json};
use std::path::Path;

pub fn add(dir: &Path, args: &CommuneAdd) -> Result<Reply> {
    let of = |one: &Option<String>, other: &Option<String>| clean(one.as_deref().or(other.as_deref()).unwrap_or(""));
    let (code, name) = (of(&args.code, &args.code_option), of(&args.name, &args.name_option));
    let plain = code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    if !plain || code.is_empty() || code.len() > 32 {
        return Err(Error::new(Kind::Usage, "bad_commune"));
    }
    let place = args.place.as_deref().map(clean).filter(|place| !place.is_empty());
    let dir = open(dir)?;
    let before = dir.communes().map_err(failed)?.into_iter().find(|known| known.code == code);
    // A new name must not take the place away that receipts send people to.
    let kept = before.as_ref().map(|known| known.place.clone());
    let place = place.or(kept).unwrap_or_else(|| say("cli.server.place", &[("name", &name)]));
    let commune = Commune { code, name, place };
    dir.add_commune(&commune).map_err(failed)?;
    let with = [("code", &*commune.code), ("name", &*commune.name), ("place", &*commune.place)];
    let mut text = say("cli.server.commune", &with);
    let before = before.filter(|known| (&known.name, &known.place) != (&commune.name, &commune.place));
    if let Some(known) = &before {
        text = format!("{text}\n{}", say("cli.server.commune_was", &[("name", &known.name), ("place", &known.place)]));
    }
    Ok(Reply::new(json!({ "commune": as_json(&commune), "before": before.as_ref().map(as_json) }), text))
}

pub fn list(dir: &Path) -> Result<Reply> {
    let communes = open(dir)?.communes().map_err(failed)?;
    let line =
        |c: &Commune| say("cli.server.commune_line", &[("code", &c.code), ("name", &c.name), ("place", &c.place)]);
    let text = if communes.is_empty() {
        say("cli.server.no_communes", &[])
    } else {
        communes.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    Ok(Reply::new(json!({ "communes": communes.iter().map(as_json).collect::<Vec<_>>() }), text))
}

fn as_json(commune: &Commune) -> Value {
    json!({ "code": commune.code, "name": commune.name, "place": commune.place })
}
