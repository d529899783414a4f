//! One photo file: taken in, cleaned, encrypted, put in order. No SQL and no HTTP here.
//!
//! The way of a photo on the phone:
//! 1. [`intake()`] reads what the camera or the gallery gave, refuses what is no photo or too large, takes location and other
//!    metadata out (the orientation stays) and writes the clean bytes on;
//! 2. [`Writer`] takes them: an encrypted file under a random name, complete and on the disk before
//!    [`Writer::finish`] returns;
//! 3. the caller writes its row (name, hash, size, type, order), and only then says "saved".
//!
//! What a kill leaves behind between 2 and 3 is a file that no row names: [`sweep`] removes it, much later.
//! [`keep`] does 1 and 2 in one call; [`Reader`] and [`verify`] give the bytes back.

mod error;
mod intake;
mod order;
mod small;
mod vault;

pub use error::PhotoError;
pub use intake::{Clean, Kept, Kind, MOST_BYTES, MOST_PIXELS, intake, keep};
pub use order::{NoRoom, between, spread};
pub use small::small;
pub use vault::{Age, CHUNK, Key, Reader, Stored, Swept, Writer, discard, is_name, sweep, verify};
