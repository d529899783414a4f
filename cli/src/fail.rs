//! Errors: an exit code for each kind, and on standard error one JSON value or two plain lines.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use hoso_core::{Error, Kind};
use hoso_protocol::text::say;
use serde_json::{Map, Value};
use std::io::Write as _;
use std::process::ExitCode;

/// Says what went wrong.
pub fn report(error: &Error, json: bool) -> ExitCode {
    let text = if json { as_json(error).to_string() } else { as_text(error) };
    // Where standard error is closed too, the exit code is all that is left.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
    ExitCode::from(exit_code(error))
}

fn exit_code(error: &Error) -> u8 {
    match error.kind {
        // Nothing was wrong with the call and no rule spoke: the program itself does not do what it claims.
        _ if error.code == crate::demo::BROKEN => 1,
        Kind::Usage => 2,
        Kind::NotFound => 3,
        Kind::Refused => 4,
        Kind::Storage => 5,
        Kind::Network => 6,
        Kind::Locked => 7,
        Kind::NotAllowed => 8,
    }
}

fn as_json(error: &Error) -> Value {
    let mut all = Map::new();
    if let Some((name, value)) = error.more.as_deref() {
        all.insert((*name).to_owned(), value.clone());
    }
    for (name, text) in [("code", &error.code), ("message", &error.message), ("next", &error.next)] {
        all.insert(name.to_owned(), Value::String(text.clone()));
    }
    Value::Object(all)
}

fn as_text(error: &Error) -> String {
    let mut lines = vec![error.message.clone()];
    if let Some((_, more)) = error.more.as_deref() {
        lines.extend(listed(more).map(|line| format!("- {line}")));
    }
    // A next step is a sentence or the name of a command.
    let is_command = error.next.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    match error.next.as_str() {
        "" => {}
        command if is_command => lines.push(say("cli.next_command", &[("command", command)])),
        sentence => lines.push(sentence.to_owned()),
    }
    lines.join("\n")
}

/// The lines of what an error carries: names, or things with a text or a label.
fn listed(more: &Value) -> impl Iterator<Item = String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(parts) => {
            let of = |name: &str| parts.get(name).and_then(Value::as_str);
            if let (Some(file), Some(message)) = (of("file"), of("message")) {
                let line = parts.get("line").and_then(Value::as_u64).unwrap_or_default();
                return Some(format!("{file}:{line}: {message}"));
            }
            match (of("value"), of("text").or(of("label"))) {
                (Some(value), Some(label)) => Some(format!("{value}: {label}")),
                (_, text) => text.map(str::to_owned),
            }
        }
        _ => None,
    };
    let all = match more {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect::<Vec<_>>(),
    };
    all.into_iter()
}

/// A wrong call as an error like all others. What was typed is not said again: it may be a name or a number.
pub fn usage(error: &clap::Error, command: &str) -> Error {
    let code = match error.kind() {
        ErrorKind::InvalidSubcommand => "usage_command",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "usage_no_command",
        ErrorKind::UnknownArgument => "usage_unknown",
        ErrorKind::MissingRequiredArgument => "usage_missing",
        ErrorKind::ArgumentConflict => "usage_conflict",
        ErrorKind::InvalidUtf8 => "usage_utf8",
        _ => "usage_value",
    };
    let part = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(parts)) => parts.join(" "),
        Some(ContextValue::String(part)) => part.clone(),
        _ => String::new(),
    };
    let part = part.replace("...", "…");
    let mut wrong = Error::with(Kind::Usage, code, &[("part", &part)]);
    // An unknown part may be a value that lost its quotes; only a flag is shown.
    let is_flag = part.starts_with('-') && part.len() < 40 && part.is_ascii();
    if code == "usage_unknown" && !is_flag {
        wrong.message = say("error.usage_extra", &[]);
    }
    wrong.next = format!("{command} --help");
    wrong
}
