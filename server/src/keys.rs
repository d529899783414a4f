//! The server's own secrets: the key that it signs with, and the key of its HMACs.

use crate::error::Result;
use hmac::{Hmac, KeyInit, Mac};
use hoso_protocol::sign::KeyPair;
use sha2::Sha256;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Read once when the folder is opened.
#[derive(Clone)]
pub struct Keys {
    sign: KeyPair,
    mac: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.sign.public())
    }
}

impl Keys {
    /// Reads `sign.key` and `mac.key` of a folder, or makes them.
    pub fn open(folder: &Path) -> Result<Self> {
        let seed = secret(&folder.join("sign.key"))?;
        Ok(Self { sign: KeyPair::from_seed(&seed), mac: secret(&folder.join("mac.key"))? })
    }

    /// Signs what the server says.
    pub fn sign(&self) -> &KeyPair {
        &self.sign
    }

    /// HMAC-SHA-256 for one purpose: no two purposes can be mixed up.
    pub fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // A key of any length is taken.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.mac) else { return [0; 32] };
        mac.update(purpose.as_bytes());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// 32 secret bytes in a file that only its owner can read; made where there is none.
fn secret(path: &Path) -> Result<[u8; 32]> {
    match fs::read(path) {
        Ok(bytes) => {
            return <[u8; 32]>::try_from(bytes)
                .map_err(|_| std::io::Error::other("a key file of the server does not hold 32 bytes").into());
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let mut bytes = [0; 32];
    hoso_protocol::simulation::fill(&mut bytes).map_err(std::io::Error::other)?;
    let new = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    crate::dir::sync_folder(path)?;
    Ok(bytes)
}
