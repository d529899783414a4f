//! The face of Hồ Sơ for Kotlin and Swift: records made for screens, one call a screen. No rule lives here.
//!
//! Three objects: [`HoSo`] is the phone, [`Draft`] one dossier on it, [`SyncTask`] a sync on its way. All methods block:
//! call them off the main thread. Whatever was typed is on the disk when the call that took it returns.

mod account;
mod check;
mod conflicts;
mod doctor;
mod draft;
mod engine;
mod error;
mod form;
mod guide;
mod handin;
mod home;
mod hoso;
mod log;
mod overview;
mod papers;
mod photos;
mod platform;
mod qr;
mod questions;
mod search;
mod settings;
mod shelf;
mod sync;
mod words;

pub use account::{Account, Invitation, Role};
pub use check::{CheckScreen, Todo, TodoKind};
pub use conflicts::{Conflict, ConflictChoice, Decision};
pub use doctor::{Diagnosis, fall_back};
pub use draft::Draft;
pub use error::{ErrorKind, Go, HoSoError};
pub use form::{Choice, FieldKind, FieldProblem, FieldValue, Filled, Form, FormField, Keyboard};
pub use guide::{Channel, Guide, GuidePaper, PaperGroup, PaperKind};
pub use handin::{Receipt, StatusLine};
pub use home::{DossierLine, Home, Place, Shelf};
pub use hoso::HoSo;
pub use log::{LogLevel, LogSink};
pub use overview::Overview;
pub use papers::{Page, PaperCard, PaperChoice, PaperState, Papers};
pub use photos::{Photo, Photographed};
pub use platform::{Connectivity, Network, SecretStore};
pub use qr::{Scanned, read_qr};
pub use questions::{QuestionCard, Questions};
pub use search::{Hit, Piece, SearchScreen};
pub use settings::Settings;
pub use shelf::Exported;
pub use sync::{Dropped, SyncObserver, SyncOutcome, SyncReport, SyncTask};

uniffi::setup_scaffolding!();
