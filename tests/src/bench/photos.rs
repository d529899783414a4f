//! Memory with many photos: they are never held whole, and never all at once.

use super::disk::Disk;
use super::{Row, again, peak_mb, runtime};
use crate::commune::Server;
use crate::{birth, picture};
use hoso_core::Phone;
use hoso_core::sync::{CancellationToken, Quiet};
use hoso_protocol::record::Role;
use std::path::Path;

const BYTES: usize = 300_000;

/// `photo_memory_mb`.
pub fn run(disk: &Disk) -> Vec<Row> {
    let runtime = runtime();
    let peak = |photos: usize| {
        let folder = disk.folder();
        let server_disk = disk.folder();
        for i in 0..photos {
            picture::jpeg(folder.path(), &format!("{i}.jpg"), i as u32, BYTES);
        }
        runtime.block_on(async {
            let server = Server::start_in(server_disk).await;
            std::fs::write(folder.path().join("server"), format!("{} {}", server.url(), server.code(Role::Citizen)))
                .unwrap();
            let path = folder.path().to_owned();
            let role = format!("photos-{photos}");
            let printed = tokio::task::spawn_blocking(move || again(&role, &path)).await.unwrap();
            printed.trim().parse::<f64>().unwrap()
        })
    };
    let (few, many) = (peak(10), peak(100));
    let floor = format!("peak with 100 photos {many:.1} MB, with 10 {few:.1} MB");
    vec![Row::new("photo_memory_mb", many - few, "MB", floor)]
}

/// Attaches and sends the photos of its folder, prints peak memory.
pub fn child(role: &str, folder: &Path) {
    let photos: usize = role.strip_prefix("photos-").unwrap().parse().unwrap();
    let server = std::fs::read_to_string(folder.join("server")).unwrap();
    let (url, code) = server.split_once(' ').unwrap();
    let phone = Phone::open(&folder.join("phone")).unwrap();
    let id = birth::begun(&phone);
    for i in 0..photos {
        phone.attach(id, "birth_note", &[&folder.join(format!("{i}.jpg"))]).unwrap();
    }
    let sent = runtime().block_on(async {
        phone.enrol(url, None, code).await.unwrap();
        phone.sync(&Quiet, CancellationToken::new()).await.unwrap().photos_sent
    });
    assert_eq!(sent as usize, photos);
    println!("{}", peak_mb());
}
