//! Taking a photo in: from what the camera or the gallery gave to clean bytes that may be stored and sent.
//!
//! What comes out has the picture, its orientation and nothing else. Parts that a picture needs are copied by name;
//! whatever is not on that list stays behind: EXIF with its location, XMP, IPTC, colour profiles, comments, texts, previews,
//! a second picture or a film behind the end. If the photo is to be turned for viewing, a new EXIF block with that one field
//! is written.
//!
//! The picture itself is copied bit by bit, not decoded: a few buffers of 16 to 64 KiB are all the memory it takes. Only
//! what is over 8 MiB or 50 megapixels is decoded, and only JPEG, the format of cameras: see [`shrink`]. PNG and WebP of
//! that size are refused.
//!
//! The source is read twice: first to know that it is whole and how large, then to copy it. Nothing is written before.
//! How far "whole" goes: a JPEG has data for every block of its picture, no more, and an end (the data is followed without
//! decoding it); of a PNG every row is unpacked and every check sum compared; of a WebP it is the chunks, their lengths and
//! the sizes that they state.

mod entropy;
mod exif;
mod jpeg;
mod png;
mod shrink;
mod webp;

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use hoso_protocol::ids::Digest;

use super::{Key, PhotoError, Writer};

/// The most bytes of a clean photo.
pub const MOST_BYTES: u64 = 8 * 1024 * 1024;
/// The most pixels of a photo.
pub const MOST_PIXELS: u64 = 50_000_000;
/// The longest side, so that one row always fits into memory.
const LONGEST_SIDE: u32 = 32_767;
/// More bytes than the largest phone cameras give: not even read.
const MOST_SOURCE: u64 = 128 * 1024 * 1024;
/// How much is read at once.
const PIECE: usize = 16 * 1024;

/// The formats that are taken, known by their content: names lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JPEG: baseline or progressive, 8 bits.
    Jpeg,
    /// PNG, not animated.
    Png,
    /// WebP, not animated.
    Webp,
}

impl Kind {
    /// The media type, as a photo page states it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }
}

/// What [`intake()`] wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clean {
    /// The format.
    pub kind: Kind,
    /// Pixels in a row, before the photo is turned for viewing.
    pub width: u32,
    /// Rows, before the photo is turned for viewing.
    pub height: u32,
    /// The photo was too large and is now smaller than what the camera gave.
    pub shrunk: bool,
}

/// A photo that is stored: what its row and its page have to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file's random name inside the folder.
    pub name: String,
    /// SHA-256 of the clean bytes.
    pub sha256: Digest,
    /// Number of clean bytes.
    pub bytes: u64,
    /// The format.
    pub kind: Kind,
    /// Pixels in a row, before the photo is turned for viewing.
    pub width: u32,
    /// Rows, before the photo is turned for viewing.
    pub height: u32,
    /// The photo was too large and is now smaller than what the camera gave.
    pub shrunk: bool,
}

/// Takes a photo in and stores it encrypted in `folder`. When this returns, the photo is durable and its row may be written.
///
/// # Errors
/// As [`intake()`] and [`Writer`]; nothing is left behind.
pub fn keep(folder: &Path, key: &Key, source: impl Read + Seek) -> Result<Kept, PhotoError> {
    let mut writer = Writer::create(folder, key)?;
    let Clean { kind, width, height, shrunk } = intake(source, &mut writer)?;
    let stored = writer.finish()?;
    Ok(Kept { name: stored.name, sha256: stored.sha256, bytes: stored.bytes, kind, width, height, shrunk })
}

/// Writes the clean bytes of a photo to `into`. On an error some of them may have been written already.
///
/// # Errors
/// [`PhotoError::NotAnImage`], [`PhotoError::OtherFormat`], [`PhotoError::TooLarge`], [`PhotoError::Damaged`], and those of
/// reading and writing.
pub fn intake(source: impl Read + Seek, into: &mut impl Write) -> Result<Clean, PhotoError> {
    let mut source = BufReader::with_capacity(PIECE, source);
    let kind = recognise(&mut source)?;
    let mut found = Counted::new(io::sink());
    let frame = clean(kind, &mut source, &mut found)?;
    source.rewind()?;

    if frame.pixels() <= MOST_PIXELS && found.bytes <= MOST_BYTES {
        let mut written = Counted::new(into);
        let again = clean(kind, &mut source, &mut written)?;
        if (again, written.bytes) != (frame, found.bytes) {
            return Err(PhotoError::Damaged);
        }
        return Ok(Clean { kind, width: frame.width, height: frame.height, shrunk: false });
    }
    if kind != Kind::Jpeg {
        return Err(PhotoError::TooLarge);
    }
    let (width, height) = shrink::shrink(&mut source, &frame, into)?;
    Ok(Clean { kind, width, height, shrunk: true })
}

/// The format by the first bytes; `source` is at its beginning afterwards.
fn recognise<R: Read + Seek>(source: &mut BufReader<R>) -> Result<Kind, PhotoError> {
    match source.seek(SeekFrom::End(0))? {
        // A camera that was killed leaves such files.
        0 => return Err(PhotoError::Damaged),
        bytes if bytes > MOST_SOURCE => return Err(PhotoError::TooLarge),
        _ => source.rewind()?,
    }
    let mut start = [0; 12];
    let mut filled = 0;
    while let Some(rest) = start.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    source.rewind()?;
    match start {
        [0xff, 0xd8, 0xff, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Kind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => Ok(Kind::Webp),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if HEIF.contains(&&brand) => Err(PhotoError::OtherFormat),
        _ => Err(PhotoError::NotAnImage),
    }
}

/// The brands of HEIC and AVIF files, still or in bursts.
const HEIF: [&[u8; 4]; 11] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"msf1", b"avif", b"avis"];

fn clean<R: Read + Seek>(kind: Kind, source: &mut BufReader<R>, into: &mut impl Write) -> Result<Frame, PhotoError> {
    match kind {
        Kind::Jpeg => jpeg::clean(source, into),
        Kind::Png => png::clean(source, into),
        Kind::Webp => webp::clean(source, into),
    }
}

/// What a photo says about its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    width: u32,
    height: u32,
    /// As in EXIF, 1 to 8; 1 is upright.
    orientation: u8,
    /// A JPEG whose coefficients all have to be held to decode it.
    progressive: bool,
}

impl Frame {
    fn new(width: u32, height: u32) -> Result<Self, PhotoError> {
        if width == 0 || height == 0 {
            return Err(PhotoError::Damaged);
        }
        if width.max(height) > LONGEST_SIDE {
            return Err(PhotoError::TooLarge);
        }
        Ok(Self { width, height, orientation: exif::UPRIGHT, progressive: false })
    }

    fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Counts what goes through.
struct Counted<W> {
    into: W,
    bytes: u64,
}

impl<W: Write> Counted<W> {
    fn new(into: W) -> Self {
        Self { into, bytes: 0 }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.into.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.into.flush()
    }
}

fn take<const N: usize>(source: &mut impl Read) -> Result<[u8; N], PhotoError> {
    let mut bytes = [0; N];
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Copies exactly `bytes`, as they lie in the buffer of `source`.
fn copy(source: &mut impl BufRead, bytes: u64, into: &mut impl Write) -> Result<(), PhotoError> {
    if io::copy(&mut source.take(bytes), into)? == bytes { Ok(()) } else { Err(PhotoError::Damaged) }
}

fn skip(source: &mut impl BufRead, bytes: u64) -> Result<(), PhotoError> {
    copy(source, bytes, &mut io::sink())
}

#[cfg(test)]
mod tests;
