//! The phone: opening, shutting, housekeeping.

use crate::draft::Draft;
use crate::engine::{Engine, guard};
use crate::error::HoSoError;
use crate::log::{LogSink, send_to};
use crate::platform::{Connectivity, SecretStore, Secrets};
use hoso_core::Phone;
use hoso_core::search::Index;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// One phone: its dossiers, its guides, its server. Open it once and keep it; it may be used from several threads at once.
#[derive(uniffi::Object)]
pub struct HoSo {
    pub(crate) engine: Arc<Engine>,
    /// Built when somebody first searches.
    pub(crate) index: OnceLock<Index>,
}

#[uniffi::export]
impl HoSo {
    /// Opens the phone in `folder`, a folder of the app's own that no backup of the system copies. An empty or absent one is
    /// a fresh phone. Without `secrets` the key is a file in the folder: for a laptop, never for a phone.
    #[uniffi::constructor(default(secrets = None, connectivity = None, log = None))]
    pub fn open(
        folder: String,
        secrets: Option<Arc<dyn SecretStore>>,
        connectivity: Option<Arc<dyn Connectivity>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Self>, HoSoError> {
        if let Some(log) = log {
            send_to(log);
        }
        guard(|| {
            let folder = Path::new(&folder);
            let phone = match secrets {
                Some(secrets) => Phone::open_with(folder, &Secrets(secrets))?,
                None => Phone::open(folder)?,
            };
            let engine = Arc::new(Engine::new(phone, connectivity));
            Ok(Arc::new(Self { engine, index: OnceLock::new() }))
        })
    }

    /// Lets the store go, ends a running sync and forgets the key. Every later call on this phone and its drafts says
    /// `closed`. Call it when the app locks itself.
    pub fn shut(&self) {
        self.engine.shut();
    }

    /// Ends whatever waits for the network on this phone: a sync, a hand-in, an enrolment. What was done stays done.
    pub fn stop(&self) {
        self.engine.stop_all();
    }

    /// Begins a draft of a procedure.
    pub fn begin(&self, code: String) -> Result<Arc<Draft>, HoSoError> {
        let id = self.engine.run(|phone| phone.new_dossier(&code, None))?;
        Ok(Arc::new(Draft::new(Arc::clone(&self.engine), id)))
    }

    /// A dossier by its id, deleted ones too.
    pub fn draft(&self, id: String) -> Result<Arc<Draft>, HoSoError> {
        let id = self.engine.run(|phone| phone.find(&id))?;
        Ok(Arc::new(Draft::new(Arc::clone(&self.engine), id)))
    }

    /// Housekeeping for a quiet moment: the daily copy of the store. Call it when the app goes to the background.
    pub fn tend(&self) -> Result<(), HoSoError> {
        self.engine.run(Phone::tend)
    }
}
