//! A server that was put back to an earlier day, and cursors that nobody gave out.

use crate::kit::{Phone, Served};
use hoso_protocol::record::{Receipt, Status};
use hoso_protocol::sign::Signed;
use hoso_protocol::wire::{CompareReply, CompareRequest, Held, SyncRequest, held_digest};
use hoso_server::Limits;
use std::sync::Arc;
use tempfile::TempDir;

/// A copy of the folder as it is now.
fn copy(from: &std::path::Path) -> Arc<TempDir> {
    let to = TempDir::new().unwrap();
    let mut open = vec![from.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
            let target = to.path().join(entry.strip_prefix(from).unwrap());
            if entry.is_dir() {
                std::fs::create_dir(&target).unwrap();
                open.push(entry);
            } else {
                std::fs::copy(&entry, &target).unwrap();
            }
        }
    }
    Arc::new(to)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_put_back_to_an_earlier_day_gets_back_what_it_lost() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    let first = writer.text("một");
    phone.sync(std::slice::from_ref(&first)).await;
    let mut backup = Some(copy(server.path()));
    let second = writer.text("hai");
    let mut other = phone.writer();
    let third = other.text("ba");
    phone.sync(&[second.clone(), third.clone()]).await;
    server.stop().await;

    let server = Served::over(backup.take().unwrap(), Limits::default()).await;
    phone.address = server.address;
    let reply = phone.sync(&[]).await;
    assert!(reply.restored);
    assert_eq!(reply.edits, std::slice::from_ref(&first), "from zero");
    let held = vec![
        Held { dossier: writer.dossier, digest: held_digest([first.id(), second.id()], []) },
        Held { dossier: other.dossier, digest: held_digest([third.id()], []) },
    ];
    let request = CompareRequest { held, ..CompareRequest::default() };
    let compared: CompareReply = phone.post("/v1/compare", &request).await.json();
    assert_eq!(compared.differ, [writer.dossier, other.dossier]);
    phone.sync(&[first, second, third]).await;
    let compared: CompareReply = phone.post("/v1/compare", &request).await.json();
    assert_eq!(compared.differ, []);
    assert!(!phone.sync(&[]).await.restored);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_server_that_went_past_an_old_cursor_is_found_out_by_its_chain() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let backup = copy(server.path());
    let mut lost = phone.writer();
    phone.sync(&[lost.text("mất")]).await;
    server.stop().await;
    let server = Served::over(backup, Limits::default()).await;
    // Another phone of the person goes on: the numbers of the log grow past the old cursor.
    let mut second = Phone { address: server.address, cursor: None, ..clone(&phone) };
    let mut writer = second.writer();
    let edits = [writer.text("mới"), writer.text("nữa"), writer.text("nữa")];
    second.sync(&edits).await;
    phone.address = server.address;
    let reply = phone.sync(&[]).await;
    assert!(reply.restored);
    assert_eq!(reply.edits, edits);
}

fn clone(phone: &Phone) -> Phone {
    Phone {
        address: phone.address,
        key: phone.key.clone(),
        token: phone.token.clone(),
        server: phone.server,
        certificate: phone.certificate.clone(),
        cursor: phone.cursor.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_nobody_gave_out_starts_from_zero() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    phone.sync(&[writer.text("một")]).await;
    let good = phone.cursor.clone().unwrap();
    let mut wrong: Vec<String> = ["", "x", "AQ==", "💥", &"A".repeat(100_000)].map(str::to_owned).into();
    for at in 0..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        wrong.push(String::from_utf8(bytes).unwrap());
    }
    for cursor in wrong {
        let request = SyncRequest { cursor: Some(cursor.clone()), ..SyncRequest::default() };
        let reply = phone.round(&request).await;
        // A cursor of no partition at all is one that read nothing.
        assert!(reply.restored || cursor == "AQ", "{cursor}");
        assert_eq!(reply.edits.len(), 1, "{cursor}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_and_statuses_that_the_server_signed_and_lost_are_adopted_others_are_not() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut stranger = server.citizen().await;
    let dossier = phone.writer().dossier;
    let receipt = Receipt {
        id: "TN-7F3K-92QD".into(),
        dossier,
        version: hoso_protocol::ids::Digest([1; 32]),
        at: 1,
        commune: crate::kit::COMMUNE.into(),
        place: "x".into(),
        supplement: false,
    };
    let status = Status {
        id: hoso_protocol::ids::Digest([2; 32]),
        dossier,
        number: 1,
        text: "x".into(),
        paper: None,
        code: None,
        due: None,
        at: 1,
    };
    let (ours, forger) = (server.admin.keys().sign(), &phone.key.clone());
    let forged = CompareRequest {
        receipts: vec![Signed::new(&receipt, forger)],
        statuses: vec![Signed::new(&status, forger)],
        ..CompareRequest::default()
    };
    let _: CompareReply = phone.post("/v1/compare", &forged).await.json();
    let reply = phone.sync(&[]).await;
    assert_eq!((reply.receipts.len(), reply.statuses.len()), (0, 0));

    let lost = CompareRequest {
        receipts: vec![Signed::new(&receipt, ours)],
        statuses: vec![Signed::new(&status, ours)],
        ..CompareRequest::default()
    };
    for _ in 0..2 {
        let _: CompareReply = phone.post("/v1/compare", &lost).await.json();
    }
    let reply = phone.sync(&[]).await;
    assert_eq!((reply.receipts, reply.statuses), (lost.receipts.clone(), lost.statuses.clone()));
    let _: CompareReply = stranger.post("/v1/compare", &lost).await.json();
    let reply = stranger.sync(&[]).await;
    assert_eq!((reply.receipts.len(), reply.statuses.len()), (0, 0));
}
