//! A small picture of a photo, for a list of pages.

use super::PhotoError;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};
use jpeg_decoder::{Decoder, PixelFormat};
use std::io::Cursor;

const QUALITY: u8 = 80;
/// Smaller than this nobody sees anything, larger than this the photo itself will do.
const SIDES: std::ops::RangeInclusive<u32> = 32..=2_048;
/// What a decoded PNG or WebP may take.
const MOST_DECODED: u64 = 256 * 1024 * 1024;

/// A JPEG of the photo, upright, with no side longer than `longest` pixels.
///
/// # Errors
/// [`PhotoError::Damaged`] where the bytes are no photo that was taken in here.
pub fn small(photo: &[u8], longest: u32) -> Result<Vec<u8>, PhotoError> {
    let longest = longest.clamp(*SIDES.start(), *SIDES.end());
    let damaged = |_| PhotoError::Damaged;
    let reader = ImageReader::new(Cursor::new(photo)).with_guessed_format().map_err(PhotoError::from)?;
    let is_jpeg = reader.format() == Some(image::ImageFormat::Jpeg);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let decoded = match is_jpeg {
        true => jpeg(photo, longest),
        false => None,
    };
    let mut picture = match decoded {
        Some(picture) => picture,
        None => {
            let mut limits = Limits::default();
            limits.max_alloc = Some(MOST_DECODED);
            decoder.set_limits(limits).map_err(damaged)?;
            DynamicImage::from_decoder(decoder).map_err(damaged)?
        }
    };
    if picture.width().max(picture.height()) > longest {
        picture = picture.thumbnail(longest, longest);
    }
    picture.apply_orientation(orientation);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&picture.into_rgb8()).map_err(damaged)?;
    Ok(out)
}

/// A JPEG is decoded at a half, a quarter or an eighth of its size: a photo of 50 megapixels is never held whole.
fn jpeg(photo: &[u8], longest: u32) -> Option<DynamicImage> {
    let mut decoder = Decoder::new(photo);
    let side = u16::try_from(longest).ok()?;
    let (width, height) = decoder.scale(side, side).ok()?;
    let pixels = decoder.decode().ok()?;
    let (width, height) = (width.into(), height.into());
    match decoder.info()?.pixel_format {
        PixelFormat::L8 => image::GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        PixelFormat::RGB24 => image::RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        // Print colours and the like take the longer way.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::GenericImageView as _;

    #[test]
    fn a_photo_is_shown_small_and_what_is_no_photo_is_said_so() {
        let picture = image::RgbImage::from_fn(900, 300, |x, _| image::Rgb([(x % 256) as u8, 0, 0]));
        for format in [image::ImageFormat::Jpeg, image::ImageFormat::Png, image::ImageFormat::WebP] {
            let mut photo = Cursor::new(Vec::new());
            picture.write_to(&mut photo, format).unwrap();
            let small = small(photo.get_ref(), 90).unwrap();
            assert_eq!(image::load_from_memory(&small).unwrap().dimensions(), (90, 30), "{format:?}");
        }
        assert_eq!(small(b"no photo", 90), Err(PhotoError::Damaged));
        assert_eq!(small(&[], 90), Err(PhotoError::Damaged));
    }
}
