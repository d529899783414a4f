//! What taking photos in costs in memory, measured as the system sees it. One test, so that nothing else runs beside it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{self, Read, Seek, SeekFrom};

use hoso_core::photo::{Kept, Key, keep, verify};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

/// A baseline JPEG that is made while it is read: a head, the same coded strip of 8 rows again and again with restart
/// marks between, and the end. It is never anywhere as a whole.
struct Strips {
    head: Vec<u8>,
    strip: Vec<u8>,
    count: u16,
    at: u64,
}

impl Strips {
    fn new(width: u16, count: u16) -> Self {
        let mut state = 1u32;
        let noise = RgbImage::from_fn(width.into(), 8, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, r, g, b] = state.to_le_bytes();
            image::Rgb([r, g, b])
        });
        let mut head = Vec::new();
        JpegEncoder::new_with_quality(&mut head, 80).encode_image(&noise).unwrap();
        let place = |bytes: &[u8], marker| bytes.windows(2).position(|two| two == [0xff, marker]).unwrap();
        let scan = place(&head, 0xda);
        let mut strip = head.split_off(scan);
        let data = strip.split_off(2 + usize::from(strip[3]));
        let frame = place(&head, 0xc0);
        head[frame + 5..frame + 7].copy_from_slice(&(8 * count).to_be_bytes());
        head.extend([0xff, 0xdd, 0, 4]);
        head.extend((width / 8).to_be_bytes());
        head.extend(strip);
        Self { head, strip: data, count, at: 0 }
    }

    fn len(&self) -> u64 {
        self.head.len() as u64 + u64::from(self.count) * self.strip.len() as u64
    }
}

impl Read for Strips {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let (head, strip) = (self.head.len() as u64, self.strip.len() as u64);
        let read = if self.at < head {
            (&self.head[self.at as usize..]).read(into)?
        } else if self.at < self.len() {
            let (number, inside) = ((self.at - head) / strip, ((self.at - head) % strip) as usize);
            let read = (&self.strip[inside..]).read(into)?;
            // The strip ends with the end of a picture; all but the last get a restart mark there.
            if inside + read == self.strip.len() && number + 1 < self.count.into() {
                into[read - 1] = 0xd0 + (number % 8) as u8;
            }
            read
        } else {
            0
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Strips {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(from) => self.len().saturating_add_signed(from),
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

/// The most memory that the process held since the last [`forget`], in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn forget() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

#[test]
fn memory_grows_neither_with_the_size_nor_with_the_number_of_photos() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::new([5; 32]);
    let keep_and_read = |photo: Strips| {
        let bytes = photo.len();
        let kept: Kept = keep(dir.path(), &key, photo).unwrap();
        assert_eq!((kept.bytes, kept.shrunk), (bytes, false), "nothing was to be cleaned");
        verify(dir.path(), &kept.name, &key, &kept.sha256).unwrap();
    };
    // Once, so that code and buffers are there.
    keep_and_read(Strips::new(1_600, 8));

    forget();
    let before = peak();
    let large = Strips::new(1_600, 420);
    assert!(large.len() > 7_000_000, "{}", large.len());
    keep_and_read(large);
    let grown = peak().saturating_sub(before);
    assert!(grown <= 1_024, "one photo of 7 MB took {grown} KiB more");

    for _ in 0..20 {
        keep_and_read(Strips::new(1_600, 4));
    }
    let grown = peak().saturating_sub(before);
    assert!(grown <= 1_024, "twenty photos took {grown} KiB more");
}
