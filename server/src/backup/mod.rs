//! Backups: a folder with a copy of the database, the photos and the server's keys.
//!
//! `erased.log` is not in it: what is erased after a backup stays erased when that backup comes back.

mod carry;
mod make;
mod manifest;
mod restore;

pub use make::BackedUp;
pub use manifest::Manifest;
pub use restore::{Restored, restore};

use hoso_protocol::text::say;

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder for the backup holds something already.
    #[error("the folder for the backup is not empty")]
    Exists,
    /// The folder holds another server, or something else.
    #[error("the folder to restore into holds something else")]
    NotEmpty,
    /// A server with other keys runs over the folder.
    #[error("a server runs over this folder")]
    Running,
    /// This is no backup, or it is damaged.
    #[error("this is no whole backup: {0}")]
    Damaged(&'static str),
    /// It was made by a newer version.
    #[error("the backup was made by a newer version")]
    Newer,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] crate::Error),
}

impl BackupError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Exists => "backup_exists",
            Self::NotEmpty => "restore_not_empty",
            Self::Running => "restore_running",
            Self::Damaged(_) => "backup_damaged",
            Self::Newer => "backup_newer",
            Self::Other(_) => "server",
        }
    }

    /// What can be done next, for the one who runs the server.
    pub fn next(&self) -> String {
        match self {
            Self::Other(_) => say("problem.server", &[]),
            other => say(&format!("backup.{}", other.code()), &[]),
        }
    }
}

impl From<std::io::Error> for BackupError {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Other(error.into())
    }
}
