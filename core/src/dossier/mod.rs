//! Draft dossiers: what a person does with them, one file a verb.
//!
//! `state` is one dossier in memory, `rows` what several verbs ask of the store, `set` the only way to a working value,
//! `seal` the only way to an edit of ours and `take` the only way in for edits of others.

mod adopt;
mod answer;
mod attach;
mod basis;
mod check;
mod conflicts;
mod delete;
mod export;
mod fill;
mod find;
mod handin;
mod list;
mod new;
mod pages;
mod paper;
mod picture;
mod rebase;
mod rename;
mod resolve;
mod rows;
mod seal;
mod set;
mod show;
mod state;
mod summary;
mod take;
mod undo;

pub use attach::{Attached, NewPage, Picture};
pub use check::{CheckView, Notice};
pub use conflicts::{ConflictValue, ConflictView};
pub use export::Exported;
pub use list::{ListItem, Place, Shelf};
pub use rebase::{RebaseView, Version};
pub use resolve::Choice;
pub use set::Saved;
pub use show::{DossierView, FieldView, PageView, PaperView, StatusView};
pub use summary::Summary;
pub use undo::Undone;

pub(crate) use attach::photo_key;
pub(crate) use check::heads_of;
pub(crate) use rows::{ids, is_erased, keep_version, num_of, signed_receipts};
pub(crate) use seal::{new_replica, seal};
pub(crate) use state::{Dossier, Line, Loaded, Procedures};
pub(crate) use take::{Incoming, make, take};
