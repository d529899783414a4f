//! The folder of a server: all that it keeps lies here.
//!
//! `server.db` (SQLite, WAL), `keys/`, `blobs/` and `uploads/` (random names), `erased.log` (outside backups, so that
//! what was erased stays erased after a restore).

use crate::error::Result;
use crate::keys::Keys;
use crate::store::Store;
use std::fs;
use std::io::ErrorKind::{InvalidInput, PermissionDenied, ReadOnlyFilesystem};
use std::path::{Path, PathBuf};

/// An open folder. Several processes may have one folder open: the running server and commands.
#[derive(Debug)]
pub struct ServerDir {
    path: PathBuf,
    keys: Keys,
    store: Store,
    /// Held, shared, as long as the folder is open.
    _in_use: fs::File,
}

impl ServerDir {
    /// Opens a folder, and makes it a server's where it is empty or absent.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        fs::create_dir_all(&path)?;
        // A server and a command may meet at a fresh folder: one makes keys and tables, the other finds them.
        let lock = fs::OpenOptions::new().create(true).append(true).open(path.join("open.lock"))?;
        lock.lock()?;
        let in_use = in_use(&path)?;
        in_use.lock_shared()?;
        for folder in ["keys", "blobs", "uploads"] {
            private_folder(&path.join(folder))?;
        }
        let keys = Keys::open(&path.join("keys"))?;
        let store = Store::open(&path.join("server.db"))?;
        sync_way_to(&path)?;
        drop(lock);
        Ok(Self { path, keys, store, _in_use: in_use })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The server's secrets.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Where whole photos lie.
    pub fn blobs(&self) -> PathBuf {
        self.path.join("blobs")
    }

    /// Where photos on their way lie.
    pub fn uploads(&self) -> PathBuf {
        self.path.join("uploads")
    }

    /// The list of erase records outside the database.
    pub fn erased_log(&self) -> PathBuf {
        self.path.join("erased.log")
    }
}

fn private_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// The file by which those that have a folder open are known: each holds a shared lock on it.
pub(crate) fn in_use(folder: &Path) -> std::io::Result<fs::File> {
    fs::OpenOptions::new().create(true).append(true).open(folder.join("in-use.lock"))
}

/// Makes the folder's own name durable and all above it: a synced database is of no use in a folder that a power cut
/// takes away. Who made them may have been killed before that. What belongs to the system has been there for long.
fn sync_way_to(folder: &Path) -> Result<()> {
    for folder in folder.ancestors() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        match fs::File::open(folder).and_then(|folder| folder.sync_all()) {
            Err(error) if !matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem | InvalidInput) => {
                return Err(error.into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes the name of a new or renamed file durable.
pub(crate) fn sync_folder(file: &Path) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
