//! What can go wrong on the phone: few kinds, each one something the caller can act on.

use hoso_protocol::text::{has, say};
use std::fmt;

/// What a caller can do about it; the command line's exit codes follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The call itself is wrong.
    Usage,
    /// There is no such thing.
    NotFound,
    /// A rule says no.
    Refused,
    /// The disk or the database.
    Storage,
    /// The network or the server.
    Network,
    /// Locked, or the key does not fit.
    Locked,
    /// Not enrolled, or not allowed.
    NotAllowed,
}

/// An error with a stable code, a sentence for people and the next step.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    /// What the caller can do about it.
    pub kind: Kind,
    /// Stable, such as `deleted`.
    pub code: String,
    /// In plain Vietnamese; never holds anything that a person typed.
    pub message: String,
    /// The next step: a command's name or a sentence.
    pub next: String,
    /// What else the caller needs, such as the list of what is missing.
    pub more: Option<Box<(&'static str, serde_json::Value)>>,
}

/// What the verbs of this crate return.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error whose sentences stand in the table under `error.<code>` and `next.<code>`.
    pub fn new(kind: Kind, code: &str) -> Self {
        Self::with(kind, code, &[])
    }

    /// The same with places filled in.
    pub fn with(kind: Kind, code: &str, with: &[(&str, &str)]) -> Self {
        let next = format!("next.{code}");
        let next = if has(&next) { say(&next, with) } else { String::new() };
        Self { kind, code: code.to_owned(), message: say(&format!("error.{code}"), with), next, more: None }
    }

    /// Adds what the caller needs to go on.
    pub fn and(mut self, name: &'static str, value: impl serde::Serialize) -> Self {
        self.more = serde_json::to_value(value).ok().map(|value| Box::new((name, value)));
        self
    }

    /// A place that the caller named for something to be written to: where that fails, the name is to blame, not the
    /// phone's disk.
    pub fn output(error: &std::io::Error) -> Self {
        use std::io::ErrorKind as E;
        match error.kind() {
            E::StorageFull | E::QuotaExceeded => Self::storage("disk_full"),
            E::AlreadyExists => Self::refused("file_exists"),
            _ => Self::usage("bad_path"),
        }
    }

    pub(crate) fn refused(code: &str) -> Self {
        Self::new(Kind::Refused, code)
    }

    pub(crate) fn usage(code: &str) -> Self {
        Self::new(Kind::Usage, code)
    }

    pub(crate) fn storage(code: &str) -> Self {
        Self::new(Kind::Storage, code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as E;
        let Some(code) = error.sqlite_error_code() else {
            tracing::error!(%error, "the store was used wrongly");
            return Self::storage("store_damaged");
        };
        match code {
            E::DiskFull => Self::storage("disk_full"),
            E::ReadOnly | E::PermissionDenied | E::CannotOpen => Self::storage("read_only"),
            E::DatabaseBusy | E::DatabaseLocked => Self::new(Kind::Locked, "in_use"),
            E::DatabaseCorrupt | E::NotADatabase => Self::storage("store_damaged"),
            _ => {
                tracing::error!(%error, "the store failed");
                Self::storage("disk_failed")
            }
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as E;
        match error.kind() {
            E::StorageFull | E::QuotaExceeded => Self::storage("disk_full"),
            E::ReadOnlyFilesystem | E::PermissionDenied => Self::storage("read_only"),
            _ => Self::storage("disk_failed"),
        }
    }
}

impl From<getrandom::Error> for Error {
    fn from(_: getrandom::Error) -> Self {
        Self::storage("disk_failed")
    }
}

impl From<crate::photo::PhotoError> for Error {
    fn from(error: crate::photo::PhotoError) -> Self {
        use crate::photo::PhotoError as P;
        let kind = match error {
            P::NoSpace => return Self::storage("disk_full"),
            P::ReadOnly => return Self::storage("read_only"),
            P::Io(_) => return Self::storage("disk_failed"),
            P::NotAnImage | P::OtherFormat | P::TooLarge | P::Damaged => Kind::Refused,
            P::Missing => Kind::NotFound,
            P::WrongKey | P::Newer => Kind::Storage,
        };
        let (message, next) = (say(error.code(), &[]), say("next.photo", &[]));
        Self { kind, code: error.code().to_owned(), message, next, more: None }
    }
}
