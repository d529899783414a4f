//! `events`

use super::catalog;
use crate::args::{Events, Global};
use crate::output::Reply;
use hoso_core::catalog::events::{Event, event, events};
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use serde_json::json;

pub fn run(global: &Global, args: &Events) -> Result<Reply> {
    match &args.key {
        Some(key) => one(global, event(key).ok_or_else(|| Error::new(Kind::NotFound, "no_event"))?),
        None => Ok(all()),
    }
}

fn all() -> Reply {
    let line = |event: &Event| say("cli.events.line", &[("key", &event.key), ("title", &event.title)]);
    let mut lines: Vec<String> = events().iter().map(line).collect();
    lines.push(say("cli.events.more", &[]));
    let json: Vec<_> = events().iter().map(|event| json!({ "key": event.key, "title": event.title })).collect();
    Reply::new(json!({ "events": json }), lines.join("\n"))
}

fn one(global: &Global, event: &Event) -> Result<Reply> {
    let catalog = catalog(global)?;
    let mut lines = vec![event.title.clone(), event.intro.clone()];
    let mut steps = vec![];
    for (place, step) in event.steps.iter().enumerate() {
        let guide = catalog.get(&step.code);
        let name = guide.as_ref().map_or(step.code.as_str(), |guide| guide.name.as_str());
        let number = (place + 1).to_string();
        lines.push(String::new());
        lines.push(say("cli.events.step", &[("number", &number), ("name", name), ("code", &step.code)]));
        lines.push(say("cli.events.why", &[("why", &step.why)]));
        lines.extend(step.only.iter().map(|only| say("cli.events.only", &[("only", only)])));
        steps.push(json!({ "code": step.code, "name": name, "why": step.why, "only": step.only }));
    }
    let json = json!({ "key": event.key, "title": event.title, "intro": event.intro, "steps": steps });
    Ok(Reply::new(json, lines.join("\n")))
}
