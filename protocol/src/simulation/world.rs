//! The doors, open: what one simulating thread decides for everything that runs in it.

use std::cell::RefCell;

/// What a simulating thread decides. One at a time in a thread; other threads stay on the machine.
pub struct World {
    dice: fastrand::Rng,
    now: i64,
}

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

/// Leaves the world when dropped.
#[must_use]
pub struct Left(());

impl Drop for Left {
    fn drop(&mut self) {
        WORLD.with_borrow_mut(|world| *world = None);
    }
}

/// This thread simulates from here on, until what is returned is dropped.
pub fn enter(seed: u64, now: i64) -> Left {
    let world = World { dice: fastrand::Rng::with_seed(seed), now };
    WORLD.with_borrow_mut(|slot| *slot = Some(world));
    Left(())
}

/// Sets the server's clock.
pub fn set_now(now: i64) {
    WORLD.with_borrow_mut(|world| {
        if let Some(world) = world {
            world.now = now;
        }
    });
}

/// Random bytes: the seed's in a simulating thread, the system's in any other.
pub fn fill(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    WORLD.with_borrow_mut(|world| match world {
        Some(world) => {
            world.dice.fill(bytes);
            Ok(())
        }
        None => getrandom::fill(bytes),
    })
}

/// Whether this thread simulates: then nothing may go to another thread.
pub fn inside() -> bool {
    WORLD.with_borrow(Option::is_some)
}

/// The server's time in a simulation, milliseconds since 1970.
pub fn now() -> Option<i64> {
    WORLD.with_borrow(|world| world.as_ref().map(|world| world.now))
}
