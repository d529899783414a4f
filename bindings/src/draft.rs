//! One dossier: what holds for all its screens.

use crate::engine::Engine;
use crate::error::HoSoError;
use hoso_core::Phone;
use hoso_protocol::ids::DossierId;
use std::sync::Arc;

/// One dossier on a phone. Cheap to make and to drop; holds nothing open by itself.
#[derive(uniffi::Object)]
pub struct Draft {
    pub(crate) engine: Arc<Engine>,
    pub(crate) id: DossierId,
}

impl Draft {
    pub(crate) fn new(engine: Arc<Engine>, id: DossierId) -> Self {
        Self { engine, id }
    }

    pub(crate) fn run<T>(&self, work: impl FnOnce(&Phone, DossierId) -> hoso_core::Result<T>) -> Result<T, HoSoError> {
        self.engine.run(|phone| work(phone, self.id))
    }
}

#[uniffi::export]
impl Draft {
    /// The dossier's id, to come back to it after the app was closed.
    pub fn id(&self) -> String {
        self.id.to_hex()
    }

    /// Takes the last step back; in words what it was, or null where there was nothing.
    pub fn undo(&self) -> Result<Option<String>, HoSoError> {
        self.run(|phone, id| Ok(phone.undo(id)?.done))
    }

    /// Does again what was taken back last; in words what it was, or null where there was nothing.
    pub fn redo(&self) -> Result<Option<String>, HoSoError> {
        self.run(|phone, id| Ok(phone.redo(id)?.done))
    }
}
