//! `type`: fields from standard input, each one durable before it is acknowledged. For programs that type in a person's
//! place, such as the demo, which kills it in the middle.

use super::draft::left;
use super::{phone_and, tend};
use crate::args::{Global, One};
use crate::output::Reply;
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use serde_json::json;
use std::io::{BufRead as _, ErrorKind, Write as _};

/// Reads one FIELD=VALUE a line; a line that can't be taken ends it, and what was acknowledged before stays.
pub fn run(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let mut n = 0u64;
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|_| Error::new(Kind::Usage, "usage_utf8"))?;
        let wrong = || Error::with(Kind::Usage, "usage_value", &[("part", "FIELD=VALUE")]);
        let (field, value) = line.split_once('=').filter(|(field, _)| !field.is_empty()).ok_or_else(wrong)?;
        phone.fill(id, &[(field, value)], None)?;
        n += 1;
        let said = match global.json {
            true => json!({ "saved": true, "n": n }).to_string(),
            false => say("cli.typed", &[("n", &n.to_string())]),
        };
        let mut out = std::io::stdout().lock();
        match writeln!(out, "{said}").and_then(|()| out.flush()) {
            // Nobody listens any more; it is saved all the same.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            other => other.map_err(|_| Error::new(Kind::Storage, "output_failed"))?,
        }
    }
    tend(&phone);
    // In JSON every line has been answered already.
    if global.json { Ok(Reply::said()) } else { Ok(Reply::new((), left(&phone, id)?)) }
}
