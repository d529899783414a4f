//! One request at a time works on an upload, and the newest one wins: after a broken connection the phone is back before
//! the server has noticed that the old request is dead.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::CancellationToken;

/// The uploads that are worked on.
#[derive(Clone, Default)]
pub(super) struct Turns(Arc<Mutex<HashMap<[u8; 16], Arc<Slot>>>>);

#[derive(Default)]
struct Slot {
    busy: Arc<tokio::sync::Mutex<()>>,
    /// Tells the newest request to leave.
    leave: Mutex<CancellationToken>,
}

/// The right to work on an upload, until it is dropped.
pub(super) struct Turn {
    turns: Turns,
    id: [u8; 16],
    slot: Arc<Slot>,
    leave: CancellationToken,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Asks whoever works on this upload to leave and waits for it.
    pub async fn take(&self, id: [u8; 16]) -> Turn {
        let (slot, leave) = {
            let mut all = lock(&self.0);
            let slot = Arc::clone(all.entry(id).or_default());
            let leave = CancellationToken::new();
            std::mem::replace(&mut *lock(&slot.leave), leave.clone()).cancel();
            (slot, leave)
        };
        let busy = Arc::clone(&slot.busy);
        // Made before waiting: a request that gives up while it waits leaves nothing behind.
        let mut turn = Turn { turns: self.clone(), id, slot, leave, guard: None };
        turn.guard = Some(busy.lock_owned().await);
        turn
    }
}

impl Turn {
    /// Ready once a newer request wants the upload.
    pub async fn wanted(&self) {
        self.leave.cancelled().await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.guard = None;
        let mut all = lock(&self.turns.0);
        // The map's and ours: nobody else is here or waits.
        if Arc::strong_count(&self.slot) <= 2 {
            all.remove(&self.id);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
