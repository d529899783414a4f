//! Writing: temporary name, bytes, fsync, rename, fsync of the folder. Only then is the photo there.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use aead_stream::StreamPrimitive as _;
use hoso_protocol::ids::Digest;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{CHUNK, ENDING, HEADER, Key, Stream, TAG, TEMPORARY, bound_to, new_header, random};
use crate::durable::sync_folder;
use crate::photo::PhotoError;

/// A photo file that is whole and durable: what the caller's row has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The file's random name inside the folder; says nothing about the photo.
    pub name: String,
    /// SHA-256 of the plain bytes.
    pub sha256: Digest,
    /// Number of plain bytes.
    pub bytes: u64,
}

/// Takes plain bytes and writes them encrypted, one chunk in memory. Dropped without [`Writer::finish`] it removes what it
/// wrote; killed, it leaves a temporary file for [`super::sweep`].
pub struct Writer {
    folder: PathBuf,
    name: String,
    temporary: PathBuf,
    pub(super) file: File,
    stream: Stream,
    bound: Vec<u8>,
    chunk: Zeroizing<Vec<u8>>,
    position: u32,
    hash: Sha256,
    bytes: u64,
    /// A write failed: what follows would leave a hole, so nothing does.
    broken: bool,
    kept: bool,
}

impl Writer {
    /// Begins a new file in `folder`, which is made if it isn't there. Nothing else in it is touched.
    ///
    /// # Errors
    /// [`PhotoError::NoSpace`], [`PhotoError::ReadOnly`] or [`PhotoError::Io`]; nothing is left behind.
    pub fn create(folder: &Path, key: &Key) -> Result<Self, PhotoError> {
        let name = format!("{}{ENDING}", hex::encode(random::<16>()?));
        let temporary = folder.join(format!("{name}{TEMPORARY}"));
        let file = match create_new(&temporary) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                std::fs::create_dir_all(folder)?;
                if let Some(parent) = folder.parent() {
                    sync_folder(parent)?;
                }
                create_new(&temporary)?
            }
            other => other?,
        };
        let (header, stream) = new_header(key)?;
        let mut writer = Self {
            folder: folder.to_owned(),
            temporary,
            file,
            stream,
            bound: bound_to(&header, &name),
            name,
            chunk: Zeroizing::new(Vec::with_capacity(CHUNK + TAG)),
            position: 0,
            hash: Sha256::new(),
            bytes: 0,
            broken: false,
            kept: false,
        };
        debug_assert_eq!(header.len(), HEADER);
        writer.file.write_all(&header)?;
        Ok(writer)
    }

    /// Closes the file. When this returns, the photo survives a power cut, and the caller may write its row.
    ///
    /// # Errors
    /// As [`Writer::create`]; nothing is left behind.
    pub fn finish(mut self) -> Result<Stored, PhotoError> {
        self.seal(true)?;
        self.file.sync_all()?;
        let place = self.folder.join(&self.name);
        std::fs::rename(&self.temporary, &place)?;
        if let Err(error) = sync_folder(&self.folder) {
            // The new name may not survive a power cut, and the caller will not name it: don't leave a stray.
            let _ = std::fs::remove_file(&place);
            return Err(error.into());
        }
        self.kept = true;
        let sha256 = Digest(self.hash.clone().finalize().into());
        Ok(Stored { name: std::mem::take(&mut self.name), sha256, bytes: self.bytes })
    }

    /// Encrypts and writes the chunk in memory.
    fn seal(&mut self, last: bool) -> Result<(), PhotoError> {
        if std::mem::replace(&mut self.broken, true) {
            return Err(PhotoError::Io(io::ErrorKind::Other));
        }
        let chunk: &mut Vec<u8> = &mut self.chunk;
        let sealed = self.stream.encrypt_in_place(self.position, last, &self.bound, chunk);
        let written = sealed.map_err(|_| PhotoError::TooLarge).and_then(|()| Ok(self.file.write_all(chunk)?));
        chunk.clear();
        written?;
        self.position = self.position.checked_add(1).ok_or(PhotoError::TooLarge)?;
        self.broken = false;
        Ok(())
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until more comes: only then is it known not to be the last.
        if self.chunk.len() == CHUNK && !bytes.is_empty() {
            self.seal(false)?;
        }
        let (now, _) = bytes.split_at(bytes.len().min(CHUNK - self.chunk.len()));
        self.chunk.extend_from_slice(now);
        self.hash.update(now);
        self.bytes += now.len() as u64;
        Ok(now.len())
    }

    /// Does nothing: chunks are written when they are full, and only [`Writer::finish`] makes the photo durable.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}

fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
