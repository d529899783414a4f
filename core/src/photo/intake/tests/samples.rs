//! Photos as phones give them, made here: small pictures with everything in them that must not leave the phone.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage};
use img_parts::jpeg::{Jpeg, JpegSegment};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;

/// Stands in every part that has to go.
pub const SECRET: &[u8] = b"SECRET-7219";
/// 20° 51' 35.42" in the rational numbers of EXIF.
pub const GPS: [u8; 24] = [0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 51, 0, 0, 0, 1, 0, 0, 13, 214, 0, 0, 0, 100];

/// A page with letters in it: edges and even places.
pub fn page(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let ink = (x / 3 + y / 5 * 7) % 11 < 3 && y % 5 < 4;
        let shade = u8::try_from((x + y) % 40).unwrap();
        if ink { image::Rgb([20, 20, 30 + shade]) } else { image::Rgb([250 - shade, 248 - shade, 240 - shade / 2]) }
    })
}

pub fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    match format {
        ImageFormat::Jpeg => JpegEncoder::new_with_quality(&mut bytes, 80).encode_image(picture).unwrap(),
        _ => picture.write_to(&mut bytes, format).unwrap(),
    }
    bytes.into_inner()
}

/// An EXIF block: camera, orientation, and a GPS directory with a latitude.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let secret_at = 8 + 2 + 3 * 12 + 4;
    let gps_at = secret_at + 12;
    let latitude_at = gps_at + 2 + 2 * 12 + 4;
    tiff.extend([0, 3]);
    tiff.extend(entry(0x010f, 2, 12, u32::to_be_bytes(secret_at)));
    tiff.extend(entry(0x0112, 3, 1, [0, orientation, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, u32::to_be_bytes(gps_at)));
    tiff.extend([0; 4]);
    tiff.extend(SECRET);
    tiff.push(0);
    tiff.extend([0, 2]);
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, u32::to_be_bytes(latitude_at)));
    tiff.extend([0; 4]);
    tiff.extend(GPS);
    tiff
}

/// As a camera writes it: EXIF, XMP, IPTC, profile, comment, preview, and a second picture behind the end.
pub fn jpeg(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let plain = encoded(picture, ImageFormat::Jpeg);
    let mut parts = Jpeg::from_bytes(plain.clone().into()).unwrap();
    let segment = |marker, start: &[u8], rest: &[u8]| {
        JpegSegment::new_with_contents(marker, [start, rest, SECRET].concat().into())
    };
    let added = [
        segment(0xe0, b"JFXX\0\x10", &plain[..plain.len().min(9_000)]),
        segment(0xe1, b"Exif\0\0", &exif(orientation)),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0", b"<x:xmpmeta>"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01", &[0; 200]),
        segment(0xe2, b"MPF\0", &[0; 80]),
        segment(0xed, b"Photoshop 3.0\0", b"8BIM\x04\x04"),
        segment(0xef, b"maker", &[]),
        segment(0xfe, b"comment ", &[]),
    ];
    parts.segments_mut().splice(1..1, added);
    let mut bytes = parts.encoder().bytes().to_vec();
    bytes.extend(SECRET);
    bytes.extend(plain);
    bytes
}

