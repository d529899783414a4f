//! The server breaks and comes back from a backup: the phones give back what it lost, without anybody doing anything.

use hoso_core::sync::CancellationToken;
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Role;
use hoso_tests::commune::Server;
use hoso_tests::village::Handset;
use hoso_tests::{birth, picture};
use std::path::Path;

fn on() -> CancellationToken {
    CancellationToken::new()
}

async fn archive(officer: &Handset, id: DossierId) -> Vec<u8> {
    let mut bytes = Vec::new();
    officer.desk_download(id, &mut bytes, on()).await.unwrap();
    bytes
}

fn backed_up(server: &Server, folder: &Path) -> std::path::PathBuf {
    let backup = folder.join("backup");
    server.admin().backup(&backup).unwrap();
    backup
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_has_the_handed_in_version_with_its_photos_again_after_one_sync() {
    let mut server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mother = Handset::of(&server, Role::Citizen).await;
    let officer = Handset::of(&server, Role::Officer).await;
    let backup = backed_up(&server, folder.path());
    let id = birth::ready(&mother, folder.path());
    mother.hand_in(id, on()).await.unwrap();
    let before = archive(&officer, id).await;
    // What was written after the hand-in is not the desk's, before and after.
    mother.fill(id, &[("child_name", "Nguyễn Bình")], None).unwrap();
    mother.synced().await;
    let list = officer.desk_list().await.unwrap();

    server.put_back(&backup).await;
    let report = mother.synced().await;
    assert!(report.sent > 0 && report.photos_sent > 0, "{report:?}");
    assert_eq!(officer.desk_list().await.unwrap(), list);
    assert!(archive(&officer, id).await == before);
    // And then there is nothing more to say.
    let report = mother.synced().await;
    assert_eq!((report.sent, report.photos_sent, report.requests), (0, 0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_that_came_after_the_backup_of_an_older_dossier_are_sent_again() {
    let mut server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mother = Handset::of(&server, Role::Citizen).await;
    let id = birth::begun(&mother);
    mother.synced().await;
    let backup = backed_up(&server, folder.path());
    let photo = picture::jpeg(folder.path(), "a.jpg", 5, 30_000);
    mother.attach(id, "birth_note", &[&photo]).unwrap();
    assert_eq!(mother.synced().await.photos_sent, 1);
    server.put_back(&backup).await;
    assert_eq!(mother.synced().await.photos_sent, 1);
    let father = mother.second(&server).await;
    assert_eq!(father.synced().await.photos_received, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_is_not_undone_by_a_restore_and_handing_in_again_is() {
    let mut server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mother = Handset::of(&server, Role::Citizen).await;
    let officer = Handset::of(&server, Role::Officer).await;
    let backup = backed_up(&server, folder.path());
    let id = birth::ready(&mother, folder.path());
    let receipt = mother.hand_in(id, on()).await.unwrap().receipt;
    mother.withdraw(id, on()).await.unwrap();
    server.put_back(&backup).await;
    mother.synced().await;
    assert_eq!(officer.desk_list().await.unwrap()[0].number, Some(7));
    assert_eq!(mother.hand_in(id, on()).await.unwrap().receipt, receipt);
    assert_eq!(officer.desk_list().await.unwrap()[0].number, Some(1), "the desk has it before it again");
}
