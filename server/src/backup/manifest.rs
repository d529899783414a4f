//! `backup.json`: what a backup is of. Written last: a folder without it is no backup.

use super::BackupError;
use hoso_protocol::ids::{Digest, PublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// The file's name.
pub const FILE: &str = "backup.json";
/// The database's name, here as in a server's folder.
pub const DATABASE: &str = "server.db";
/// The keys that belong to a server, in `keys/`.
pub const KEYS: [&str; 2] = ["sign.key", "mac.key"];
/// What this code writes.
const FORMAT: u32 = 1;

/// What stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the layout.
    pub format: u32,
    /// The server, by its public key.
    pub server: PublicKey,
    /// When it was made, milliseconds since 1970.
    pub at: i64,
    /// SHA-256 of the database's file.
    pub database: Digest,
    /// How many photos there are.
    pub photos: u64,
}

impl Manifest {
    /// Of the present format.
    pub fn new(server: PublicKey, at: i64, database: Digest, photos: u64) -> Self {
        Self { format: FORMAT, server, at, database, photos }
    }

    /// Reads the manifest of a backup.
    pub fn read(folder: &Path) -> Result<Self, BackupError> {
        let bytes = match fs::read(folder.join(FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BackupError::Damaged("no backup.json"));
            }
            other => other?,
        };
        let manifest: Self =
            serde_json::from_slice(&bytes).map_err(|_| BackupError::Damaged("backup.json can't be read"))?;
        if manifest.format > FORMAT { Err(BackupError::Newer) } else { Ok(manifest) }
    }

    /// Writes it, durably.
    pub fn write(&self, folder: &Path) -> Result<(), BackupError> {
        let mut file = File::create(folder.join(FILE))?;
        file.write_all(&serde_json::to_vec_pretty(self).map_err(io::Error::other)?)?;
        file.sync_all()?;
        Ok(())
    }
}

/// Copies a file, durably, for its owner's eyes only. The hash of what was copied.
pub fn copy(from: &Path, to: &Path) -> io::Result<Digest> {
    let mut from = File::open(from)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut to = options.open(to)?;
    let hash = each_piece(&mut from, |piece| to.write_all(piece))?;
    to.sync_all()?;
    Ok(hash)
}

/// The hash of a file.
pub fn hash(path: &Path) -> io::Result<Digest> {
    each_piece(&mut File::open(path)?, |_| Ok(()))
}

fn each_piece(from: &mut File, mut call: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<Digest> {
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(Digest(hash.finalize().into())),
            bytes => {
                let bytes = piece.get(..bytes).unwrap_or_default();
                hash.update(bytes);
                call(bytes)?;
            }
        }
    }
}

/// Makes a folder for its owner's eyes only.
pub fn private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// Whether there is nothing in a folder, or no folder.
pub fn is_empty(path: &Path) -> io::Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}
