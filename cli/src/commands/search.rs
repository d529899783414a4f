//! `search`

use super::catalog;
use crate::args::{Global, Search};
use crate::output::Reply;
use hoso_core::Result;
use hoso_core::search::{Found, Index, Options};
use hoso_protocol::text::say;
use serde_json::{Value, json};

pub fn run(global: &Global, args: &Search) -> Result<Reply> {
    let options = Options { limit: args.limit, level: args.level.map(Into::into) };
    let found = Index::of_catalog(&catalog(global)?).search(&args.query, &options);
    let hits: Vec<Value> =
        found.hits.iter().map(|hit| json!({ "code": hit.code, "name": hit.name, "why": hit.why })).collect();
    Ok(Reply::new(json!({ "hits": hits, "did_you_mean": found.did_you_mean }), text(&found)))
}

fn text(found: &Found) -> String {
    let mut lines = vec![];
    lines.extend(found.did_you_mean.iter().map(|said| say("cli.search.did_you_mean", &[("text", said)])));
    for (i, hit) in found.hits.iter().enumerate() {
        lines.push(format!("{}. {}  {}", i + 1, hit.code, hit.name));
        if !hit.why.is_empty() {
            lines.push(format!("   {}", hit.why));
        }
    }
    match found.hits.first() {
        Some(best) => lines.push(say("cli.search.next", &[("code", &best.code)])),
        None => lines.push(say("cli.search.none", &[])),
    }
    lines.join("\n")
}
