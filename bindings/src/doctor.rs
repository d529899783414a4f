//! A check of the store, and the way back when it is damaged.

use crate::engine::guard;
use crate::error::HoSoError;
use crate::hoso::HoSo;
use crate::platform::{SecretStore, Secrets};
use hoso_core::Phone;
use hoso_core::time::when;
use std::path::Path;
use std::sync::Arc;

/// What was looked at and what was found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Diagnosis {
    /// Nothing was found.
    pub healthy: bool,
    /// How many dossiers were read.
    pub dossiers: u64,
    /// How many photos were read to their end.
    pub photos: u64,
    /// Photos that only the server or another phone holds.
    pub photos_elsewhere: u64,
    /// What is wrong, in words.
    pub faults: Vec<String>,
    /// When the daily copy was made, for people; null: there is none yet.
    pub copy_text: Option<String>,
}

#[uniffi::export]
impl HoSo {
    /// Examines the whole store. Changes nothing; takes seconds where there are many photos.
    pub fn doctor(&self) -> Result<Diagnosis, HoSoError> {
        self.engine.run(|phone| {
            let found = phone.doctor()?;
            Ok(Diagnosis {
                healthy: found.healthy,
                dossiers: found.dossiers,
                photos: found.photos,
                photos_elsewhere: found.photos_elsewhere,
                faults: found.faults,
                copy_text: found.copy.as_deref().map(when),
            })
        })
    }
}

/// Puts the daily copy in the place of a store that says `store_damaged`, or that is gone. The damaged files are moved aside,
/// never deleted; the name of the folder in which they lie is given back. Ask the person first.
#[uniffi::export(default(secrets = None))]
pub fn fall_back(folder: String, secrets: Option<Arc<dyn SecretStore>>) -> Result<String, HoSoError> {
    guard(|| {
        let folder = Path::new(&folder);
        Ok(match secrets {
            Some(secrets) => Phone::fall_back_with(folder, &Secrets(secrets))?,
            None => Phone::fall_back(folder)?,
        })
    })
}
