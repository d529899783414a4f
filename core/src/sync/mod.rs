//! The phone and its server: enrolment, sync both ways, photos, hand-in, the desk.
//!
//! `link` is the server that this phone was enrolled at, `offer` what is to be sent, `apply` the only way in for a reply.

mod apply;
mod catalog;
mod compare;
mod desk;
mod enrol;
mod erase;
mod exchange;
mod handin;
mod link;
mod offer;
mod photos;
mod receipt;
mod run;

pub use desk::DeskLine;
pub use enrol::{Enrolled, Invited};
pub use handin::{HandedIn, ReceiptView, WithdrawalView, Withdrawn};
pub use run::{Observer, Photos, Progress, Quiet, SyncReport, VoidedEdit};
pub use tokio_util::sync::CancellationToken;
