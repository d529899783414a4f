//! No signal for weeks, then some.

use hoso_core::Kind;
use hoso_core::sync::{CancellationToken, Quiet};
use hoso_protocol::record::Role;
use hoso_tests::birth;
use hoso_tests::commune::Server;
use hoso_tests::village::Handset;

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
