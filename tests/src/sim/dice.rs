//! Chance, decided by the seed.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// One stream of decisions. The lock is never contended: a simulation is one thread, but the product's traits ask for more.
pub struct Dice(Mutex<fastrand::Rng>);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(fastrand::Rng::with_seed(seed)))
    }

    /// True in so many of a hundred cases.
    pub fn percent(&self, most: u64) -> bool {
        self.below(100) < most
    }

    pub fn below(&self, end: u64) -> u64 {
        self.lock().u64(0..end.max(1))
    }

    pub fn fraction(&self) -> f64 {
        self.lock().f64()
    }

    /// One of them; `None` of nothing.
    pub fn one<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len() as u64) as usize)
    }

    fn lock(&self) -> MutexGuard<'_, fastrand::Rng> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
