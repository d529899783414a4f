//! Too large, and smaller than it says.

use std::io::Cursor;

use image::ImageFormat;
use img_parts::png::{Png, PngChunk};

use super::samples::{bars, encoded, noise, page, tall, webp};
use super::{exif_of, taken_in};
use crate::photo::intake::{Clean, Kind, MOST_BYTES};
use crate::photo::{PhotoError, intake};

/// The photo with other sides in its header.
fn with_sides(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let at = bytes.windows(4).position(|start| start[..2] == [0xff, 0xc0] && start[2] == 0).unwrap();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[test]
fn a_photo_of_the_largest_phone_cameras_is_made_smaller_and_stays_turned() {
    // 12,000 x 9,000, as phones with "108 MP" give them.
    let photo = tall(&bars(12_000), 80, 1_125);
    let (clean, bytes) = taken_in(&photo).unwrap();
    assert_eq!(clean, Clean { kind: Kind::Jpeg, width: 3_000, height: 2_250, shrunk: true });
    assert_eq!(exif_of(&bytes), (6, 1));
    let picture = image::load_from_memory(&bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (3_000, 2_250));
    assert!(picture.to_rgb8().pixels().any(|pixel| pixel.0[0] < 120), "the bars are still there");
    assert!(taken_in(&bytes) == Ok((Clean { shrunk: false, ..clean }, bytes)));
}

#[test]
fn too_many_bytes_alone_keep_the_pixels() {
    let photo = tall(&noise(2_400), 100, 250);
    assert!(photo.len() as u64 > MOST_BYTES);
    let (clean, bytes) = taken_in(&photo).unwrap();
    assert_eq!(clean, Clean { kind: Kind::Jpeg, width: 2_400, height: 2_000, shrunk: true });
    assert!(bytes.len() as u64 <= MOST_BYTES);
}

#[test]
fn what_is_within_the_limits_is_never_changed_for_its_size() {
    let photo = tall(&bars(7_000), 80, 892);
    let (clean, _) = taken_in(&photo).unwrap();
    assert_eq!(clean, Clean { kind: Kind::Jpeg, width: 7_000, height: 7_136, shrunk: false });
}

#[test]
fn a_jpeg_whose_header_promises_more_than_it_has_is_damaged() {
    let photo = encoded(&page(64, 48), ImageFormat::Jpeg);
    for (width, height) in [(64, 56), (72, 48), (64, 4_800), (16_000, 13_000)] {
        assert_eq!(taken_in(&with_sides(&photo, width, height)).err(), Some(PhotoError::Damaged), "{width} x {height}");
    }
    // Beyond what is decoded at all: refused before its data is looked at.
    assert_eq!(taken_in(&with_sides(&photo, 60_000, 60_000)).err(), Some(PhotoError::TooLarge));
    assert_eq!(taken_in(&with_sides(&photo, 0, 48)).err(), Some(PhotoError::Damaged));
}

#[test]
fn what_a_header_hides_behind_the_picture_stays_behind() {
    let photo = encoded(&page(64, 48), ImageFormat::Jpeg);
    let (_, whole) = taken_in(&photo).unwrap();
    let (clean, bytes) = taken_in(&with_sides(&photo, 64, 24)).unwrap();
    assert_eq!((clean.width, clean.height), (64, 24));
    assert!(bytes.len() < whole.len() * 3 / 4, "the lower half is not in it any more");
    let (cropped, shown) =
        (image::load_from_memory(&whole).unwrap().crop_imm(0, 0, 64, 24), image::load_from_memory(&bytes));
    assert!(cropped == shown.unwrap());
}

#[test]
fn a_jpeg_that_lost_its_middle_but_has_its_end_is_damaged() {
    let photo = encoded(&page(64, 48), ImageFormat::Jpeg);
    let without = [&photo[..photo.len() - 200], &photo[photo.len() - 100..]].concat();
    assert_eq!(taken_in(&without).err(), Some(PhotoError::Damaged));
    let with_marks = tall(&page(64, 8), 80, 6);
    let restart = with_marks.windows(2).position(|two| two == [0xff, 0xd2]).unwrap();
    let next = with_marks.windows(2).position(|two| two == [0xff, 0xd3]).unwrap();
    let without_a_strip = [&with_marks[..restart], &with_marks[next..]].concat();
    assert_eq!(taken_in(&without_a_strip).err(), Some(PhotoError::Damaged));
}

/// A PNG with another header, its check sum made right.
fn png_with_header(header: [u8; 13]) -> Vec<u8> {
    let mut parts = Png::from_bytes(encoded(&page(64, 48), ImageFormat::Png).into()).unwrap();
    parts.chunks_mut()[0] = PngChunk::new(*b"IHDR", header.to_vec().into());
    parts.encoder().bytes().to_vec()
}

#[test]
fn a_png_that_lies_or_would_burst_is_refused() {
    let header = |width: u32, height: u32| {
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [&sides[..], &[8, 2, 0, 0, 0]].concat().try_into().unwrap()
    };
    assert!(taken_in(&png_with_header(header(64, 48))).is_ok());
    assert_eq!(taken_in(&png_with_header(header(64, 49))).err(), Some(PhotoError::Damaged));
    assert_eq!(taken_in(&png_with_header(header(6_400, 480))).err(), Some(PhotoError::Damaged));
    assert_eq!(taken_in(&png_with_header(header(30_000, 30_000))).err(), Some(PhotoError::TooLarge));
    assert_eq!(taken_in(&png_with_header(header(1 << 30, 1))).err(), Some(PhotoError::TooLarge));
    assert_eq!(taken_in(&png_with_header(header(0, 1))).err(), Some(PhotoError::Damaged));
}

#[test]
fn a_webp_whose_headers_disagree_is_damaged() {
    let mut photo = webp(&page(64, 48), 1);
    let at = photo.windows(4).position(|name| name == b"VP8X").unwrap();
    photo[at + 12] += 1;
    assert_eq!(taken_in(&photo).err(), Some(PhotoError::Damaged));
}

#[test]
fn animated_pictures_are_no_photos() {
    let mut parts = Png::from_bytes(encoded(&page(64, 48), ImageFormat::Png).into()).unwrap();
    parts.chunks_mut().insert(1, PngChunk::new(*b"acTL", vec![0, 0, 0, 2, 0, 0, 0, 0].into()));
    assert_eq!(taken_in(&parts.encoder().bytes()).err(), Some(PhotoError::NotAnImage));
    let mut moving = webp(&page(64, 48), 1);
    let at = moving.windows(4).position(|name| name == b"VP8X").unwrap();
    moving[at + 8] |= 2;
    assert_eq!(taken_in(&moving).err(), Some(PhotoError::NotAnImage));
}

#[test]
fn a_large_png_is_refused_with_its_own_sentence() {
    let photo = encoded(
        &image::RgbImage::from_fn(2_000, 1_500, |x, y| {
            let [a, b, c, _] =
                (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503_001)).rotate_left(x % 31).to_le_bytes();
            image::Rgb([a, b, c])
        }),
        ImageFormat::Png,
    );
    assert!(photo.len() as u64 > MOST_BYTES);
    assert_eq!(intake(Cursor::new(photo), &mut std::io::sink()), Err(PhotoError::TooLarge));
}
