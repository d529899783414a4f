//! The phone engine of Hồ Sơ: catalog, search, drafts, people, visits, sync, storage, vault.

pub mod catalog;
pub mod dossier;
mod durable;
mod error;
mod machine;
pub mod net;
mod phone;
pub mod photo;
pub mod qr;
pub mod search;
mod settings;
pub mod store;
pub mod sync;
pub mod time;

pub use error::{Error, Kind, Result};
pub use machine::{Machine, RealMachine};
pub use phone::Phone;
pub use settings::{Account, Settings};
