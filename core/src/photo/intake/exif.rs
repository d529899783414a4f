//! The one thing that is kept of EXIF: how the photo is turned for viewing.

use image::metadata::Orientation;

/// Not turned: no EXIF is written for it.
pub(super) const UPRIGHT: u8 = 1;

/// The orientation in an EXIF block, with or without the mark that JPEG puts before it. What can't be read is upright.
pub(super) fn orientation(block: &[u8]) -> u8 {
    let tiff = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    Orientation::from_exif_chunk(tiff).map_or(UPRIGHT, Orientation::to_exif)
}

/// An EXIF block that says the orientation and nothing else.
pub(super) fn only(orientation: u8) -> [u8; 26] {
    [
        b'M',
        b'M',
        0,
        42,
        0,
        0,
        0,
        8, // big endian; the first directory begins at byte 8
        0,
        1, // and has one entry:
        1,
        0x12,
        0,
        3,
        0,
        0,
        0,
        1,
        0,
        orientation,
        0,
        0, // orientation, one short
        0,
        0,
        0,
        0, // no other directory
    ]
}
