//! `doctor`

use super::phone;
use crate::args::Global;
use crate::output::Reply;
use crate::plain::when;
use hoso_core::Result;
use hoso_protocol::text::say;

pub fn run(global: &Global) -> Result<Reply> {
    let found = phone(global)?.doctor()?;
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
    Ok(Reply::new(found, lines.join("\n")))
}
