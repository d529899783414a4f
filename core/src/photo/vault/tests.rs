use std::collections::HashSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::time::{Duration, SystemTime};

use hoso_protocol::ids::Digest;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;

fn key() -> Key {
    Key::new([7; 32])
}

fn photo(size: usize) -> Vec<u8> {
    (0..size).map(|i| (i * 31 + i / 251) as u8).collect()
}

fn store(folder: &std::path::Path, plain: &[u8]) -> Stored {
    let mut writer = Writer::create(folder, &key()).unwrap();
    writer.write_all(plain).unwrap();
    writer.finish().unwrap()
}

fn read(folder: &std::path::Path, name: &str, offset: u64) -> Result<Vec<u8>, PhotoError> {
    let mut plain = Vec::new();
    Reader::open_at(folder, name, &key(), offset)?.read_to_end(&mut plain)?;
    Ok(plain)
}

#[test]
fn what_was_stored_comes_back_at_every_size_around_a_chunk() {
    let dir = tempfile::tempdir().unwrap();
    for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 17, 5 * CHUNK] {
        let plain = photo(size);
        let stored = store(dir.path(), &plain);
        assert_eq!(stored.bytes, size as u64);
        assert_eq!(stored.sha256, Digest(Sha256::digest(&plain).into()));
        assert_eq!(Reader::open(dir.path(), &stored.name, &key()).unwrap().len(), size as u64);
        assert!(read(dir.path(), &stored.name, 0).unwrap() == plain, "{size}");
        verify(dir.path(), &stored.name, &key(), &stored.sha256).unwrap();
    }
}

#[test]
fn nothing_of_the_photo_can_be_read_from_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let plain = b"Nguyen Van A 072190001234 ".repeat(9_000);
    let stored = store(dir.path(), &plain);
    let raw = fs::read(dir.path().join(&stored.name)).unwrap();
    assert!(raw.len() > plain.len());
    assert!(!raw.windows(12).any(|w| w == b"072190001234"));
    let again = store(dir.path(), &plain);
    let other = fs::read(dir.path().join(&again.name)).unwrap();
    assert!(raw[HEADER..] != other[HEADER..], "the same photo twice is not seen to be the same");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_upload_goes_on_at_any_byte(size in 0usize..4 * CHUNK, at in any::<prop::sample::Index>(), beyond in 0u64..200_000) {
        let dir = tempfile::tempdir().unwrap();
        let plain = photo(size);
        let stored = store(dir.path(), &plain);
        let at = at.index(size + 1);
        prop_assert!(read(dir.path(), &stored.name, at as u64).unwrap() == plain[at..]);
        prop_assert!(read(dir.path(), &stored.name, size as u64 + beyond).unwrap().is_empty());
    }

    #[test]
    fn bytes_written_in_any_pieces_make_the_same_photo(pieces in proptest::collection::vec(0usize..100_000, 0..8)) {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(dir.path(), &key()).unwrap();
        let mut plain = Vec::new();
        for size in pieces {
            let piece = photo(size);
            writer.write_all(&piece).unwrap();
            plain.extend(piece);
        }
        let stored = writer.finish().unwrap();
        prop_assert!(read(dir.path(), &stored.name, 0).unwrap() == plain);
    }

    #[test]
    fn any_flipped_bit_any_cut_and_any_addition_is_found(
        size in prop_oneof![Just(0usize), 1usize..300, Just(2 * CHUNK), CHUNK..3 * CHUNK],
        at in any::<prop::sample::Index>(), bit in 0u8..8, added in 1usize..70_000,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let stored = store(dir.path(), &photo(size));
        let path = dir.path().join(&stored.name);
        let whole = fs::read(&path).unwrap();

        let mut flipped = whole.clone();
        flipped[at.index(whole.len())] ^= 1 << bit;
        fs::write(&path, &flipped).unwrap();
        prop_assert_eq!(verify(dir.path(), &stored.name, &key(), &stored.sha256), Err(PhotoError::Damaged));
        prop_assert_eq!(read(dir.path(), &stored.name, 0), Err(PhotoError::Damaged));

        fs::write(&path, &whole[..at.index(whole.len())]).unwrap();
        prop_assert_eq!(Reader::open(dir.path(), &stored.name, &key()).err(), Some(PhotoError::Damaged));

        fs::write(&path, [whole.as_slice(), &vec![0; added]].concat()).unwrap();
        prop_assert_eq!(Reader::open(dir.path(), &stored.name, &key()).err(), Some(PhotoError::Damaged));
    }

    #[test]
    fn any_bytes_under_a_name_are_refused_and_never_panic(junk in proptest::collection::vec(any::<u8>(), 0..400), magic in any::<bool>()) {
        let dir = tempfile::tempdir().unwrap();
        let name = format!("{}.photo", "a".repeat(32));
        let junk = if magic { [MAGIC.as_slice(), &[FORMAT], &junk].concat() } else { junk };
        fs::write(dir.path().join(&name), junk).unwrap();
        prop_assert_eq!(Reader::open(dir.path(), &name, &key()).err(), Some(PhotoError::Damaged));
    }
}

