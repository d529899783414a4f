//! What a person set on this phone.

use crate::error::HoSoError;
use crate::hoso::HoSo;

/// What a person set on this phone; another phone of theirs has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Settings {
    /// Size of text in percent, on top of what the system says: 100 to 200.
    pub text_size: u32,
    /// Photos wait for a network that costs nothing; the engine keeps to it where it was given a `Connectivity`.
    pub photos_on_wifi_only: bool,
    /// The app asks for the phone's own lock before it shows anything; the app keeps to it.
    pub lock: bool,
}

#[uniffi::export]
impl HoSo {
    /// What is set now.
    pub fn settings(&self) -> Result<Settings, HoSoError> {
        self.engine.run(|phone| Ok(phone.settings()?.into()))
    }

    /// Sets all of it, and gives what is set then: a size outside of what there is becomes the nearest.
    pub fn set_settings(&self, settings: Settings) -> Result<Settings, HoSoError> {
        self.engine.run(|phone| {
            phone.set_settings(hoso_core::Settings {
                text_size: settings.text_size,
                photos_on_wifi_only: settings.photos_on_wifi_only,
                lock: settings.lock,
            })?;
            Ok(phone.settings()?.into())
        })
    }
}

impl From<hoso_core::Settings> for Settings {
    fn from(settings: hoso_core::Settings) -> Self {
        let hoso_core::Settings { text_size, photos_on_wifi_only, lock } = settings;
        Self { text_size, photos_on_wifi_only, lock }
    }
}
