//! A folder as it is at one moment, and putting it back.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// All files (`Some`) and folders (`None`) below a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot(pub BTreeMap<PathBuf, Option<Vec<u8>>>);

impl Snapshot {
    pub fn of(folder: &Path) -> Self {
        let mut all = BTreeMap::new();
        take(folder, Path::new(""), &mut all);
        Self(all)
    }

    /// Makes `folder` hold this and nothing else.
    pub fn restore(&self, folder: &Path) {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).unwrap();
        for (path, bytes) in &self.0 {
            let place = folder.join(path);
            match bytes {
                None => fs::create_dir_all(&place).unwrap(),
                Some(bytes) => {
                    fs::write(&place, bytes).unwrap();
                    fs::set_permissions(&place, fs::Permissions::from_mode(0o600)).unwrap();
                }
            }
        }
    }
}

fn take(root: &Path, below: &Path, all: &mut BTreeMap<PathBuf, Option<Vec<u8>>>) {
    let Ok(entries) = fs::read_dir(root.join(below)) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = below.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            all.insert(path.clone(), None);
            take(root, &path, all);
        } else {
            all.insert(path, Some(fs::read(entry.path()).unwrap()));
        }
    }
}

/// A new folder in memory where there is such a place: thousands of states are written and thrown away.
pub fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}
