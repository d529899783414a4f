//! `list`

use super::phone;
use crate::args::{Global, List};
use crate::output::Reply;
use crate::plain::{place, short};
use hoso_core::dossier::{ListItem, Place, Shelf};
use hoso_core::time::when;
use hoso_core::{Phone, Result};
use hoso_protocol::text::say;
use serde_json::json;

/// Read from the store in pieces of this many lines.
const PIECE: u32 = 500;

pub fn run(global: &Global, args: &List) -> Result<Reply> {
    let phone = phone(global)?;
    let shelf = match (args.archived, args.deleted) {
        (true, _) => Shelf::Archived,
        (_, true) => Shelf::Deleted,
        _ => Shelf::Open,
    };
    let items = all(&phone, shelf, args.limit.unwrap_or(u32::MAX))?;
    let text = if items.is_empty() { say("cli.list.empty", &[]) } else { lines(&items) };
    Ok(Reply::new(json!({ "dossiers": items }), text))
}

/// At most `limit` lines of a shelf.
pub fn all(phone: &Phone, shelf: Shelf, limit: u32) -> Result<Vec<ListItem>> {
    let (mut items, mut after) = (Vec::new(), Place::START);
    loop {
        let room = limit.saturating_sub(u32::try_from(items.len()).unwrap_or(u32::MAX));
        let piece = phone.list(shelf, after, room.min(PIECE))?;
        let Some(last) = piece.last() else { return Ok(items) };
        after = last.after;
        items.extend(piece);
    }
}

fn lines(items: &[ListItem]) -> String {
    let mut lines = vec![];
    for (i, item) in items.iter().enumerate() {
        lines.push(format!("{}. {}", i + 1, item.title));
        let missing = match item.missing {
            0 => say("cli.list.complete", &[]),
            n => say("cli.list.missing", &[("n", &n.to_string())]),
        };
        let conflicts = match item.conflicts {
            0 => String::new(),
            n => say("cli.list.conflicts", &[("n", &n.to_string())]),
        };
        let changed = say("cli.list.changed", &[("at", &when(&item.updated_at))]);
        let parts = [short(item.dossier), missing, conflicts, place(&item.place), changed];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        lines.push(format!("   {}", parts.join(" · ")));
    }
    lines.join("\n")
}
