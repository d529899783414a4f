//! TOML text → `Procedure`, or the reason why not.

use super::diagnostic::Sink;
use super::spans::Spans;
use super::words;
use hoso_protocol::procedure::Procedure;
use toml::de::DeTable;

/// A guide is some 20 KB of text; what is larger was put here by mistake.
const MAX_BYTES: usize = 1024 * 1024;

pub(super) fn read(sink: &mut Sink<'_>) -> Option<Procedure> {
    let text = sink.text;
    if text.len() > MAX_BYTES {
        let what = format!("the file has {} bytes; a guide has at most {MAX_BYTES}", text.len());
        sink.error(&[], what, "make sure that this is a guide, and shorten it");
        return None;
    }
    let root = match DeTable::parse(text) {
        Ok(root) => root.into_inner(),
        Err(error) => {
            let byte = error.span().map_or(0, |span| span.start);
            let what = format!("this is no valid TOML: {}", one_line(error.message()));
            sink.error_at_byte(byte, what, "mend the syntax: see docs/catalog-format.md");
            return None;
        }
    };
    sink.set_spans(Spans::new(text, root));
    let foreign = words::foreign_marks(text);
    for (byte, what, fix) in foreign {
        sink.error_at_byte(byte, what, fix);
    }
    match toml::from_str::<Procedure>(text) {
        Ok(procedure) => Some(procedure),
        Err(error) => {
            let byte = error.span().map_or(0, |span| span.start);
            let message = one_line(error.message());
            let fix = if message.contains("unknown field") {
                "remove this key or spell it as docs/catalog-format.md does"
            } else if message.contains("missing field") {
                "add it; docs/catalog-format.md says what belongs there"
            } else {
                "write it as docs/catalog-format.md says"
            };
            sink.error_at_byte(byte, message, fix);
            None
        }
    }
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
