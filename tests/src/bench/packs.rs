//! The catalog of the whole nation as one pack: how large, how large a change, how long to install.
//!
//! The records are not the project's: `HOSO_PORTAL` names the folder of a phone into which they were imported. Without it
//! there are no rows.

use super::disk::Disk;
use super::{Row, median};
use hoso_core::catalog::Catalog;
use hoso_core::catalog::packs::build::{Label, build, build_delta};
use hoso_core::catalog::packs::{Opened, Packs, ROOT_FORMAT, Root, RootFile, RootKind, open};
use hoso_protocol::pack::{Part, split};
use hoso_protocol::procedure::Procedure;
use minisign::KeyPair;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const RUNS: usize = 5;

/// `pack_mb`, `pack_delta_kb` and `pack_install_s`.
pub fn run(disk: &Disk) -> Vec<Row> {
    let Some(folder) = std::env::var_os("HOSO_PORTAL") else { return vec![] };
    let catalog = Catalog::open(Path::new(&folder)).unwrap();
    let mut all: Vec<Procedure> = catalog.iter().map(|one| one.as_ref().clone()).collect();
    let key = || KeyPair::generate_unencrypted_keypair().unwrap();
    let (keepers, pack_key) = ([key(), key(), key()], key());
    let one = sign(&pack_key, &build(&label(1), &all, None).unwrap());
    let first = opened(&one);

    // One procedure whose fee or steps change, as happens.
    let changed = all.len() / 2;
    all[changed].steps.push("Nhận kết quả tại quầy đã nộp.".into());
    if let Some(channel) = all[changed].channels.first_mut() {
        channel.fee.text = "15.000 đồng một bản".into();
    }
    let two = sign(&pack_key, &build(&label(2), &all, Some(&first.content)).unwrap());
    let delta = sign(&pack_key, &build_delta(&first, &opened(&two)).unwrap());

    let root = Root {
        v: ROOT_FORMAT,
        kind: RootKind::Root,
        name: label(1).name,
        version: 1,
        threshold: 2,
        keys: keepers.iter().map(|key| key.pk.to_base64()).collect(),
        packs: vec![pack_key.pk.to_base64()],
        revoked: vec![],
        floor: 0,
    };
    let signed = serde_json::to_string(&root).unwrap();
    let signatures = keepers.iter().take(2).map(|key| signature(key, signed.as_bytes())).collect();
    let root = RootFile { signed, signatures };
    let (mut whole, mut by_delta) = (vec![], vec![]);
    for _ in 0..RUNS {
        let phone = disk.folder();
        let packs = Packs::of(phone.path());
        packs.take_root(&root).unwrap();
        for (file, times) in [(&one, &mut whole), (&delta, &mut by_delta)] {
            let since = Instant::now();
            assert!(packs.install(std::slice::from_ref(file), &mut |_| {}).unwrap().changed);
            times.push(since.elapsed().as_secs_f64());
        }
    }
    let lines = first.content.lines.iter().flat_map(|line| [line.as_slice(), b"\n"]).flatten().copied().collect();
    let xz = xz(lines).map_or("no xz here".to_owned(), |bytes| format!("xz -9 of the same lines {bytes} bytes"));
    let count = first.content.lines.len();
    let against = format!("{count} procedures, {} bytes unpacked; {xz}", first.header.content.bytes);
    let steps =
        format!("verified, unpacked, catalog.db written, median of {RUNS}; by the delta {:.3} s", median(by_delta));
    vec![
        Row::new("pack_mb", one.len() as f64 / 1e6, "MB", against),
        Row::new("pack_delta_kb", delta.len() as f64 / 1e3, "KB", "one procedure with another fee and one step more"),
        Row::new("pack_install_s", median(whole), "s", steps),
    ]
}

fn label(number: u64) -> Label {
    Label { name: "do-thu".into(), number, issued: "2026-11-25".into(), review_by: "2027-02-25".into() }
}

fn signature(key: &KeyPair, bytes: &[u8]) -> String {
    minisign::sign(Some(&key.pk), &key.sk, Cursor::new(bytes), Some("do-thu"), None).unwrap().into_string()
}

fn sign(key: &KeyPair, payload: &[u8]) -> Vec<u8> {
    [signature(key, payload).as_bytes(), payload].concat()
}

fn opened(file: &[u8]) -> Opened {
    match split(file).unwrap().remove(0) {
        Part::Pack(sealed) => open(&[sealed]).unwrap(),
        Part::Root(_) => unreachable!("a pack was made"),
    }
}

/// How small `xz -9` makes it; `None` where there is no xz.
fn xz(lines: Vec<u8>) -> Option<usize> {
    let mut child = Command::new("xz").args(["-9", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    let writer = std::thread::spawn(move || stdin.write_all(&lines));
    let packed = child.wait_with_output().ok()?.stdout.len();
    writer.join().ok()?.ok()?;
    Some(packed)
}
