//! `doctor`

use super::{folder, phone};
use crate::args::{Doctor, Global};
use crate::output::Reply;
use hoso_core::store::Diagnosis;
use hoso_core::time::when;
use hoso_core::{Phone, Result};
use hoso_protocol::text::say;

pub fn run(global: &Global, args: &Doctor) -> Result<Reply> {
    if args.salvage {
        return super::salvage::run(global);
    }
    let fell_back = if args.fall_back { Some(Phone::fall_back(&folder(global)?)?) } else { None };
    let phone = phone(global).map_err(|mut error| {
        let copy = folder(global).is_ok_and(|folder| folder.join("dossiers.copy").exists());
        if error.code == "store_damaged" {
            error.next = say(if copy { "cli.doctor.next_fall_back" } else { "cli.doctor.next_salvage" }, &[]);
        }
        error
    })?;
    let found = phone.doctor()?;
    let mut lines: Vec<String> =
        fell_back.iter().map(|folder| say("cli.doctor.fell_back", &[("folder", folder)])).collect();
    lines.push(text(&found));
    let mut json = serde_json::to_value(&found).unwrap_or_default();
    if let (Some(parts), Some(folder)) = (json.as_object_mut(), fell_back) {
        parts.insert("fell_back".to_owned(), folder.into());
    }
    Ok(Reply::new(json, lines.join("\n")))
}

fn text(found: &Diagnosis) -> String {
    let mut lines = vec![say(if found.healthy { "cli.doctor.healthy" } else { "cli.doctor.faults" }, &[])];
    lines.extend(found.faults.iter().map(|fault| format!("- {fault}")));
    let [dossiers, edits, photos, elsewhere] =
        [found.dossiers, found.edits, found.photos, found.photos_elsewhere].map(|n| n.to_string());
    let counts = [("dossiers", &*dossiers), ("edits", &edits), ("photos", &photos), ("elsewhere", &elsewhere)];
    lines.push(say("cli.doctor.counts", &counts));
    lines.push(match &found.copy {
        Some(at) => say("cli.doctor.copy", &[("at", &when(at))]),
        None => say("cli.doctor.no_copy", &[]),
    });
    lines.join("\n")
}
