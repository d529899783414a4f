//! What went over the wire.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counted since an `Api` was made: what the report of a sync shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests sent, repeated ones too.
    pub requests: u64,
    /// Bytes of bodies sent, as on the wire (packed).
    pub bytes_up: u64,
    /// Bytes of bodies received, as on the wire (packed), those of useless answers too.
    pub bytes_down: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    requests: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
}

impl Counters {
    pub(super) fn sent(&self, bytes: usize) {
        self.requests.fetch_add(1, Relaxed);
        self.up.fetch_add(bytes as u64, Relaxed);
    }

    pub(super) fn down(&self, bytes: usize) {
        self.down.fetch_add(bytes as u64, Relaxed);
    }

    pub(super) fn so_far(&self) -> Traffic {
        Traffic {
            requests: self.requests.load(Relaxed),
            bytes_up: self.up.load(Relaxed),
            bytes_down: self.down.load(Relaxed),
        }
    }
}
