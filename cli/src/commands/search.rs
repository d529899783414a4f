//! `search`

use super::catalog;
use crate::args::{Global, Search};
use crate::output::Reply;
use hoso_core::Result;
use hoso_core::search::{Found, Hit, Index, Options};
use hoso_protocol::text::say;
use serde_json::{Value, json};

pub fn run(global: &Global, args: &Search) -> Result<Reply> {
    let options = Options {
        limit: args.limit,
        level: args.level.map(Into::into),
        who: args.who.map(Into::into),
        field: args.field.clone(),
    };
    let found = Index::of_catalog(&catalog(global)?).search(&args.query, &options);
    let hits: Vec<Value> = found.hits.iter().map(hit).collect();
    let json = json!({
        "hits": hits,
        "sure": found.sure,
        "did_you_mean": found.did_you_mean,
        "suggestions": found.suggestions,
        "fields": found.fields,
    });
    Ok(Reply::new(json, text(&found, &options)))
}

/// `ranges`: from and to, in bytes of the name.
fn hit(hit: &Hit) -> Value {
    let ranges: Vec<[usize; 2]> = hit.ranges.iter().map(|range| [range.start, range.end]).collect();
    json!({ "code": hit.code, "name": hit.name, "why": hit.why, "ranges": ranges })
}

fn text(found: &Found, options: &Options) -> String {
    let mut lines = vec![];
    lines.extend(found.did_you_mean.iter().map(|said| say("cli.search.did_you_mean", &[("text", said)])));
    if !found.sure && !found.hits.is_empty() {
        lines.push(say("search.nearest", &[]));
    }
    for (i, hit) in found.hits.iter().enumerate() {
        lines.push(format!("{}. {}  {}", i + 1, hit.code, hit.name));
        if !hit.why.is_empty() {
            lines.push(format!("   {}", hit.why));
        }
    }
    if !found.suggestions.is_empty() {
        lines.push(say("search.suggestions", &[("list", &found.suggestions.join("; "))]));
    }
    match found.hits.first() {
        Some(best) => lines.push(say("cli.search.next", &[("code", &best.code)])),
        None => {
            lines.push(say("cli.search.none", &[]));
            if !found.fields.is_empty() {
                lines.push(say("search.fields", &[("fields", &found.fields.join("; "))]));
            }
            if options.level.is_some() || options.who.is_some() || options.field.is_some() {
                lines.push(say("search.filtered", &[]));
            }
        }
    }
    lines.join("\n")
}