#[test]
fn every_bit_of_a_small_photo_is_guarded() {
    let dir = tempfile::tempdir().unwrap();
    let stored = store(dir.path(), &photo(40));
    let path = dir.path().join(&stored.name);
    let whole = fs::read(&path).unwrap();
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &flipped).unwrap();
        let found = verify(dir.path(), &stored.name, &key(), &stored.sha256);
        assert_eq!(found, Err(PhotoError::Damaged), "bit {bit}");
    }
    for cut in 0..whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        assert_eq!(Reader::open(dir.path(), &stored.name, &key()).err(), Some(PhotoError::Damaged), "cut at {cut}");
    }
}

#[test]
fn a_cut_between_two_chunks_and_swapped_or_zeroed_chunks_are_found() {
    const ONE: usize = CHUNK + TAG;
    let dir = tempfile::tempdir().unwrap();
    let stored = store(dir.path(), &photo(4 * CHUNK));
    let path = dir.path().join(&stored.name);
    let whole = fs::read(&path).unwrap();
    let (header, body) = whole.split_at(HEADER);
    let chunks: Vec<&[u8]> = body.chunks(ONE).collect();
    let zeros = vec![0; ONE];
    for (what, order) in [
        ("the end is missing", vec![chunks[0], chunks[1], chunks[2]]),
        ("the beginning is missing", vec![chunks[1], chunks[2], chunks[3]]),
        ("two are swapped", vec![chunks[0], chunks[2], chunks[1], chunks[3]]),
        ("one is there twice", vec![chunks[0], chunks[1], chunks[1], chunks[2], chunks[3]]),
        ("one was never written (a torn write)", vec![chunks[0], &zeros, chunks[2], chunks[3]]),
        ("the last was never written (a torn write)", vec![chunks[0], chunks[1], chunks[2], &zeros]),
    ] {
        fs::write(&path, [header, &order.concat()].concat()).unwrap();
        assert_eq!(read(dir.path(), &stored.name, 0), Err(PhotoError::Damaged), "{what}");
        assert_eq!(verify(dir.path(), &stored.name, &key(), &stored.sha256), Err(PhotoError::Damaged), "{what}");
    }
}

#[test]
fn a_damaged_page_in_the_middle_never_hands_out_a_wrong_byte() {
    let dir = tempfile::tempdir().unwrap();
    let plain = photo(3 * CHUNK);
    let stored = store(dir.path(), &plain);
    let path = dir.path().join(&stored.name);
    let mut raw = fs::read(&path).unwrap();
    raw[HEADER + CHUNK + TAG + 5_000] ^= 1;
    fs::write(&path, raw).unwrap();
    let mut got = Vec::new();
    let error = Reader::open(dir.path(), &stored.name, &key()).unwrap().read_to_end(&mut got).unwrap_err();
    assert_eq!(PhotoError::from(error), PhotoError::Damaged);
    assert!(got == plain[..CHUNK], "the healthy bytes before it, and no more");
    assert!(read(dir.path(), &stored.name, 2 * CHUNK as u64).unwrap() == plain[2 * CHUNK..], "and those after it");
}

#[test]
fn two_swapped_photos_and_a_stale_photo_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (store(dir.path(), &photo(100)), store(dir.path(), &photo(200)));
    let (path_one, path_two) = (dir.path().join(&one.name), dir.path().join(&two.name));
    let (raw_one, raw_two) = (fs::read(&path_one).unwrap(), fs::read(&path_two).unwrap());
    fs::write(&path_one, raw_two).unwrap();
    fs::write(&path_two, raw_one).unwrap();
    for stored in [&one, &two] {
        assert_eq!(read(dir.path(), &stored.name, 0), Err(PhotoError::Damaged));
    }
    // A whole file under its own name, but not the photo that the row means.
    let three = store(dir.path(), &photo(300));
    assert_eq!(verify(dir.path(), &three.name, &key(), &one.sha256), Err(PhotoError::Damaged));
}

