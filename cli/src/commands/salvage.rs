//! `doctor --salvage`

use super::{folder, phone};
use crate::args::Global;
use crate::output::Reply;
use hoso_core::{Phone, Result};
use hoso_protocol::text::say;

/// Saves what can still be read, and says what was saved, what was not, and where the damaged files lie.
pub fn run(global: &Global) -> Result<Reply> {
    let saved = Phone::salvage(&folder(global)?)?;
    let healthy = phone(global)?.doctor()?;
    let [dossiers, edits, typed, photos, copy, unreadable] =
        [saved.dossiers, saved.edits, saved.typed, saved.photos, saved.from_copy, saved.unreadable]
            .map(|n| n.to_string());
    let counts = [("dossiers", &*dossiers), ("edits", &edits), ("typed", &typed), ("photos", &photos), ("copy", &copy)];
    let rest = match saved.unreadable {
        0 => say("cli.doctor.salvage_whole", &[]),
        _ => say("cli.doctor.unreadable", &[("n", &unreadable)]),
    };
    let mut lines =
        vec![say("cli.doctor.salvaged", &counts), rest, say("cli.doctor.salvage_aside", &[("folder", &saved.aside)])];
    lines.extend(healthy.faults.iter().map(|fault| format!("- {fault}")));
    let json = serde_json::json!({ "salvaged": saved, "healthy": healthy.healthy, "faults": healthy.faults });
    Ok(Reply::new(json, lines.join("\n")))
}
