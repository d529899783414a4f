//! What commands do to a server's folder, also while the server runs.

mod commune;
mod invite;
mod procedure;
mod revoke;

pub use commune::Commune;
pub use invite::Invitation;
pub(crate) use invite::{code_hash, new_code};
pub use revoke::Enrolled;
