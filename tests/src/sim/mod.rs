//! The simulation: phones with real stores and a real server in one thread, over a network, with clocks and with chance
//! that one number decides. Chaos first; then all heals, and what was promised must hold.

mod dice;
mod errands;
mod fate;
mod heal;
mod invariants;
mod ledger;
mod life;
mod machine;
mod network;
mod phone;
mod server;
mod trace;
mod typing;
mod world;

pub use world::{Outcome, run};
