//! The doors through which a simulation decides what the machine decides otherwise: random bytes, the server's clock,
//! threads.
//!
//! Without the feature `simulation`, which is never on in anything that ships, every door is a constant and leaves nothing
//! behind in the program.

#[cfg(feature = "simulation")]
mod world;

#[cfg(feature = "simulation")]
pub use world::{World, enter, fill, inside, now, set_now};

/// Random bytes from the system.
#[cfg(not(feature = "simulation"))]
pub fn fill(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    getrandom::fill(bytes)
}

/// Whether this thread simulates: then nothing may go to another thread.
#[cfg(not(feature = "simulation"))]
#[inline(always)]
pub const fn inside() -> bool {
    false
}

/// The server's time in a simulation, milliseconds since 1970.
#[cfg(not(feature = "simulation"))]
#[inline(always)]
pub const fn now() -> Option<i64> {
    None
}
