//! What the engine has to say to those who build the app. No private data is ever in it.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Once, PoisonError, RwLock};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LogLevel {
    /// Something failed.
    Error,
    /// Something is odd, and went on.
    Warning,
    /// Good to know.
    Info,
}

/// Takes the engine's log lines. Called from any thread; must not call back into this library.
#[uniffi::export(with_foreign)]
pub trait LogSink: Send + Sync {
    /// One line. It never holds what a person typed, a name, a number or a key.
    fn line(&self, level: LogLevel, text: String);
}

static SINK: RwLock<Option<Arc<dyn LogSink>>> = RwLock::new(None);
static INSTALL: Once = Once::new();

/// Sends the lines of this process to `sink` from now on: one sink a process, the last one wins.
pub(crate) fn send_to(sink: Arc<dyn LogSink>) {
    *SINK.write().unwrap_or_else(PoisonError::into_inner) = Some(sink);
    INSTALL.call_once(|| {
        // Where the app's own Rust code installed another one, that one goes on.
        let _ = tracing::subscriber::set_global_default(ToSink);
    });
}

/// Only our own crates, and no spans: what a library below us says may hold anything.
struct ToSink;

impl Subscriber for ToSink {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        about.is_event() && *about.level() <= Level::INFO && about.target().starts_with("hoso_")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let sink = SINK.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(sink) = sink else { return };
        let level = match *event.metadata().level() {
            Level::ERROR => LogLevel::Error,
            Level::WARN => LogLevel::Warning,
            _ => LogLevel::Info,
        };
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        sink.line(level, line.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = match field.name() {
            "message" => write!(self.0, ": {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}
