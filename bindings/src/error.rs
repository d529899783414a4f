//! What can go wrong, for a screen: one kind that the app acts on, and two sentences that it shows.

use crate::check::Todo;
use hoso_core::{Error, Kind};
use hoso_protocol::text::say;

/// What the app can do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ErrorKind {
    /// The call itself is wrong: a mistake of the app.
    Usage,
    /// There is no such thing, or no longer.
    NotFound,
    /// A rule says no; the sentences say which and what to do.
    Refused,
    /// The disk or the store. What was saved before is still there.
    Storage,
    /// The network or the server. Nothing is lost; try again later.
    Network,
    /// Locked, in use by another program, or the key does not fit.
    Locked,
    /// Not enrolled, or not allowed.
    NotAllowed,
    /// The phone was shut; open it again.
    Closed,
    /// A fault of the program. What was saved before is still there.
    Internal,
}

/// Where the app can take the person next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Go {
    /// Nowhere: the sentence says it all.
    Stay,
    /// To the check of the dossier.
    Check,
    /// To the conflicts of the dossier.
    Conflicts,
    /// To where a code is typed in.
    Enrol,
    /// Start a sync.
    Sync,
    /// Offer to take the deleted dossier back.
    Undelete,
    /// To the list.
    Home,
    /// To the search.
    Search,
    /// Show the dossier anew.
    Reopen,
}

/// The one error of this library.
#[derive(Debug, Clone, PartialEq, thiserror::Error, uniffi::Error)]
pub enum HoSoError {
    /// It did not work. Nothing that was saved before is lost.
    #[error("{code}")]
    Failed {
        /// What the app can do about it.
        kind: ErrorKind,
        /// Stable, such as `disk_full`; for programs and reports.
        code: String,
        /// What is wrong, for the person; holds nothing that a person typed.
        text: String,
        /// What to do now, for the person; empty where there is nothing to say.
        next: String,
        /// Where the app can take the person for that.
        go: Go,
        /// What is missing, where that is the reason (`not_ready`).
        todo: Vec<Todo>,
    },
}

impl HoSoError {
    /// An error of the face itself, with its sentences under `error.<code>` and `next.<code>`.
    pub(crate) fn of(kind: ErrorKind, code: &str) -> Self {
        let (text, next) = (say(&format!("error.{code}"), &[]), say(&format!("next.{code}"), &[]));
        Self::Failed { kind, code: code.to_owned(), text, next, go: Go::Stay, todo: vec![] }
    }
}

impl From<Error> for HoSoError {
    fn from(error: Error) -> Self {
        let kind = match error.kind {
            Kind::Usage => ErrorKind::Usage,
            Kind::NotFound => ErrorKind::NotFound,
            Kind::Refused => ErrorKind::Refused,
            Kind::Storage => ErrorKind::Storage,
            Kind::Network => ErrorKind::Network,
            Kind::Locked => ErrorKind::Locked,
            Kind::NotAllowed => ErrorKind::NotAllowed,
        };
        let (go, next) = next(&error.next);
        let todo = match error.more.map(|more| *more) {
            Some(("missing", items)) => serde_json::from_value(items).map(Todo::all).unwrap_or_default(),
            _ => vec![],
        };
        Self::Failed { kind, code: error.code, text: error.message, next, go, todo }
    }
}

/// The engine names a command where a command line would: here it is a place of the app and a sentence.
fn next(next: &str) -> (Go, String) {
    let (go, code) = match next {
        "check" => (Go::Check, "app.next.check"),
        "conflicts" | "resolve" => (Go::Conflicts, "app.next.conflicts"),
        "enrol" => (Go::Enrol, "app.next.enrol"),
        "sync" => (Go::Sync, "app.next.sync"),
        "undelete" => (Go::Undelete, "app.next.undelete"),
        "list" => (Go::Home, "app.next.home"),
        "search" => (Go::Search, "app.next.search"),
        "show" => (Go::Reopen, "app.next.reopen"),
        sentence => return (Go::Stay, sentence.to_owned()),
    };
    (go, say(code, &[]))
}

/// The platform's own code threw something that is no error of ours.
impl From<uniffi::UnexpectedUniFFICallbackError> for HoSoError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::of(ErrorKind::Locked, "platform")
    }
}
