//! Pictures to photograph.

use std::path::{Path, PathBuf};

/// A JPEG file of about the wanted size: noise, so that it does not shrink away.
pub fn jpeg(folder: &Path, name: &str, seed: u32, bytes: usize) -> PathBuf {
    let side = (((bytes as f64) / 1.4).sqrt() as u32).max(16);
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let image = image::RgbImage::from_fn(side, side, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        image::Rgb(state.to_le_bytes()[..3].try_into().unwrap())
    });
    let path = folder.join(name);
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 80).encode_image(&image).unwrap();
    path
}
