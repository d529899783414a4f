//! Encrypted photo files, one a photo, under random names in one folder.
//!
//! Format 1, all of it authenticated:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `hosophot` |
//! | 1 | format, 1 |
//! | 19 | random nonce |
//! | 16 | key check: HMAC-SHA256(key, label, nonce), cut: tells "wrong key" from "damaged" |
//! | 4 | SHA-256 of the 44 bytes before, cut: the header itself is whole |
//! | … | STREAM of XChaCha20-Poly1305 over chunks of 64 KiB, each with its 16-byte tag |
//!
//! STREAM puts the chunk's number and "this is the last" into its nonce: swapped, doubled or missing chunks and a cut file
//! are found. Each chunk's associated data is header and file name: another photo's file under this name is found. The
//! whole length follows from the file's length and is proven by the last chunk, which [`Reader`] checks first.

mod read;
mod sweep;
mod write;

pub use read::{Reader, verify};
pub use sweep::{Age, Swept, discard, sweep};
pub use write::{Stored, Writer};

use aead_stream::{NewStream, Nonce, StreamBE32};
use chacha20poly1305::XChaCha20Poly1305;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::PhotoError;

/// Plain bytes in a chunk: what is held in memory while a photo is written or read.
pub const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const NONCE: usize = 19;
const HEADER: usize = 48;
const MAGIC: &[u8; 8] = b"hosophot";
const FORMAT: u8 = 1;
const CHECK_LABEL: &[u8] = b"hoso photo key check 1";
const ENDING: &str = ".photo";
const TEMPORARY: &str = ".part";

type Stream = StreamBE32<XChaCha20Poly1305>;

/// The photo key of one dossier, 32 random bytes. It never leaves the phone, is never printed and is wiped when dropped.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A new one from the system's random source.
    ///
    /// # Errors
    /// [`PhotoError::Io`] where the system has none.
    pub fn random() -> Result<Self, PhotoError> {
        random().map(Self::new)
    }

    /// The bytes, for the encrypted database that keeps them.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn stream(&self, nonce: [u8; NONCE]) -> Stream {
        Stream::new(&(*self.0).into(), &Nonce::<XChaCha20Poly1305, Stream>::from(nonce))
    }

    fn check(&self, nonce: &[u8; NONCE]) -> Result<Hmac<Sha256>, PhotoError> {
        // A key of 32 bytes is never refused; the type can't say so.
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.0).map_err(|_| PhotoError::WrongKey)?;
        mac.update(CHECK_LABEL);
        mac.update(nonce);
        Ok(mac)
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Whether a text is a name that [`Writer`] gives: anything else is no photo of ours and never becomes a path.
pub fn is_name(name: &str) -> bool {
    name.strip_suffix(ENDING)
        .is_some_and(|id| id.len() == 32 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

/// The header of a new file and the cipher that goes with it.
fn new_header(key: &Key) -> Result<([u8; HEADER], Stream), PhotoError> {
    let nonce = random()?;
    let check = key.check(&nonce)?.finalize().into_bytes();
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(MAGIC);
    header.push(FORMAT);
    header.extend_from_slice(&nonce);
    header.extend(check.iter().take(16));
    let sum = Sha256::digest(&header);
    header.extend(sum.iter().take(4));
    let header = header.try_into().map_err(|_| PhotoError::Damaged)?;
    Ok((header, key.stream(nonce)))
}

/// The cipher of a stored file, once its header is known to be whole, of a known format and of this key.
fn open_header(key: &Key, header: &[u8; HEADER]) -> Result<Stream, PhotoError> {
    let (body, sum) = header.split_at(HEADER - 4);
    let Some((start, rest)) = body.split_at_checked(MAGIC.len() + 1) else { return Err(PhotoError::Damaged) };
    if Sha256::digest(body).get(..4) != Some(sum) || !start.starts_with(MAGIC) {
        return Err(PhotoError::Damaged);
    }
    if start.last() != Some(&FORMAT) {
        return Err(PhotoError::Newer);
    }
    let Some((nonce, check)) = rest.split_first_chunk::<NONCE>() else { return Err(PhotoError::Damaged) };
    key.check(nonce)?.verify_truncated_left(check).map_err(|_| PhotoError::WrongKey)?;
    Ok(key.stream(*nonce))
}

/// What each chunk is bound to: its file's header and name.
fn bound_to(header: &[u8; HEADER], name: &str) -> Vec<u8> {
    [header.as_slice(), name.as_bytes()].concat()
}

fn random<const N: usize>() -> Result<[u8; N], PhotoError> {
    let mut bytes = [0; N];
    hoso_protocol::simulation::fill(&mut bytes).map_err(|_| PhotoError::Io(std::io::ErrorKind::Other))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
