//! `summary` and `export`

use super::{phone_and, usable};
use crate::args::{Export, Global, One};
use crate::output::Reply;
use hoso_core::Result;
use hoso_protocol::text::say;

pub fn summary(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let summary = phone.summary(id)?;
    let text = summary.text.clone();
    Ok(Reply::new(summary, text))
}

pub fn export(global: &Global, args: &Export) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    usable(&args.dir)?;
    let exported = phone.export(id, &args.dir)?;
    let mut lines = vec![say("cli.exported", &[("n", &exported.files.len().to_string())])];
    lines.extend(exported.files.iter().map(|file| format!("- {file}")));
    if exported.not_here > 0 {
        lines.push(say("cli.exported_not_here", &[("n", &exported.not_here.to_string())]));
    }
    lines.push(say("cli.exported_plain", &[]));
    Ok(Reply::new(exported, lines.join("\n")))
}