#[test]
fn a_wrong_key_a_newer_format_and_a_missing_file_are_each_called_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let stored = store(dir.path(), &photo(100_000));
    let wrong = Reader::open(dir.path(), &stored.name, &Key::new([8; 32])).err();
    assert_eq!(wrong, Some(PhotoError::WrongKey));

    let path = dir.path().join(&stored.name);
    let mut newer = fs::read(&path).unwrap();
    newer[8] = FORMAT + 1;
    let sum = Sha256::digest(&newer[..44]);
    newer[44..48].copy_from_slice(&sum[..4]);
    fs::write(&path, &newer).unwrap();
    assert_eq!(Reader::open(dir.path(), &stored.name, &key()).err(), Some(PhotoError::Newer));

    discard(dir.path(), &stored.name).unwrap();
    discard(dir.path(), &stored.name).unwrap();
    assert_eq!(Reader::open(dir.path(), &stored.name, &key()).err(), Some(PhotoError::Missing));
    for outside in ["../dossiers.db", "/etc/passwd", "", "x.photo"] {
        assert_eq!(Reader::open(dir.path(), outside, &key()).err(), Some(PhotoError::Missing));
    }
}

#[test]
fn an_attempt_that_is_given_up_leaves_nothing_and_a_killed_one_is_swept() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("not").join("yet");
    let mut given_up = Writer::create(&folder, &key()).unwrap();
    given_up.write_all(&photo(200_000)).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    drop(given_up);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);

    let mut killed = Writer::create(&folder, &key()).unwrap();
    killed.write_all(&photo(200_000)).unwrap();
    std::mem::forget(killed);
    let later = SystemTime::now() + Duration::from_secs(2 * 86_400);
    let swept = sweep(&folder, &HashSet::new(), later, Age::default()).unwrap();
    assert_eq!((swept.removed, swept.young), (1, 0));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn sweeping_never_touches_a_known_a_young_or_a_foreign_file() {
    let dir = tempfile::tempdir().unwrap();
    let (known, orphan) = (store(dir.path(), &photo(10)), store(dir.path(), &photo(20)));
    fs::write(dir.path().join("dossiers.db"), b"x").unwrap();
    fs::write(dir.path().join("ảnh.photo.part"), b"x").unwrap();
    fs::create_dir(dir.path().join(format!("{}.photo", "b".repeat(32)))).unwrap();
    let lost = format!("{}.photo", "c".repeat(32));
    let rows = HashSet::from([known.name.clone(), lost.clone()]);

    let day = Duration::from_secs(86_400);
    let now = SystemTime::now();
    for clock in [now, now + 29 * day, now - 400 * day] {
        let swept = sweep(dir.path(), &rows, clock, Age::default()).unwrap();
        assert_eq!(swept, Swept { removed: 0, freed: 0, young: 1, missing: vec![lost.clone()] });
    }
    let swept = sweep(dir.path(), &rows, now + 31 * day, Age::default()).unwrap();
    assert_eq!((swept.removed, swept.young), (1, 0));
    assert!(swept.freed >= 20);
    assert!(!dir.path().join(&orphan.name).exists());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4);
    verify(dir.path(), &known.name, &key(), &known.sha256).unwrap();

    let nowhere = sweep(&dir.path().join("nowhere"), &rows, now, Age::default()).unwrap();
    assert_eq!(nowhere.missing.len(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_at_once_and_no_later_write_hides_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(dir.path(), &key()).unwrap();
    writer.file = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let error = writer.write_all(&photo(CHUNK + 1)).unwrap_err();
    assert_eq!(PhotoError::from(error), PhotoError::NoSpace);
    assert!(writer.write_all(&photo(3 * CHUNK)).is_err());
    assert!(writer.finish().is_err());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn the_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let stored = store(dir.path(), &photo(10));
    let mode = fs::metadata(dir.path().join(stored.name)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_key_is_not_printed() {
    assert_eq!(format!("{:?}", key()), "Key(…)");
}
