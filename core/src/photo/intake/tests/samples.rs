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
pub fn all() -> [Vec<u8>; 3] {
    let picture = page(40, 24);
    [jpeg(&picture, 6), png(&picture, 3), webp(&picture, 8)]
}
