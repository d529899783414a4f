//! What phone and server must agree on: procedure and dossier model, merge law, readiness check, statuses, working
//! days, wire messages. Pure: no I/O, no async, no SQL, no clock of its own.

pub mod calendar;
mod choice;
pub mod desk;
pub mod draft;
pub mod edit;
pub mod handin;
pub mod ids;
pub mod key;
pub mod merge;
pub mod pack;
pub mod paper;
pub mod procedure;
pub mod readiness;
pub mod rebase;
pub mod record;
pub mod rule;
pub mod seal;
pub mod sign;
pub mod simulation;
pub mod status;
pub mod text;
pub mod value;
pub mod wire;
