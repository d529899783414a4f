//! No signal for weeks, then some.

use hoso_core::Kind;
use hoso_core::sync::{CancellationToken, Quiet};
use hoso_protocol::record::Role;
use hoso_tests::birth;
use hoso_tests::commune::Server;
use hoso_tests::village::{Handset, family};

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_made_without_signal_goes_out_when_there_is_some_and_then_there_is_nothing_to_say() {
    let mut server = Server::start().await;
    let phone = Handset::of(&server, Role::Citizen).await;
    server.down().await;
    let id = birth::begun(&phone);
    phone.fill(id, &[("child_name", "Nguyễn An")], None).unwrap();
    let error = phone.sync(&Quiet, CancellationToken::new()).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::Network, "no_connection"));
    assert_eq!(birth::value(&phone, id, "child_name").as_deref(), Some("Nguyễn An"));
    server.up().await;
    let report = phone.synced().await;
    assert_eq!((report.sent, report.differ.len(), report.later), (1, 0, 0));
    assert_eq!(phone.show(id).unwrap().place, "server");
    let idle = phone.synced().await;
    assert_eq!((idle.requests, idle.sent, idle.received), (1, 0, 0));
    assert!(idle.bytes_up + idle.bytes_down <= 800, "{} + {}", idle.bytes_up, idle.bytes_down);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_not_enrolled_says_so_and_keeps_everything() {
    let phone = Handset::new();
    let id = birth::begun(&phone);
    let error = phone.sync(&Quiet, CancellationToken::new()).await.unwrap_err();
    assert_eq!((error.kind, error.next.as_str()), (Kind::NotAllowed, "enrol"));
    assert_eq!(phone.show(id).unwrap().place, "phone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_or_wrong_code_does_not_enrol() {
    let server = Server::start().await;
    let code = server.code(Role::Citizen);
    let (one, two) = (Handset::new(), Handset::new());
    one.enrol(&server.url(), None, &code).await.unwrap();
    one.enrol(&server.url(), None, &code.to_lowercase()).await.unwrap();
    assert_eq!(two.enrol(&server.url(), None, &code).await.unwrap_err().kind, Kind::NotAllowed);
    assert_eq!(two.enrol(&server.url(), None, "ABCD-EFGH-JK").await.unwrap_err().kind, Kind::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_put_back_from_a_backup_gets_back_what_it_lost() {
    let mut server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let phone = Handset::of(&server, Role::Citizen).await;
    let officer = Handset::of(&server, Role::Officer).await;
    let before = birth::begun(&phone);
    phone.synced().await;
    let backup = folder.path().join("backup");
    server.admin().backup(&backup).unwrap();
    let after = birth::ready(&phone, folder.path());
    let receipt = phone.hand_in(after, CancellationToken::new()).await.unwrap().receipt;
    server.put_back(&backup).await;
    assert!(officer.desk_list().await.unwrap().is_empty(), "the backup is older than the hand-in");
    phone.synced().await;
    let list = officer.desk_list().await.unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].receipt, receipt.id, "the phone gave the receipt back");
    let again = phone.hand_in(after, CancellationToken::new()).await.unwrap().receipt;
    assert_eq!((again.id, again.signature), (receipt.id, receipt.signature));
    assert_eq!(phone.show(before).unwrap().place, "server");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_lost_its_right_keeps_what_was_typed_and_can_still_give_it_out() {
    let server = Server::start().await;
    let (_mother, father, id) = family(&server).await;
    father.fill(id, &[("child_name", "Nguyễn Ân")], None).unwrap();
    server.admin().revoke(father.device()).unwrap();
    assert_eq!(father.sync(&Quiet, CancellationToken::new()).await.unwrap_err().code, "revoked");
    assert_eq!(birth::value(&father, id, "child_name").as_deref(), Some("Nguyễn Ân"), "still on his phone");
    assert!(father.export(id, &father.disk.path().join("out")).unwrap().files.len() >= 2);
}
