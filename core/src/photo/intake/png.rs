//! PNG: every row is unpacked once to know that it is there, then the four chunks that make the picture are copied.

use std::io::{BufRead, BufReader, Read, Seek, Write};

use img_parts::png::PngChunk;
use png::{DecodeOptions, Decoder, DecodingError, Limits};

use super::{Frame, MOST_PIXELS, copy, exif, skip, take};
use crate::photo::PhotoError;

/// For all that the decoder holds: rows, tables, and what it reads of the other chunks.
const MEMORY: usize = 4 * 1024 * 1024;
/// The orientation stands at the beginning of an EXIF block.
const EXIF_READ: u32 = 64 * 1024;

/// Copies the clean photo and says what it is.
pub(super) fn clean<R: Read + Seek>(source: &mut BufReader<R>, into: &mut impl Write) -> Result<Frame, PhotoError> {
    let mut frame = check(source)?;
    source.rewind()?;
    into.write_all(&take::<8>(source)?)?;
    let mut exif_seen = false;
    loop {
        let length = take::<4>(source)?;
        let kind = take::<4>(source)?;
        let bytes = u32::from_be_bytes(length);
        match &kind {
            b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND" => {
                into.write_all(&length)?;
                into.write_all(&kind)?;
                copy(source, u64::from(bytes) + 4, into)?;
            }
            b"eXIf" if !exif_seen => {
                exif_seen = true;
                frame.orientation = copy_orientation(source, bytes, into)?;
            }
            _ => skip(source, u64::from(bytes) + 4)?,
        }
        if &kind == b"IEND" {
            return Ok(frame);
        }
    }
}

/// Unpacks the whole picture, a row at a time.
fn check<R: Read + Seek>(source: &mut BufReader<R>) -> Result<Frame, PhotoError> {
    let mut options = DecodeOptions::default();
    options.set_ignore_adler32(false);
    options.set_ignore_text_chunk(true);
    options.set_ignore_iccp_chunk(true);
    let mut decoder = Decoder::new_with_options(source, options);
    decoder.set_limits(Limits { bytes: MEMORY });
    let header = decoder.read_header_info().map_err(failed)?;
    let frame = Frame::new(header.width, header.height)?;
    if frame.pixels() > MOST_PIXELS {
        return Err(PhotoError::TooLarge);
    }
    let mut reader = decoder.read_info().map_err(failed)?;
    if reader.info().animation_control.is_some() {
        return Err(PhotoError::NotAnImage);
    }
    while reader.next_interlaced_row().map_err(failed)?.is_some() {}
    reader.finish().map_err(failed)?;
    Ok(frame)
}

fn copy_orientation(source: &mut impl BufRead, bytes: u32, into: &mut impl Write) -> Result<u8, PhotoError> {
    let (read, rest) = (bytes.min(EXIF_READ), bytes.saturating_sub(EXIF_READ));
    let mut block = Vec::new();
    source.take(read.into()).read_to_end(&mut block)?;
    skip(source, u64::from(rest) + 4)?;
    let orientation = exif::orientation(&block);
    if orientation != exif::UPRIGHT {
        let chunk = PngChunk::new(*b"eXIf", exif::only(orientation).to_vec().into());
        chunk.encoder().write_to(into)?;
    }
    Ok(orientation)
}

fn failed(error: DecodingError) -> PhotoError {
    match error {
        DecodingError::IoError(error) => error.into(),
        DecodingError::LimitsExceeded => PhotoError::TooLarge,
        DecodingError::Format(_) | DecodingError::Parameter(_) => PhotoError::Damaged,
    }
}
