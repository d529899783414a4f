//! The keys of a phone. The platform keeps them (Keystore, Keychain) behind `SecretStore`; on a laptop it is a file.

use crate::error::{Error, Kind, Result};
use hoso_protocol::sign::KeyPair;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Keeps one secret text for one phone.
pub trait SecretStore: Send + Sync {
    /// The secret, or `None` on a fresh phone.
    fn load(&self) -> Result<Option<Zeroizing<String>>>;
    /// Keeps it for ever, durable when this returns. Never called where one is kept already.
    fn create(&self, secret: &str) -> Result<()>;
}

/// A file that only its owner may read.
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// The key file at this path.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }
}

impl SecretStore for KeyFile {
    fn load(&self) -> Result<Option<Zeroizing<String>>> {
        match std::fs::read_to_string(&self.0) {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(Error::new(Kind::Locked, "wrong_key")),
            Err(error) => Err(error.into()),
        }
    }

    fn create(&self, secret: &str) -> Result<()> {
        let folder = self.0.parent().map(PathBuf::from).unwrap_or_default();
        // Never half a key: the file appears whole or not at all.
        let part = self.0.with_extension("part");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&part)?;
        file.write_all(secret.as_bytes())?;
        file.sync_all()?;
        std::fs::hard_link(&part, &self.0)?;
        std::fs::remove_file(&part)?;
        Ok(crate::durable::sync_folder(&folder)?)
    }
}

/// The database's key and salt, and the device's own key.
pub(crate) struct Secret {
    pub(super) key: Zeroizing<[u8; 32]>,
    pub(super) salt: [u8; 16],
    pub(crate) device: KeyPair,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    v: u32,
    key: Zeroizing<String>,
    salt: String,
    device: Zeroizing<String>,
}

impl Secret {
    /// New random keys.
    pub(super) fn random() -> Result<Self> {
        let (mut key, mut salt) = (Zeroizing::new([0; 32]), [0; 16]);
        hoso_protocol::simulation::fill(key.as_mut())?;
        hoso_protocol::simulation::fill(&mut salt)?;
        Ok(Self { key, salt, device: KeyPair::random()? })
    }

    pub(super) fn write(&self) -> Zeroizing<String> {
        let kept = Kept {
            v: 1,
            key: Zeroizing::new(hex::encode(*self.key)),
            salt: hex::encode(self.salt),
            device: Zeroizing::new(hex::encode(self.device.seed())),
        };
        Zeroizing::new(serde_json::to_string(&kept).unwrap_or_default())
    }

    pub(super) fn read(text: &str) -> Result<Self> {
        let wrong = || Error::new(Kind::Locked, "wrong_key");
        let kept: Kept = serde_json::from_str(text).map_err(|_| wrong())?;
        let (mut key, mut salt, mut seed) = (Zeroizing::new([0; 32]), [0; 16], Zeroizing::new([0; 32]));
        hex::decode_to_slice(kept.key.as_bytes(), key.as_mut()).map_err(|_| wrong())?;
        hex::decode_to_slice(&kept.salt, &mut salt).map_err(|_| wrong())?;
        hex::decode_to_slice(kept.device.as_bytes(), seed.as_mut()).map_err(|_| wrong())?;
        Ok(Self { key, salt, device: KeyPair::from_seed(&seed) })
    }

    /// Tells "another key" from "a damaged file" where the database can't be read: kept beside it, gives nothing away.
    pub(super) fn fingerprint(&self) -> String {
        use hmac::{KeyInit as _, Mac as _};
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(self.key.as_ref())
            .unwrap_or_else(|_| hmac::Hmac::<sha2::Sha256>::new(&Default::default()));
        mac.update(b"hoso store key check 1");
        hex::encode(mac.finalize().into_bytes())
    }
}
