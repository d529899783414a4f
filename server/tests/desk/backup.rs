use crate::case::{Case, blobs_first, received, submit};
use crate::kit::{Phone, Served};
use crate::tus::{dossier, photo, send, sha256};
use hoso_protocol::desk::{DeskDecision, DeskList};
use hoso_protocol::edit::SignedEdit;
use hoso_protocol::record::{Erase, Role};
use hoso_protocol::sign::Signed;
use hoso_protocol::wire::{CompareReply, CompareRequest, HandInReply, Held, SyncRequest, held_digest};
use hoso_server::backup::{BackupError, Manifest, restore};
use hoso_server::{Limits, ServerDir, audit};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A place for a backup beside the server's folder: photos can be shared.
fn place(folder: &TempDir) -> PathBuf {
    folder.path().join("to")
}

async fn compare(phone: &Phone, edits: &[SignedEdit], more: CompareRequest) -> CompareReply {
    let dossier = edits[0].read().unwrap().body.dossier;
    let held = vec![Held { dossier, digest: held_digest(edits.iter().map(SignedEdit::id), []) }];
    phone.post("/v1/compare", &CompareRequest { held, ..more }).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_after_the_backup_is_given_back_by_the_phones_and_the_receipt_stays_the_same() {
    let server = Served::start().await;
    let elsewhere = TempDir::new().unwrap();
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    let mut case = Case::filled(&server, &mut phone).await;
    let backup = place(&elsewhere);
    server.admin.backup(&backup).unwrap();

    // More work: values, a photo, a hand-in, a decision, one more phone.
    case.set(&[("field/child_name", "Trần Thị Bình")]);
    case.sync(&mut phone).await;
    send(&phone, case.id(), &case.photo).await;
    let receipt = received(case.hand_in(&phone).await);
    let take = DeskDecision::Take { dossier: case.id(), code: "H26-1".into(), due: "2026-12-02".into() };
    assert_eq!(officer.post("/v1/desk/status", &take).await.status, 200);
    let told = phone.sync(&[]).await;
    let mut second = phone.second().await;
    second.pull().await;

    // The server runs on while it is restored.
    let restored = restore(&backup, server.path(), false).unwrap();
    assert_eq!((restored.photos, restored.lost, restored.erased, restored.carried), (0, 0, 0, true));
    assert_eq!(officer.get("/v1/desk").await.json::<DeskList>().dossiers, []);

    let reply = phone.sync(&[]).await;
    assert!(reply.restored, "the cursor of before does not fit");
    let more = CompareRequest { receipts: told.receipts, statuses: told.statuses.clone(), ..CompareRequest::default() };
    let differ = compare(&phone, &case.edits, more).await.differ;
    assert_eq!(differ, [case.id()]);
    // Known by its receipt alone until the phone has sent the edits.
    let listed: DeskList = officer.get("/v1/desk").await.json();
    assert_eq!((listed.dossiers[0].receipt.clone(), listed.dossiers[0].for_whom.clone()), (receipt.clone(), None));
    assert_eq!(listed.dossiers[0].statuses, told.statuses);
    let path = format!("/v1/desk/dossiers/{}.zip", case.id());
    assert_eq!(officer.get(&path).await.problem(), "conflict");
    assert!(matches!(submit(&phone, case.version(), None).await, HandInReply::SendFirst { .. }));

    case.sync(&mut phone).await;
    let again = compare(&phone, &case.edits, CompareRequest::default()).await;
    assert_eq!((again.differ, again.missing_blobs), (vec![], vec![(case.id(), sha256(&case.photo))]));
    assert_eq!(blobs_first(submit(&phone, case.version(), Some(receipt.clone())).await), [sha256(&case.photo)]);
    send(&phone, case.id(), &case.photo).await;
    assert_eq!(received(submit(&phone, case.version(), Some(receipt.clone())).await), receipt);
    assert_eq!(received(case.hand_in(&second).await), receipt, "a phone that was enrolled after the backup goes on");
    let listed: DeskList = officer.get("/v1/desk").await.json();
    assert_eq!(listed.dossiers[0].for_whom.as_deref(), Some("Trần Thị Bình"));
    assert_eq!(listed.dossiers[0].statuses, told.statuses, "nothing is said twice");
    assert_eq!(officer.get(&path).await.status, 200);
    assert_eq!(audit::verify(&server.admin).unwrap().fault, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_a_phone_shows_is_taken_also_when_later_edits_came_first() {
    let server = Served::start().await;
    let elsewhere = TempDir::new().unwrap();
    let mut phone = server.citizen().await;
    let mut case = Case::ready(&server, &mut phone).await;
    server.admin.backup(&place(&elsewhere)).unwrap();
    let (version, receipt) = (case.version(), received(case.hand_in(&phone).await));
    case.set(&[("field/child_name", "Trần Thị Bình")]);
    case.sync(&mut phone).await;
    restore(&place(&elsewhere), server.path(), false).unwrap();
    case.sync(&mut phone).await;
    assert_eq!(received(submit(&phone, version, Some(receipt.clone())).await), receipt);
    let officer = server.phone(Role::Officer).await;
    let listed: DeskList = officer.get("/v1/desk").await.json();
    assert_eq!(listed.dossiers[0].for_whom.as_deref(), Some("Trần Thị Bé"), "as it was handed in");
    // What the person wrote since is a version of its own.
    assert!(case.receipt(&phone).await.supplement);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_photos_and_a_fresh_machine_serves_them() {
    let server = Served::start().await;
    let elsewhere = TempDir::new().unwrap();
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    send(&phone, id, &photo(1, 70_000)).await;
    let done = server.admin.backup(&place(&elsewhere)).unwrap();
    assert_eq!(done.photos, 1);
    let manifest = Manifest::read(&place(&elsewhere)).unwrap();
    assert_eq!((manifest.server, manifest.photos), (phone.server, 1));
    drop(server.stop().await);

    let fresh = Arc::new(TempDir::new().unwrap());
    let into = fresh.path().join("server");
    let restored = restore(&place(&elsewhere), &into, false).unwrap();
    assert_eq!((restored.photos, restored.lost, restored.carried), (1, 0, false));
    let folder = Arc::new(TempDir::new().unwrap());
    std::fs::remove_dir(folder.path()).unwrap();
    std::fs::rename(&into, folder.path()).unwrap();
    let server = Served::over(folder, Limits::default()).await;
    phone.address = server.address;
    let reply = phone.sync(&[]).await;
    assert!(reply.restored);
    let blob = phone.get(&format!("/v1/blobs/{}", reply.blobs[0].id)).await;
    assert!(blob.body == photo(1, 70_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_stays_erased_after_a_restore() {
    let server = Served::start().await;
    let elsewhere = TempDir::new().unwrap();
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    let edit = writer.text("xin xóa");
    phone.sync(std::slice::from_ref(&edit)).await;
    send(&phone, writer.dossier, &photo(1, 70_000)).await;
    let kept = dossier(&mut phone).await;
    server.admin.backup(&place(&elsewhere)).unwrap();
    let erase = Signed::new(&Erase { dossier: writer.dossier, by: phone.key.public(), at: 1 }, &phone.key);
    let request = SyncRequest { cursor: phone.cursor.clone(), edits: vec![], erases: vec![erase.clone()] };
    assert_eq!(phone.round(&request).await.erases, std::slice::from_ref(&erase));
    assert!(!place(&elsewhere).join("erased.log").exists());

    let restored = restore(&place(&elsewhere), server.path(), false).unwrap();
    assert_eq!(restored.erased, 1);
    let reply = phone.sync(std::slice::from_ref(&edit)).await;
    assert_eq!((reply.voids.len(), reply.blobs.len()), (1, 0), "refused for ever");
    phone.cursor = None;
    let edits = phone.pull().await;
    assert!(edits.iter().all(|edit| edit.read().unwrap().body.dossier == kept.dossier));
    assert_eq!(std::fs::read_dir(server.path().join("blobs")).unwrap().count(), 0);
    let text: Vec<u8> = std::fs::read(server.path().join("server.db")).unwrap();
    assert!(!text.windows(7).any(|part| part == "xin xóa".as_bytes().get(..7).unwrap()), "not in free pages either");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_was_taken_away_does_not_come_back() {
    let server = Served::start().await;
    let elsewhere = TempDir::new().unwrap();
    let phone = server.citizen().await;
    server.admin.backup(&place(&elsewhere)).unwrap();
    server.admin.revoke(phone.key.public()).unwrap();
    restore(&place(&elsewhere), server.path(), false).unwrap();
    assert_eq!(phone.post("/v1/sync", &SyncRequest::default()).await.problem(), "revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_holds_something_else_is_left_alone() {
    let (server, other) = (Served::start().await, Served::start().await);
    let elsewhere = TempDir::new().unwrap();
    let phone = other.citizen().await;
    server.admin.backup(&place(&elsewhere)).unwrap();
    let refused = restore(&place(&elsewhere), other.path(), false);
    assert!(matches!(refused, Err(BackupError::NotEmpty)), "{refused:?}");
    let refused = restore(&place(&elsewhere), other.path(), true);
    assert!(matches!(refused, Err(BackupError::Running)), "{refused:?}");
    assert_eq!(phone.post("/v1/sync", &SyncRequest::default()).await.status, 200, "it runs on as before");

    let notes = TempDir::new().unwrap();
    std::fs::write(notes.path().join("notes.txt"), "x").unwrap();
    assert!(matches!(restore(&place(&elsewhere), notes.path(), false), Err(BackupError::NotEmpty)));
    restore(&place(&elsewhere), notes.path(), true).unwrap();
    assert!(notes.path().join("notes.txt").exists());
    let dir = ServerDir::open(notes.path()).unwrap();
    assert_eq!(dir.keys().sign().public(), server.admin.keys().sign().public());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_is_refused_and_a_lost_photo_is_counted() {
    let server = Served::start().await;
    let elsewhere = TempDir::new().unwrap();
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    send(&phone, id, &photo(1, 70_000)).await;
    let backup = place(&elsewhere);
    server.admin.backup(&backup).unwrap();
    assert!(matches!(server.admin.backup(&backup), Err(BackupError::Exists)));
    let fresh = TempDir::new().unwrap();
    let change = |path: &Path, to: &[u8]| {
        let before = std::fs::read(path).unwrap();
        std::fs::remove_file(path).unwrap();
        std::fs::write(path, to).unwrap();
        before
    };
    let database = backup.join("server.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let whole = change(&database, {
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        &bytes
    });
    let refused = restore(&backup, &fresh.path().join("a"), false);
    assert!(matches!(refused, Err(BackupError::Damaged(_))), "{refused:?}");
    change(&database, &whole);
    let photo = std::fs::read_dir(backup.join("blobs")).unwrap().next().unwrap().unwrap().path();
    change(&photo, b"not a photo");
    let restored = restore(&backup, &fresh.path().join("b"), false).unwrap();
    assert_eq!((restored.photos, restored.lost), (0, 1));
    assert!(matches!(restore(fresh.path(), &fresh.path().join("c"), false), Err(BackupError::Damaged(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_phones_write_is_of_one_moment() {
    let server = Served::start().await;
    let elsewhere = TempDir::new().unwrap();
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    let work = tokio::spawn(async move {
        for i in 0..40 {
            let edit = writer.text(&format!("giá trị {i}"));
            phone.sync(&[edit]).await;
        }
    });
    let mut made = 0;
    while !work.is_finished() {
        let to = elsewhere.path().join(made.to_string());
        let dir = ServerDir::open(server.path()).unwrap();
        tokio::task::spawn_blocking(move || dir.backup(&to).unwrap()).await.unwrap();
        made += 1;
    }
    work.await.unwrap();
    assert!(made > 0);
    for i in 0..made {
        let into = elsewhere.path().join(format!("restored-{i}"));
        restore(&elsewhere.path().join(i.to_string()), &into, false).unwrap();
        let dir = ServerDir::open(&into).unwrap();
        assert_eq!(audit::verify(&dir).unwrap().fault, None);
        // Each edit came with its entry in the log, in one transaction.
        let (edits, entries): (i64, i64) = dir
            .store()
            .read(|tx| {
                let count = |sql| tx.query_row(sql, [], |row| row.get(0));
                Ok((count("SELECT count(*) FROM edit")?, count("SELECT count(*) FROM log WHERE kind = 1")?))
            })
            .unwrap();
        assert_eq!(edits, entries);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_did_not_hand_in_gives_back_the_version_all_the_same() {
    let server = Served::start().await;
    let elsewhere = TempDir::new().unwrap();
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    server.admin.backup(&place(&elsewhere)).unwrap();
    let case = Case::ready(&server, &mut phone).await;
    case.receipt(&phone).await;
    let mut second = phone.second().await;
    let told = second.sync(&[]).await;
    let path = format!("/v1/desk/dossiers/{}.zip", case.id());
    let before = officer.get(&path).await.body;

    restore(&place(&elsewhere), server.path(), false).unwrap();
    let more = CompareRequest { receipts: told.receipts, statuses: told.statuses, ..CompareRequest::default() };
    compare(&second, &case.edits, more).await;
    case.sync(&mut second).await;
    send(&second, case.id(), &case.photo).await;
    let listed: DeskList = officer.get("/v1/desk").await.json();
    assert_eq!(listed.dossiers[0].for_whom.as_deref(), Some("Trần Thị Bé"));
    assert!(officer.get(&path).await.body == before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_that_is_given_back_stands_where_it_belongs() {
    let server = Served::start().await;
    let elsewhere = TempDir::new().unwrap();
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    let case = Case::ready(&server, &mut phone).await;
    case.receipt(&phone).await;
    server.admin.backup(&place(&elsewhere)).unwrap();
    let refuse = DeskDecision::Refuse { dossier: case.id(), text: "nhầm".into() };
    assert_eq!(officer.post("/v1/desk/status", &refuse).await.status, 200);
    let statuses = phone.sync(&[]).await.statuses;
    restore(&place(&elsewhere), server.path(), false).unwrap();
    // The desk decides before the phone has told what it knows.
    let take = DeskDecision::Take { dossier: case.id(), code: "H26-1".into(), due: "2026-12-02".into() };
    assert_eq!(officer.post("/v1/desk/status", &take).await.status, 200);
    compare(&phone, &case.edits, CompareRequest { statuses, ..CompareRequest::default() }).await;
    let listed: DeskList = officer.get("/v1/desk").await.json();
    let numbers: Vec<u32> =
        listed.dossiers[0].statuses.iter().map(|status| status.open(phone.server).unwrap().number).collect();
    assert_eq!(numbers, [1, 3, 2]);
    let finish = DeskDecision::Finish { dossier: case.id() };
    assert_eq!(officer.post("/v1/desk/status", &finish).await.status, 200);
}
