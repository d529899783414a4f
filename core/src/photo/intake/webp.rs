//! WebP: the chunks are listed first, since the file begins with its length, then those of the picture are copied.

use std::io::{BufReader, Read, Seek, SeekFrom, Write};

use super::{Frame, copy, exif, skip, take};
use crate::photo::PhotoError;

/// A still photo has up to about seven.
const MOST_CHUNKS: u32 = 1_000;
/// The orientation stands at the beginning of an EXIF block.
const EXIF_READ: u32 = 64 * 1024;
const HAS_ALPHA: u8 = 0x10;
const HAS_EXIF: u8 = 0x08;
const ANIMATED: u8 = 0x02;

/// Where a chunk lies: its name, the place of its content and its length.
type Place = ([u8; 4], u64, u32);

#[derive(Default)]
struct Found {
    /// The size that the extended header states.
    canvas: Option<(u32, u32)>,
    /// Transparency of a lossy picture.
    alpha: Option<Place>,
    picture: Option<(Place, u32, u32, bool)>,
    orientation: Option<u8>,
}

/// Copies the clean photo and says what it is.
pub(super) fn clean<R: Read + Seek>(source: &mut BufReader<R>, into: &mut impl Write) -> Result<Frame, PhotoError> {
    let Found { canvas, alpha, picture, orientation } = list(source)?;
    let (picture, width, height, transparent) = picture.ok_or(PhotoError::Damaged)?;
    if canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(PhotoError::Damaged);
    }
    let orientation = orientation.unwrap_or(exif::UPRIGHT);
    let frame = Frame { orientation, ..Frame::new(width, height)? };

    let turned = (orientation != exif::UPRIGHT).then(|| exif::only(orientation));
    let mut flags = 0;
    if alpha.is_some() || transparent {
        flags |= HAS_ALPHA;
    }
    if turned.is_some() {
        flags |= HAS_EXIF;
    }
    let extended = alpha.is_some() || turned.is_some();
    let size = |length: u32| 8 + u64::from(length) + u64::from(length & 1);
    let total = 4
        + if extended { size(10) } else { 0 }
        + alpha.map_or(0, |(_, _, length)| size(length))
        + size(picture.2)
        + turned.map_or(0, |_| size(26));
    let total = u32::try_from(total).map_err(|_| PhotoError::TooLarge)?;

    into.write_all(b"RIFF")?;
    into.write_all(&total.to_le_bytes())?;
    into.write_all(b"WEBP")?;
    if extended {
        into.write_all(b"VP8X\x0a\0\0\0")?;
        into.write_all(&[flags, 0, 0, 0])?;
        for side in [width, height] {
            into.write_all(side.saturating_sub(1).to_le_bytes().split_at(3).0)?;
        }
    }
    for (name, at, length) in alpha.into_iter().chain([picture]) {
        into.write_all(&name)?;
        into.write_all(&length.to_le_bytes())?;
        source.seek(SeekFrom::Start(at))?;
        copy(source, length.into(), into)?;
        if length & 1 == 1 {
            into.write_all(&[0])?;
        }
    }
    if let Some(block) = turned {
        into.write_all(b"EXIF\x1a\0\0\0")?;
        into.write_all(&block)?;
    }
    Ok(frame)
}

/// Goes through all chunks that the file says it has. What comes after them is not looked at.
fn list<R: Read + Seek>(source: &mut BufReader<R>) -> Result<Found, PhotoError> {
    let [_, _, _, _, size @ .., _, _, _, _] = take::<12>(source)?;
    let end = 8 + u64::from(u32::from_le_bytes(size));
    let mut found = Found::default();
    let mut at = 12;
    for _ in 0..MOST_CHUNKS {
        if at >= end {
            return Ok(found);
        }
        let name = take::<4>(source)?;
        let length = u32::from_le_bytes(take(source)?);
        let place = (name, at + 8, length);
        at += 8 + u64::from(length) + u64::from(length & 1);
        if at > end {
            return Err(PhotoError::Damaged);
        }
        let read = found.look_at(place, source)?;
        skip(source, at - place.1 - read)?;
    }
    Err(PhotoError::Damaged)
}

impl Found {
    /// Reads of a chunk what has to be known, and says how many bytes that were.
    fn look_at(&mut self, place: Place, source: &mut impl Read) -> Result<u64, PhotoError> {
        let (name, _, length) = place;
        match &name {
            b"ANIM" | b"ANMF" => Err(PhotoError::NotAnImage),
            b"VP8X" if length >= 10 && self.canvas.is_none() && self.picture.is_none() => {
                let [flags, _, _, _, w1, w2, w3, h1, h2, h3] = take(source)?;
                if flags & ANIMATED != 0 {
                    return Err(PhotoError::NotAnImage);
                }
                let side = |bytes| u32::from_le_bytes(bytes) + 1;
                self.canvas = Some((side([w1, w2, w3, 0]), side([h1, h2, h3, 0])));
                Ok(10)
            }
            b"ALPH" if self.alpha.is_none() && self.picture.is_none() && length > 0 => {
                self.alpha = Some(place);
                Ok(0)
            }
            b"VP8 " if self.picture.is_none() && length > 10 => {
                let [tag, t1, t2, 0x9d, 0x01, 0x2a, w1, w2, h1, h2] = take(source)? else {
                    return Err(PhotoError::Damaged);
                };
                // A key frame that is to be shown, whose first part lies inside of the chunk.
                let first_part = u32::from_le_bytes([tag, t1, t2, 0]) >> 5;
                if tag & 1 != 0 || tag & 0x10 == 0 || first_part > length - 10 {
                    return Err(PhotoError::Damaged);
                }
                let side = |bytes| u32::from(u16::from_le_bytes(bytes) & 0x3fff);
                self.picture = Some((place, side([w1, w2]), side([h1, h2]), false));
                Ok(10)
            }
            b"VP8L" if self.picture.is_none() && self.alpha.is_none() && length > 5 => {
                let [0x2f, b1, b2, b3, b4] = take(source)? else { return Err(PhotoError::Damaged) };
                let bits = u32::from_le_bytes([b1, b2, b3, b4]);
                let side = |bits: u32| (bits & 0x3fff) + 1;
                self.picture = Some((place, side(bits), side(bits >> 14), bits >> 28 & 1 == 1));
                Ok(5)
            }
            b"VP8X" | b"ALPH" | b"VP8 " | b"VP8L" => Err(PhotoError::Damaged),
            b"EXIF" if self.orientation.is_none() => {
                let read = u64::from(length.min(EXIF_READ));
                let mut block = Vec::new();
                if source.take(read).read_to_end(&mut block)? as u64 != read {
                    return Err(PhotoError::Damaged);
                }
                self.orientation = Some(exif::orientation(&block));
                Ok(read)
            }
            _ => Ok(0),
        }
    }
}
