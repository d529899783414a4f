//! `catalog diff`

use super::make::{guides, opened};
use crate::args::Diff;
use crate::output::Reply;
use hoso_core::Result;
use hoso_core::catalog::packs::{Named, diff as compare};
use hoso_protocol::procedure::Procedure;
use hoso_protocol::text::say;
use std::path::Path;

pub fn diff(args: &Diff) -> Result<Reply> {
    let diff = compare(&procedures(&args.old)?, &procedures(&args.new)?);
    let mut lines = vec![];
    let one = |which: &Named| say("cli.diff.one", &[("code", &which.code), ("name", &which.name)]);
    for (list, head) in [(&diff.new, "cli.diff.new"), (&diff.gone, "cli.diff.gone")] {
        if !list.is_empty() {
            lines.push(say(head, &[("n", &list.len().to_string())]));
            lines.extend(list.iter().map(one));
        }
    }
    if !diff.changed.is_empty() {
        lines.push(say("cli.diff.changed", &[("n", &diff.changed.len().to_string())]));
        for changed in &diff.changed {
            let parts: Vec<String> = changed.parts.iter().map(|part| say(&format!("pack.part.{part}"), &[])).collect();
            lines.push(format!("{}: {}", one(&changed.which), parts.join(", ")));
        }
    }
    let same = diff.same.to_string();
    let all_same = diff.new.is_empty() && diff.changed.is_empty() && diff.gone.is_empty();
    lines.push(say(if all_same { "cli.diff.all_same" } else { "cli.diff.same" }, &[("n", &same)]));
    Ok(Reply::new(&diff, lines.join("\n")))
}

fn procedures(path: &Path) -> Result<Vec<Procedure>> {
    if path.is_dir() { guides(path) } else { opened(path)?.content.procedures() }
}
