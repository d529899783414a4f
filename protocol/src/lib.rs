//! What phone and server must agree on: procedure and dossier model, merge law, readiness check, statuses, working
//! days, wire messages. Pure: no I/O, no async, no SQL, no clock of its own.

pub mod procedure;
pub mod rule;
