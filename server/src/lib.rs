//! The sync server of Hồ Sơ: one folder with a SQLite database and photos, one HTTP service over it.

pub mod admin;
pub mod audit;
mod auth;
pub mod backup;
mod blobs;
pub mod body;
mod catalog;
pub mod clock;
mod compare;
mod desk;
pub mod dir;
mod enrol;
pub mod erase;
mod error;
mod handin;
mod invite;
mod keys;
mod limits;
mod pack;
mod procedures;
mod ranges;
mod router;
mod serve;
mod state;
pub mod store;
mod sync;
mod uploads;

pub use auth::{Bearer, Device};
pub use dir::ServerDir;
pub use error::{Code, Error, Result};
pub use keys::Keys;
pub use limits::Limits;
pub use router::router;
pub use serve::{serve, told_to_stop};
pub use state::App;
pub use uploads::Swept;
