//! A JPEG that is too large is made smaller.
//!
//! The rule: its sides are halved (once, twice or three times) until none is longer than 4,096 pixels, and it is encoded
//! again in quality 85. If that is still over 8 MiB, they are halved once more. So a photo of 8,160 × 6,120 becomes one of
//! 4,080 × 3,060, and one of 4,000 × 3,000 with 9 MiB keeps its pixels.
//!
//! Memory stays bounded because a JPEG can be decoded at a half, a quarter or an eighth of its size without ever
//! being there at full size: about 100 MB at most, mostly less than 60. Of progressive files all coefficients are held, so
//! they are taken up to 4,096 × 3,072 and halved until no side is longer than 2,048.

use std::io::{self, BufRead, Read, Seek, Write};

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _, ImageError};
use jpeg_decoder::{Decoder, Error, PixelFormat};

use super::{Frame, MOST_BYTES, exif, jpeg};
use crate::photo::PhotoError;

const LONGEST: u32 = 4_096;
const QUALITY: u8 = 85;
/// The largest phone cameras give 16,384 × 12,288.
const MOST_PIXELS: u64 = 210_000_000;
/// Six bytes of coefficients for each pixel, beside the picture.
const MOST_PIXELS_PROGRESSIVE: u64 = 4_096 * 3_072;
const LONGEST_PROGRESSIVE: u32 = 2_048;
/// Of the decoded picture: 4,096 × 4,096 in three colours.
const MOST_DECODED: usize = 3 * 4_096 * 4_096;

/// Writes a smaller photo and returns its sides.
pub(super) fn shrink<R: BufRead + Seek>(
    source: &mut R,
    frame: &Frame,
    into: &mut impl Write,
) -> Result<(u32, u32), PhotoError> {
    let (most, mut longest) = match frame.progressive {
        true => (MOST_PIXELS_PROGRESSIVE, LONGEST_PROGRESSIVE),
        false => (MOST_PIXELS, LONGEST),
    };
    if frame.pixels() > most {
        return Err(PhotoError::TooLarge);
    }
    loop {
        source.rewind()?;
        match attempt(source, frame, longest) {
            Ok((width, height, encoded)) => {
                // The same door as for all others: one form, and the encoder's work is looked at.
                jpeg::clean(&mut encoded.as_slice(), into)?;
                return Ok((width, height));
            }
            Err(PhotoError::TooLarge) if longest > LONGEST / 4 => longest /= 2,
            Err(error) => return Err(error),
        }
    }
}

fn attempt(source: &mut impl Read, frame: &Frame, longest: u32) -> Result<(u32, u32, Vec<u8>), PhotoError> {
    let halved = |side: u32, times: u32| side.div_ceil(1 << times);
    let times = (0..3).find(|&times| halved(frame.width.max(frame.height), times) <= longest).unwrap_or(3);
    let side = |side: u32| u16::try_from(halved(side, times)).map_err(|_| PhotoError::TooLarge);

    let mut decoder = Decoder::new(source);
    decoder.set_max_decoding_buffer_size(MOST_DECODED);
    let (width, height) = decoder.scale(side(frame.width)?, side(frame.height)?).map_err(not_decoded)?;
    let pixels = decoder.decode().map_err(not_decoded)?;
    let colours = match decoder.info().map(|info| info.pixel_format) {
        Some(PixelFormat::L8) => ExtendedColorType::L8,
        Some(PixelFormat::RGB24) => ExtendedColorType::Rgb8,
        // Print colours: no camera gives them.
        _ => return Err(PhotoError::TooLarge),
    };

    let mut encoded = Bounded(Vec::new());
    let mut encoder = JpegEncoder::new_with_quality(&mut encoded, QUALITY);
    if frame.orientation != exif::UPRIGHT {
        // JPEG can carry EXIF; the encoder takes it in any case.
        let _ = encoder.set_exif_metadata(exif::only(frame.orientation).to_vec());
    }
    encoder.encode(&pixels, width.into(), height.into(), colours).map_err(not_encoded)?;
    Ok((width.into(), height.into(), encoded.0))
}

/// Takes no more than a photo may have.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.0.len() + bytes.len()) as u64 > MOST_BYTES {
            return Err(PhotoError::TooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn not_decoded(error: Error) -> PhotoError {
    match error {
        Error::Io(error) => error.into(),
        Error::Unsupported(_) => PhotoError::TooLarge,
        Error::Format(_) | Error::Internal(_) => PhotoError::Damaged,
    }
}

fn not_encoded(error: ImageError) -> PhotoError {
    match error {
        ImageError::IoError(error) => error.into(),
        _ => PhotoError::Damaged,
    }
}
