//! A small picture of a photo, for a list of pages.

use super::PhotoError;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits};
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
    // Each decoder by its name: asking `image` to choose would bring a second one for JPEG into the library.
    let (mut picture, orientation) = match image::guess_format(photo).map_err(damaged)? {
        ImageFormat::Jpeg => jpeg(photo, longest).ok_or(PhotoError::Damaged)?,
        ImageFormat::Png => decoded(PngDecoder::new(Cursor::new(photo)).map_err(damaged)?)?,
        ImageFormat::WebP => decoded(WebPDecoder::new(Cursor::new(photo)).map_err(damaged)?)?,
        _ => return Err(PhotoError::Damaged),
    };
    if picture.width().max(picture.height()) > longest {
        picture = picture.thumbnail(longest, longest);
    }
    picture.apply_orientation(orientation);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&picture.into_rgb8()).map_err(damaged)?;
    Ok(out)
}

fn damaged(_: ImageError) -> PhotoError {
    PhotoError::Damaged
}

fn decoded(mut decoder: impl ImageDecoder) -> Result<(DynamicImage, Orientation), PhotoError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_DECODED);
    decoder.set_limits(limits).map_err(damaged)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    Ok((DynamicImage::from_decoder(decoder).map_err(damaged)?, orientation))
}

/// A JPEG is decoded at a half, a quarter or an eighth of its size: a photo of 50 megapixels is never held whole.
fn jpeg(photo: &[u8], longest: u32) -> Option<(DynamicImage, Orientation)> {
    let mut decoder = Decoder::new(photo);
    let side = u16::try_from(longest).ok()?;
    let (width, height) = decoder.scale(side, side).ok()?;
    let pixels = decoder.decode().ok()?;
    let (width, height) = (width.into(), height.into());
    let picture: DynamicImage = match decoder.info()?.pixel_format {
        PixelFormat::L8 => image::GrayImage::from_raw(width, height, pixels)?.into(),
        PixelFormat::RGB24 => image::RgbImage::from_raw(width, height, pixels)?.into(),
        PixelFormat::CMYK32 => image::RgbImage::from_raw(width, height, rgb(&pixels))?.into(),
        PixelFormat::L16 => return None,
    };
    let exif = decoder.exif_data().and_then(Orientation::from_exif_chunk);
    Some((picture, exif.unwrap_or(Orientation::NoTransforms)))
}

/// Print colours, which JPEG keeps turned over: more is lighter.
fn rgb(pixels: &[u8]) -> Vec<u8> {
    let light = |colour: u8, black: u8| (u16::from(colour) * u16::from(black) / 255) as u8;
    let pixels = pixels.as_chunks::<4>().0.iter();
    pixels.flat_map(|&[c, m, y, k]| [light(c, k), light(m, k), light(y, k)]).collect()
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
