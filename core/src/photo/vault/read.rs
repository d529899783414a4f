//! Reading: chunk by chunk, from any byte; nothing is handed out that was not authenticated first.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use aead_stream::StreamPrimitive as _;
use hoso_protocol::ids::Digest;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{CHUNK, HEADER, Key, Stream, TAG, bound_to, is_name, open_header};
use crate::photo::PhotoError;

const SEALED: u64 = (CHUNK + TAG) as u64;

/// The plain bytes of a stored photo, with one chunk in memory. Errors of [`Read`] carry a [`PhotoError`]
/// (`PhotoError::from(io_error)` gives it back).
pub struct Reader {
    file: File,
    stream: Stream,
    bound: Vec<u8>,
    /// The bytes after the header, as the file's length says.
    body: u64,
    chunks: u64,
    chunk: Zeroizing<Vec<u8>>,
    /// The number of the next chunk to load.
    next: u64,
    /// How much of the loaded chunk was handed out.
    given: usize,
}

impl Reader {
    /// Opens a photo at its beginning.
    ///
    /// # Errors
    /// [`PhotoError::Missing`], [`PhotoError::Damaged`] (also when cut off: the end is checked here),
    /// [`PhotoError::WrongKey`], [`PhotoError::Newer`], [`PhotoError::Io`].
    pub fn open(folder: &Path, name: &str, key: &Key) -> Result<Self, PhotoError> {
        if !is_name(name) {
            return Err(PhotoError::Missing);
        }
        let mut file = File::open(folder.join(name))?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header)?;
        let stream = open_header(key, &header)?;
        let body = file.metadata()?.len().saturating_sub(HEADER as u64);
        let chunks = body.div_ceil(SEALED);
        let last = chunks.checked_sub(1).ok_or(PhotoError::Damaged)?;
        if body - last * SEALED < TAG as u64 {
            return Err(PhotoError::Damaged);
        }
        let chunk = Zeroizing::new(Vec::with_capacity(CHUNK + TAG));
        let mut reader =
            Self { file, stream, bound: bound_to(&header, name), body, chunks, chunk, next: last, given: 0 };
        reader.load()?;
        // A photo of one chunk is loaded already.
        if last > 0 {
            reader.jump(0)?;
        }
        Ok(reader)
    }

    /// Opens a photo at a plain byte, for an upload that goes on where it stopped. At the end or beyond it nothing comes.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn open_at(folder: &Path, name: &str, key: &Key, offset: u64) -> Result<Self, PhotoError> {
        let mut reader = Self::open(folder, name, key)?;
        reader.jump(offset.min(reader.len()))?;
        Ok(reader)
    }

    /// The number of plain bytes of the whole photo, proven by its last chunk.
    pub fn len(&self) -> u64 {
        self.body - self.chunks * TAG as u64
    }

    /// Whether the photo has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn jump(&mut self, offset: u64) -> Result<(), PhotoError> {
        let chunk = (offset / CHUNK as u64).min(self.chunks.saturating_sub(1));
        if chunk + 1 != self.next || self.chunk.is_empty() {
            self.next = chunk;
            self.load()?;
        }
        self.given = usize::try_from(offset - chunk * CHUNK as u64).map_err(|_| PhotoError::Damaged)?;
        Ok(())
    }

    /// Loads and authenticates the next chunk. If that fails, no byte of it is held.
    fn load(&mut self) -> Result<(), PhotoError> {
        self.given = 0;
        let start = self.next * SEALED;
        let size = usize::try_from((self.body - start).min(SEALED)).map_err(|_| PhotoError::Damaged)?;
        let chunk: &mut Vec<u8> = &mut self.chunk;
        chunk.clear();
        chunk.resize(size, 0);
        let last = self.next + 1 == self.chunks;
        let loaded = self
            .file
            .seek(SeekFrom::Start(HEADER as u64 + start))
            .and_then(|_| self.file.read_exact(chunk))
            .map_err(PhotoError::from)
            .and_then(|()| {
                let position = u32::try_from(self.next).map_err(|_| PhotoError::Damaged)?;
                self.stream.decrypt_in_place(position, last, &self.bound, chunk).map_err(|_| PhotoError::Damaged)
            });
        match loaded {
            Ok(()) => self.next += 1,
            Err(_) => self.chunk.clear(),
        }
        loaded
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.chunk.len() && self.next < self.chunks {
            self.load()?;
        }
        let mut rest = self.chunk.get(self.given..).unwrap_or_default();
        let read = rest.read(into)?;
        self.given += read;
        Ok(read)
    }
}

/// Reads a stored photo through and compares its hash with the one that its row names.
///
/// # Errors
/// As [`Reader::open`]; [`PhotoError::Damaged`] also where the file is whole but another photo.
pub fn verify(folder: &Path, name: &str, key: &Key, sha256: &Digest) -> Result<(), PhotoError> {
    let mut reader = Reader::open(folder, name, key)?;
    let mut hash = Sha256::new();
    loop {
        let rest = reader.chunk.get(reader.given..).unwrap_or_default();
        hash.update(rest);
        if reader.next == reader.chunks {
            break;
        }
        reader.load()?;
    }
    let found: [u8; 32] = hash.finalize().into();
    if found == sha256.0 { Ok(()) } else { Err(PhotoError::Damaged) }
}
