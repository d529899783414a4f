//! `conflicts` and `resolve`

use super::{phone, phone_and, tend};
use crate::args::{Conflicts, Global, Resolve};
use crate::output::Reply;
use crate::plain::short;
use hoso_core::dossier::{Choice, ConflictView};
use hoso_core::time::when;
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use hoso_protocol::value::Value;
use serde_json::json;

pub fn list(global: &Global, args: &Conflicts) -> Result<Reply> {
    let phone = phone(global)?;
    let id = args.id.as_deref().map(|id| phone.find(id)).transpose()?;
    let conflicts = phone.conflicts(id)?;
    let text = text(&conflicts);
    Ok(Reply::new(json!({ "conflicts": conflicts }), text))
}

pub fn resolve(global: &Global, args: &Resolve) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let choice = match (&args.choice.pick, &args.choice.value) {
        (Some(edit), _) => {
            let edit = edit.trim().to_lowercase();
            Choice::Pick(edit.parse().map_err(|_| Error::new(Kind::NotFound, "no_such_value"))?)
        }
        (None, value) => Choice::Write(value.as_deref().unwrap_or_default()),
    };
    let saved = phone.resolve(id, &args.key, choice, &args.basis)?;
    tend(&phone);
    let left = phone.conflicts(Some(id))?;
    let text = format!("{}\n{}", say("cli.resolved", &[]), text(&left));
    Ok(Reply::new(json!({ "saved": true, "basis": saved.basis, "wrong": saved.wrong, "conflicts": left }), text))
}

fn text(conflicts: &[ConflictView]) -> String {
    if conflicts.is_empty() {
        return say("cli.no_conflicts", &[]);
    }
    let mut lines = vec![];
    for conflict in conflicts {
        lines.push(format!("{}: {} [{}]", conflict.title, conflict.label, conflict.key));
        for one in &conflict.values {
            let (value, at) = (shown(&one.value), when(&one.when));
            lines.push(say("cli.conflict_value", &[("value", &value), ("who", &one.who), ("at", &at)]));
            lines.push(format!("    --pick {}", one.id));
        }
        let (id, key) = (short(conflict.dossier), conflict.key.as_str());
        lines.push(say("cli.conflict_how", &[("id", &id), ("key", key), ("basis", &conflict.basis)]));
        lines.push(String::new());
    }
    lines.join("\n")
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{text}\""),
        Value::Photo(page) => say("cli.a_photo", &[("kb", &page.bytes.div_ceil(1000).to_string())]),
        Value::Cleared => say("cli.cleared", &[]),
    }
}
