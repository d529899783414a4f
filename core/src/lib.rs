//! The phone engine of Hồ Sơ: catalog, search, drafts, people, visits, sync, storage, vault.

pub mod catalog;
pub mod dossier;
mod error;
pub mod net;
mod phone;
pub mod photo;
pub mod search;
pub mod store;
pub mod sync;
mod time;

pub use error::{Error, Kind, Result};
pub use phone::Phone;
