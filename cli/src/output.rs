//! Standard output: exactly one JSON value, or plain Vietnamese text.

use crate::fail;
use hoso_core::{Error, Kind};
use serde::Serialize;
use serde_json::Value;
use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

/// What a command answers.
pub struct Reply(Option<(Value, String)>);

impl Reply {
    /// The same answer for programs and for people.
    pub fn new(json: impl Serialize, text: impl Into<String>) -> Self {
        Self(Some((serde_json::to_value(json).unwrap_or_default(), text.into())))
    }

    /// All was said already.
    pub fn said() -> Self {
        Self(None)
    }
}

/// Prints an answer.
pub fn print(reply: &Reply, json: bool) -> ExitCode {
    match &reply.0 {
        None => ExitCode::SUCCESS,
        Some((value, _)) if json => write(&value.to_string(), json),
        Some((_, text)) => write(text, json),
    }
}

/// Prints what `--help` and `--version` ask for.
pub fn help(help: &clap::Error, json: bool) -> ExitCode {
    // The only English word that clap has no setting for.
    let text = help.render().to_string().replace("[OPTIONS]", "[TÙY CHỌN]");
    let text = if json { serde_json::json!({ "help": text }).to_string() } else { text };
    write(&text, json)
}

fn write(text: &str, json: bool) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush());
    match written {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the answer has seen enough of it.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(_) => fail::report(&Error::new(Kind::Storage, "output_failed"), json),
    }
}
