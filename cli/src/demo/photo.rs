//! Photos as a phone's camera gives them: a page, and in it where the phone was.

use exif::{In, Reader, Tag};
use image::codecs::jpeg::JpegEncoder;
use image::{ImageError, Rgb, RgbImage};
use std::io::Cursor;

/// 10° 2' 3.04" north, as EXIF writes it: somewhere, nobody's home.
pub const LATITUDE: [u8; 24] = [0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 1, 48, 0, 0, 0, 100];

/// A page of so many pixels with some grain, so that it has the size of a real photo.
pub fn page(width: u32, height: u32) -> Result<Vec<u8>, ImageError> {
    let mut state = 0x2545_f491_u32;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let grain = state.to_le_bytes()[0] / 3;
        let ink = (y / 6) % 3 == 1 && x > width / 8 && x < width - width / 8 && (x / 7 + y / 18) % 5 != 0;
        let shade = if ink { 40 } else { 165 } + grain;
        Rgb([shade, shade, shade.saturating_sub(12)])
    });
    let mut bytes = Cursor::new(vec![]);
    JpegEncoder::new_with_quality(&mut bytes, 80).encode_image(&picture)?;
    Ok(with_location(&bytes.into_inner()))
}

/// Puts an EXIF block with a latitude behind the two bytes that begin a JPEG.
fn with_location(jpeg: &[u8]) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    // One directory with one entry that names the place of another: there the hemisphere and the latitude.
    let (first, gps) = (8u32, 26u32);
    let latitude = gps + 2 + 2 * 12 + 4;
    let tiff = [
        b"MM\0\x2a".to_vec(),
        first.to_be_bytes().to_vec(),
        vec![0, 1],
        entry(0x8825, 4, 1, gps.to_be_bytes()),
        vec![0; 4],
        vec![0, 2],
        entry(1, 2, 2, *b"N\0\0\0"),
        entry(2, 5, 3, latitude.to_be_bytes()),
        vec![0; 4],
        LATITUDE.to_vec(),
    ]
    .concat();
    let block = [b"Exif\0\0".as_slice(), &tiff].concat();
    let length = u16::try_from(block.len() + 2).unwrap_or_default().to_be_bytes();
    let (start, rest) = jpeg.split_at(jpeg.len().min(2));
    [start, &[0xff, 0xe1], &length, &block, rest].concat()
}

/// Whether a photo says where it was taken: as a reader of EXIF sees it, or anywhere in its bytes.
pub fn says_where(photo: &[u8]) -> bool {
    let field = Reader::new().read_from_container(&mut Cursor::new(photo)).ok();
    let named = field.is_some_and(|exif| exif.get_field(Tag::GPSLatitude, In::PRIMARY).is_some());
    named || photo.windows(LATITUDE.len()).any(|bytes| bytes == LATITUDE)
}

/// Its width and height; `None` where it is no picture.
pub fn size(photo: &[u8]) -> Option<(u32, u32)> {
    image::load_from_memory(photo).ok().map(|picture| (picture.width(), picture.height()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cameras_photo_is_whole_and_says_where_it_was_taken() {
        let photo = page(64, 48).unwrap();
        assert_eq!(size(&photo), Some((64, 48)));
        let exif = Reader::new().read_from_container(&mut Cursor::new(&photo)).unwrap();
        let latitude = exif.get_field(Tag::GPSLatitude, In::PRIMARY).unwrap();
        assert_eq!(latitude.display_value().to_string(), "10 deg 2 min 3.04 sec");
        assert!(says_where(&photo));
    }

    #[test]
    fn a_location_is_found_where_only_its_bytes_are_left() {
        assert!(says_where(&[b"no picture".as_slice(), &LATITUDE].concat()));
        assert!(!says_where(b"no picture"));
    }
}
