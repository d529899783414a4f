//! A real disk: what costs nothing to make durable proves nothing.

use std::io::Write as _;
use std::path::Path;
use tempfile::TempDir;

/// A folder on a disk whose fsync was measured.
pub struct Disk {
    folder: TempDir,
    fsync_us: f64,
}

impl Disk {
    /// Refuses a disk where an fsync costs less than 100 µs: tmpfs, or a drive that lies.
    pub fn new(dir: &Path) -> Self {
        std::fs::create_dir_all(dir).unwrap();
        let folder = TempDir::new_in(dir).unwrap();
        let mut file = std::fs::File::create(folder.path().join("probe")).unwrap();
        let times = (0..200).map(|_| {
            file.write_all(&[7; 4096]).unwrap();
            super::timed(|| file.sync_data().unwrap()).as_secs_f64() * 1e6
        });
        let fsync_us = super::median(times.collect());
        assert!(fsync_us >= 100.0, "an fsync takes {fsync_us:.0} µs here: give --dir on a real disk");
        Self { folder, fsync_us }
    }

    /// The median of the measured fsyncs.
    pub fn fsync_us(&self) -> f64 {
        self.fsync_us
    }

    /// A new empty folder on it.
    pub fn folder(&self) -> TempDir {
        TempDir::new_in(self.folder.path()).unwrap()
    }
}