pub fn png(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut parts = Png::from_bytes(encoded(picture, ImageFormat::Png).into()).unwrap();
    let chunk = |kind: &[u8; 4], start: &[u8]| PngChunk::new(*kind, [start, SECRET].concat().into());
    let added = [
        chunk(b"tEXt", b"Comment\0"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0"),
        chunk(b"tIME", &[]),
        PngChunk::new(*b"eXIf", exif(orientation).into()),
        chunk(b"prVt", b""),
    ];
    parts.chunks_mut().splice(1..1, added);
    let end = parts.chunks().len() - 1;
    parts.chunks_mut().insert(end, chunk(b"tEXt", b"Location\0"));
    [parts.encoder().bytes().as_ref(), SECRET].concat()
}

pub fn webp(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let plain = WebP::from_bytes(encoded(picture, ImageFormat::WebP).into()).unwrap();
    let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    let chunk = |id: &[u8; 4], content: Vec<u8>| RiffChunk::new(*id, RiffContent::Data(content.into()));
    let mut parts = plain.clone();
    let header = [vec![0x20 | 0x08 | 0x04, 0, 0, 0], side(picture.width()), side(picture.height())].concat();
    let chunks = parts.chunks_mut();
    chunks.insert(0, chunk(b"VP8X", header));
    chunks.insert(1, chunk(b"ICCP", SECRET.to_vec()));
    chunks.push(chunk(b"EXIF", exif(orientation)));
    chunks.push(chunk(b"XMP ", SECRET.to_vec()));
    chunks.push(chunk(b"mine", SECRET.to_vec()));
    [parts.encoder().bytes().as_ref(), SECRET].concat()
}

/// One of each, small.
pub fn all() -> Vec<Vec<u8>> {
    let picture = page(40, 24);
    let own = [jpeg(&picture, 6), png(&picture, 3), webp(&picture, 8)];
    own.into_iter().chain(FOREIGN.iter().map(|photo| photo.to_vec())).collect()
}

/// Written by another program (Pillow 13 with libjpeg-turbo and libwebp), in forms that our encoders can't write: each with
/// orientation 6, a position in EXIF, and the secret as camera, comment or XMP.
pub const FOREIGN: [&[u8]; 7] = [
    include_bytes!("foreign/progressive.jpg"),
    include_bytes!("foreign/restarts.jpg"),
    include_bytes!("foreign/grey.jpg"),
    include_bytes!("foreign/print.jpg"),
    include_bytes!("foreign/palette.png"),
    include_bytes!("foreign/lossy.webp"),
    include_bytes!("foreign/see_through.webp"),
];

/// A baseline JPEG of `strips` strips of 8 rows, each the same: large pictures without the time to encode them. Returns
/// what comes before the strips, and the coded data of one; after each but the last comes a restart mark, then the end.
pub fn strips(strip: &RgbImage, quality: u8, strips: u16) -> (Vec<u8>, Vec<u8>) {
    assert_eq!((strip.height(), strip.width() % 8), (8, 0));
    let mut bytes = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(strip).unwrap();
    let mut parts = Jpeg::from_bytes(bytes.into_inner().into()).unwrap();
    let segments = parts.segments_mut();
    for segment in segments.iter_mut().filter(|segment| segment.marker() == 0xc0) {
        let mut content = segment.contents().to_vec();
        content[1..3].copy_from_slice(&(8 * strips).to_be_bytes());
        *segment = JpegSegment::new_with_contents(0xc0, content.into());
    }
    let interval = u16::try_from(strip.width() / 8).unwrap().to_be_bytes().to_vec();
    segments.insert(0, JpegSegment::new_with_contents(0xdd, interval.into()));
    segments.insert(0, JpegSegment::new_with_contents(0xe1, [b"Exif\0\0".as_slice(), &exif(6)].concat().into()));
    let whole = parts.encoder().bytes();
    let scan = whole.windows(2).position(|two| two == [0xff, 0xda]).unwrap();
    let start = scan + 2 + usize::from(whole[scan + 3]);
    let data = whole[start..].strip_suffix(&[0xff, 0xd9]).unwrap().to_vec();
    (whole[..start].to_vec(), data)
}

/// The whole file of [`strips`].
pub fn tall(strip: &RgbImage, quality: u8, count: u16) -> Vec<u8> {
    let (mut bytes, data) = strips(strip, quality, count);
    for at in 0..count {
        bytes.extend(&data);
        bytes.extend([0xff, if at + 1 == count { 0xd9 } else { 0xd0 + (at % 8) as u8 }]);
    }
    bytes
}

/// A strip with broad bars.
pub fn bars(width: u32) -> RgbImage {
    RgbImage::from_fn(width, 8, |x, _| image::Rgb(if x / 96 % 3 == 0 { [30, 30, 50] } else { [246, 244, 236] }))
}

/// A strip that hardly gets smaller by encoding.
pub fn noise(width: u32) -> RgbImage {
    let mut state = 1u32;
    RgbImage::from_fn(width, 8, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, r, g, b] = state.to_le_bytes();
        image::Rgb([r, g, b])
    })
}
