//! Photos: whole on the phone, whole on the server, whole on the second phone.

use hoso_protocol::record::Role;
use hoso_tests::commune::Server;
use hoso_tests::village::Handset;
use hoso_tests::{birth, picture};

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_up_once_and_come_down_on_the_second_phone_in_their_order() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mother = Handset::of(&server, Role::Citizen).await;
    let id = birth::begun(&mother);
    let files: Vec<_> = (1..=3).map(|i| picture::jpeg(folder.path(), &format!("{i}.jpg"), i, 60_000)).collect();
    let paths: Vec<_> = files.iter().map(std::path::PathBuf::as_path).collect();
    let pages = mother.attach(id, "birth_note", &paths).unwrap().pages;
    mother.move_page(id, "birth_note", &pages[2].page, 1).unwrap();
    let report = mother.synced().await;
    assert_eq!(report.photos_sent, 3);
    let idle = mother.synced().await;
    assert_eq!((idle.photos_sent, idle.requests), (0, 1));
    let father = mother.second(&server).await;
    assert_eq!(father.synced().await.photos_received, 3);
    let shown = father.show(id).unwrap().papers["birth_note"].pages.clone();
    assert!(shown.iter().all(|page| page.here));
    let order: Vec<_> = shown.iter().map(|page| page.sha256).collect();
    assert_eq!(order, [pages[2].sha256, pages[0].sha256, pages[1].sha256]);
    assert!(father.doctor().unwrap().healthy);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retaken_page_stands_where_the_old_one_stood_and_a_removed_one_comes_back_by_undo() {
    let folder = tempfile::tempdir().unwrap();
    let phone = Handset::new();
    let id = birth::begun(&phone);
    let files: Vec<_> = (1..=3).map(|i| picture::jpeg(folder.path(), &format!("{i}.jpg"), i, 20_000)).collect();
    let pages = phone.attach(id, "birth_note", &[&files[0], &files[1]]).unwrap().pages;
    let again = phone.retake(id, "birth_note", &pages[0].page, &files[2]).unwrap().pages.remove(0);
    let shown = |phone: &Handset| -> Vec<_> {
        phone.show(id).unwrap().papers["birth_note"].pages.iter().map(|page| page.sha256).collect()
    };
    assert_eq!(shown(&phone), [again.sha256, pages[1].sha256]);
    phone.remove_page(id, "birth_note", &pages[1].page).unwrap();
    assert_eq!(shown(&phone), [again.sha256]);
    phone.undo(id).unwrap();
    assert_eq!(shown(&phone), [again.sha256, pages[1].sha256]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_photo_is_refused_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let phone = Handset::new();
    let id = birth::begun(&phone);
    let file = folder.path().join("x.jpg");
    std::fs::write(&file, "no picture").unwrap();
    let good = picture::jpeg(folder.path(), "good.jpg", 1, 20_000);
    assert_eq!(phone.attach(id, "birth_note", &[&good, &file]).unwrap_err().code, "photo.not_an_image");
    assert!(phone.show(id).unwrap().papers["birth_note"].pages.is_empty());
    assert_eq!(std::fs::read_dir(phone.disk.path().join("photos")).unwrap().count(), 0);
}
