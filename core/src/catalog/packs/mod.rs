//! Signed packs: how a catalog gets from those who write it to a phone, by whatever way. The signature, not the way, makes
//! a pack trusted; nothing is unpacked before it was checked.

pub mod build;
mod content;
mod delta;
mod diff;
mod fault;
mod fetch;
mod install;
mod installed;
mod open;
mod root;
mod verify;

pub use content::Content;
pub use diff::{Changed, Diff, Named, diff};
pub use install::{Outcome, Step};
pub use installed::{Installed, Packs};
pub use open::{Opened, open};
pub use root::{ROOT_FORMAT, Root, RootFile, RootKind, key_id};
pub use verify::{may_follow, verify};
