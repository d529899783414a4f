//! The phone engine of Hồ Sơ: catalog, search, drafts, people, visits, sync, storage, vault.

pub mod catalog;
pub mod net;
pub mod photo;
