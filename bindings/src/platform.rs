//! What the platform gives: a place for secrets, and what it knows of the network.

use crate::error::{ErrorKind, HoSoError};
use hoso_core::{Error, Kind};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Keeps the secret of this phone: Keystore on Android, Keychain on iOS. Called from whatever thread opens the phone.
#[uniffi::export(with_foreign)]
pub trait SecretStore: Send + Sync {
    /// The secret, or null on a fresh phone. Throw where it can't be read now, never return null then: a store without its
    /// key would look like a fresh phone.
    fn load(&self) -> Result<Option<String>, HoSoError>;
    /// Keeps it for ever, durable when this returns. Called once on a fresh phone.
    fn create(&self, secret: String) -> Result<(), HoSoError>;
}

/// What the network costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Network {
    /// There is none.
    Absent,
    /// Mobile data and the like.
    Metered,
    /// Wi-Fi and the like.
    Free,
}

/// What the platform knows of the network. Asked at the beginning of a sync and for the list's last line; a wrong answer
/// costs a vain try and nothing else.
#[uniffi::export(with_foreign)]
pub trait Connectivity: Send + Sync {
    /// The network now.
    fn network(&self) -> Network;
}

/// A platform's secret store as the engine knows it.
pub(crate) struct Secrets(pub(crate) Arc<dyn SecretStore>);

impl hoso_core::store::SecretStore for Secrets {
    fn load(&self) -> hoso_core::Result<Option<Zeroizing<String>>> {
        Ok(self.0.load().map_err(locked)?.map(Zeroizing::new))
    }

    fn create(&self, secret: &str) -> hoso_core::Result<()> {
        self.0.create(secret.to_owned()).map_err(locked)
    }
}

/// Whatever the platform threw: the key can't be had now.
fn locked(error: HoSoError) -> Error {
    let HoSoError::Failed { kind, .. } = error;
    let kind = if kind == ErrorKind::Storage { Kind::Storage } else { Kind::Locked };
    Error::new(kind, "platform")
}
