//! What commands do to a server's folder, also while the server runs.

mod commune;

pub use commune::Commune;
