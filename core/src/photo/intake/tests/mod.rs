mod samples;
mod size;

use std::fs;
use std::io::Cursor;

use ::exif::{In, Tag};
use image::ImageFormat;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::photo::{Reader, verify};
use samples::{FOREIGN, GPS, SECRET, all, encoded, jpeg, page, png, webp};

fn taken_in(photo: &[u8]) -> Result<(Clean, Vec<u8>), PhotoError> {
    let mut bytes = Vec::new();
    let clean = intake(Cursor::new(photo), &mut bytes)?;
    Ok((clean, bytes))
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// As somebody else's program reads it: orientation, and how many things EXIF says.
fn exif_of(photo: &[u8]) -> (u32, usize) {
    match ::exif::Reader::new().read_from_container(&mut Cursor::new(photo)) {
        Ok(exif) => {
            let field = exif.get_field(Tag::Orientation, In::PRIMARY).unwrap();
            (field.value.get_uint(0).unwrap(), exif.fields().count())
        }
        Err(::exif::Error::NotFound(_)) => (1, 0),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn location_and_every_other_word_go_while_picture_and_orientation_stay() {
    let picture = page(60, 36);
    for orientation in 1..=8 {
        for (photo, kind) in [
            (jpeg(&picture, orientation), Kind::Jpeg),
            (png(&picture, orientation), Kind::Png),
            (webp(&picture, orientation), Kind::Webp),
        ] {
            assert!(contains(&photo, &GPS) && contains(&photo, SECRET), "the sample has what must go");
            let (clean, bytes) = taken_in(&photo).unwrap();
            assert_eq!(clean, Clean { kind, width: 60, height: 36, shrunk: false });
            assert!(!contains(&bytes, &GPS) && !contains(&bytes, SECRET), "{kind:?}");
            let expected = if orientation == 1 { (1, 0) } else { (orientation.into(), 1) };
            assert_eq!(exif_of(&bytes), expected, "{kind:?}");
            let (before, after) = (image::load_from_memory(&photo).unwrap(), image::load_from_memory(&bytes).unwrap());
            assert!(before == after, "{kind:?}: not one pixel changes");
        }
    }
}

#[test]
fn photos_of_other_programs_are_cleaned_in_all_their_forms() {
    for (which, photo) in FOREIGN.iter().enumerate() {
        assert!(contains(photo, SECRET) && exif_of(photo).1 > 3, "the sample has what must go");
        let (clean, bytes) = taken_in(photo).unwrap();
        assert_eq!((clean.width, clean.height, clean.shrunk), (52, 37, false));
        assert!(!contains(&bytes, SECRET), "{which}");
        assert_eq!(exif_of(&bytes), (6, 1), "{which}");
        let (before, after) = (image::load_from_memory(photo).unwrap(), image::load_from_memory(&bytes).unwrap());
        assert!(before == after, "{which}: not one pixel changes");
        for cut in 0..bytes.len() {
            assert!(taken_in(&bytes[..cut]).is_err(), "{which} cut at {cut}");
        }
    }
}

#[test]
fn a_clean_photo_is_taken_in_as_it_is() {
    for photo in all() {
        let (clean, bytes) = taken_in(&photo).unwrap();
        assert!(taken_in(&bytes) == Ok((clean, bytes)));
    }
}

#[test]
fn what_is_kept_is_the_clean_photo_and_a_torn_file_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::new([3; 32]);
    for photo in [jpeg(&page(900, 700), 6), all()[1].clone(), all()[2].clone()] {
        let (clean, bytes) = taken_in(&photo).unwrap();
        let kept = keep(dir.path(), &key, Cursor::new(&photo)).unwrap();
        assert_eq!((kept.bytes, kept.kind, kept.shrunk), (bytes.len() as u64, clean.kind, false));
        assert_eq!((kept.width, kept.height), (clean.width, clean.height));
        assert_eq!(kept.sha256, Digest(Sha256::digest(&bytes).into()));
        let mut read = Vec::new();
        Reader::open(dir.path(), &kept.name, &key).unwrap().read_to_end(&mut read).unwrap();
        assert!(read == bytes);
        assert_eq!(verify(dir.path(), &kept.name, &key, &kept.sha256), Ok(()));

        let path = dir.path().join(&kept.name);
        let whole = fs::read(&path).unwrap();
        let mut torn = whole.clone();
        let (from, to) = (whole.len() / 2, (whole.len() / 2 + 4096).min(whole.len()));
        torn[from..to].fill(0);
        for torn in [torn, whole[..whole.len() - 1].to_vec()] {
            fs::write(&path, torn).unwrap();
            assert_eq!(verify(dir.path(), &kept.name, &key, &kept.sha256), Err(PhotoError::Damaged));
        }
    }
}

#[test]
fn what_is_no_photo_is_refused_whatever_its_name_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::new([3; 32]);
    let ftyp = |brand: &str| format!("\0\0\0\x18ftyp{brand}\0\0\0\0mif1").into_bytes();
    for (what, bytes, error) in [
        ("nothing", Vec::new(), PhotoError::Damaged),
        ("one byte", vec![0xff], PhotoError::NotAnImage),
        ("a text", b"not a photo at all, a text".to_vec(), PhotoError::NotAnImage),
        ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), PhotoError::NotAnImage),
        ("a PDF", b"%PDF-1.7\n%more of it".to_vec(), PhotoError::NotAnImage),
        ("zeros of a torn write", vec![0; 50_000], PhotoError::NotAnImage),
        ("a film", ftyp("isom"), PhotoError::NotAnImage),
        ("a sound", b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), PhotoError::NotAnImage),
        ("HEIC", ftyp("heic"), PhotoError::OtherFormat),
        ("AVIF", ftyp("avif"), PhotoError::OtherFormat),
    ] {
        assert_eq!(keep(dir.path(), &key, Cursor::new(bytes)), Err(error), "{what}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_photo_that_was_cut_off_anywhere_is_refused() {
    let picture = page(24, 16);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let photo = encoded(&picture, format);
        assert!(taken_in(&photo).is_ok());
        for cut in 0..photo.len() {
            let error = taken_in(&photo[..cut]).unwrap_err();
            assert!(
                matches!(error, PhotoError::Damaged | PhotoError::NotAnImage),
                "{format:?} cut at {cut}: {error:?}"
            );
            assert!(cut < 12 || error == PhotoError::Damaged, "{format:?} cut at {cut}: {error:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_damage_makes_it_fail_and_what_passes_is_clean(
        which in 0usize..10,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..6),
    ) {
        let mut photo = all()[which].clone();
        for (at, byte, how) in changes {
            let at = at.index(photo.len());
            match how {
                0 => photo[at] = byte,
                1 => photo.insert(at, byte),
                2 => drop(photo.remove(at)),
                _ => photo.truncate(at.max(12)),
            }
        }
        if let Ok((clean, bytes)) = taken_in(&photo) {
            prop_assert!(taken_in(&bytes) == Ok((clean, bytes)));
        }
    }
}
