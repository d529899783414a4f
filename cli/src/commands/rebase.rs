//! `rebase`

use super::{phone_and, tend};
use crate::args::{Global, RebaseArgs};
use crate::output::Reply;
use hoso_core::Result;
use hoso_core::dossier::RebaseView;
use hoso_core::time::day;
use hoso_protocol::text::say;
use serde_json::json;

pub fn run(global: &Global, args: &RebaseArgs) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    if let Some(basis) = &args.accept {
        let saved = phone.rebase(id, basis)?;
        tend(&phone);
        return Ok(Reply::new(saved, say("cli.rebase.done", &[("id", &args.id)])));
    }
    Ok(match phone.newer_version(id)? {
        Some(view) => {
            let text = text(&view, &args.id);
            let mut json = serde_json::to_value(view).unwrap_or_default();
            if let Some(object) = json.as_object_mut() {
                object.insert("newer".to_owned(), true.into());
            }
            Reply::new(json, text)
        }
        None => Reply::new(json!({ "newer": false }), say("cli.rebase.none", &[])),
    })
}

fn text(view: &RebaseView, id: &str) -> String {
    let mut lines = vec![say("cli.rebase.head", &[("name", &view.to.name)])];
    if let Some(first) = &view.to.valid_from {
        lines.push(say("cli.rebase.from", &[("day", &day(first))]));
    }
    lines.push(String::new());
    if view.report.newly_required.is_empty() {
        lines.push(say("cli.rebase.nothing_new", &[]));
    } else {
        lines.push(say("cli.rebase.new", &[]));
        lines.extend(view.report.newly_required.iter().map(|item| format!("- {}  [{}]", item.text, item.key)));
    }
    if !view.report.no_longer_needed.is_empty() {
        lines.extend([String::new(), say("cli.rebase.gone", &[])]);
        lines.extend(view.report.no_longer_needed.iter().map(|part| {
            if part.written {
                say("cli.rebase.gone_written", &[("name", &part.name)])
            } else {
                format!("- {}", part.name)
            }
        }));
    }
    let count = view.report.kept.len().to_string();
    lines.extend([String::new(), say("cli.rebase.kept", &[("count", &count)])]);
    lines.push(say("cli.rebase.accept", &[("id", id), ("basis", &view.basis)]));
    lines.join("\n")
}
