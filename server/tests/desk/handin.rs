use crate::case::{Case, blobs_first, reason, received, submit};
use crate::kit::{COMMUNE, Phone, Served};
use crate::tus::{send, sha256};
use hoso_protocol::edit::Tip;
use hoso_protocol::ids::{Digest, EditId, ReplicaId};
use hoso_protocol::record::Role;
use hoso_protocol::status::{NEW, WITHDRAWN};
use hoso_protocol::value::Value;
use hoso_protocol::wire::{HandInReply, WithdrawReply, WithdrawRequest};
use hoso_server::{Limits, audit};

/// Numbers and words of all statuses that a phone is told from the start.
async fn statuses(phone: &mut Phone) -> Vec<(u32, String)> {
    phone.cursor = None;
    let reply = phone.sync(&[]).await;
    let open = |status: &hoso_protocol::sign::Signed<_>| status.open(phone.server).unwrap();
    reply.statuses.iter().map(open).map(|s: hoso_protocol::record::Status| (s.number, s.text)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complete_dossier_is_received_and_every_phone_of_the_person_learns_of_it() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let case = Case::ready(&server, &mut phone).await;
    let receipt = case.receipt(&phone).await;
    assert_eq!((receipt.dossier, receipt.version), (case.id(), case.version().id()));
    assert_eq!((receipt.commune.as_str(), receipt.place.as_str()), (COMMUNE, "số 2 phố Nhà Thờ"));
    assert!(!receipt.supplement);
    let parts: Vec<&str> = receipt.id.split('-').collect();
    assert!(matches!(parts.as_slice(), ["TN", a, b] if a.len() == 4 && b.len() == 4), "{}", receipt.id);

    let mut second = phone.second().await;
    let reply = second.sync(&[]).await;
    assert_eq!(reply.receipts[0].open(second.server).unwrap(), receipt);
    assert_eq!(statuses(&mut second).await, [(NEW, "Mới gửi, xã chưa xem".to_owned())]);
    assert_eq!(audit::verify(&server.admin).unwrap().fault, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_version_has_one_receipt_for_ever() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut case = Case::ready(&server, &mut phone).await;
    let version = case.version();
    let first = received(case.hand_in(&phone).await);
    assert_eq!(received(case.hand_in(&phone).await), first);
    let second = phone.second().await;
    assert_eq!(received(case.hand_in(&second).await), first);
    // Also after later edits, and after a new start.
    case.set(&[("field/child_name", "Trần Thị Bình")]);
    case.sync(&mut phone).await;
    let server = Served::over(server.stop().await, Limits::default()).await;
    phone.address = server.address;
    assert_eq!(received(submit(&phone, version, None).await), first);
    assert_eq!(statuses(&mut phone).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_does_not_hold_has_to_be_sent_first() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut case = Case::filled(&server, &mut phone).await;
    assert_eq!(blobs_first(case.hand_in(&phone).await), [sha256(&case.photo)]);
    case.set(&[("field/remark", "sinh đôi")]);
    let HandInReply::SendFirst { edits, .. } = case.hand_in(&phone).await else { panic!() };
    assert_eq!(edits, [case.edits.last().unwrap().id()]);
    case.sync(&mut phone).await;
    send(&phone, case.id(), &case.photo).await;
    case.receipt(&phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_that_never_came_has_to_be_sent_first() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut case = Case::ready(&server, &mut phone).await;
    let mut version = case.version();
    version.dossier = hoso_protocol::ids::DossierId([9; 16]);
    assert!(matches!(submit(&phone, version, None).await, HandInReply::SendFirst { .. }));
    // A tip that nobody has.
    case.set(&[("field/remark", "x")]);
    let mut version = case.version();
    version.tips.push(Tip(ReplicaId([1; 16]), 1, EditId([1; 32])));
    let HandInReply::SendFirst { edits, .. } = submit(&phone, version, None).await else { panic!() };
    assert!(edits.contains(&EditId([1; 32])));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_check_finds_what_is_missing_and_what_is_wrong() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut case = Case::ready(&server, &mut phone).await;
    case.set(&[("field/born_on", "32/13/2020"), ("paper/card", "dont_have")]);
    case.seal([("field/child_name".to_owned(), Value::Cleared)]);
    case.sync(&mut phone).await;
    let HandInReply::NotReady { missing, wrong } = case.hand_in(&phone).await else { panic!() };
    let keys = |items: &[hoso_protocol::readiness::Item]| items.iter().map(|i| i.key.clone()).collect::<Vec<_>>();
    assert_eq!((keys(&missing), keys(&wrong)), (vec!["child_name".into(), "card".into()], vec!["born_on".into()]));
    assert_eq!(statuses(&mut phone).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_on_a_needed_key_blocks_and_one_on_a_note_does_not() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut case = Case::ready(&server, &mut phone).await;
    let mut second = phone.second().await;
    // The second phone has seen nothing of what the first wrote.
    let mut other =
        Case { writer: second.writer_in(case.id()), edits: vec![], ..Case::ready(&server, &mut phone).await };
    other.set(&[("note/a", "khác")]);
    other.sync(&mut second).await;
    case.edits.extend(other.edits.clone());
    let receipt = case.receipt(&phone).await;

    let before = other.edits.len();
    other.set(&[("field/child_name", "Trần Thị Khác")]);
    other.sync(&mut second).await;
    case.edits.extend(other.edits[before..].iter().cloned());
    let HandInReply::NotReady { missing, wrong } = case.hand_in(&phone).await else { panic!() };
    assert_eq!((missing, wrong[0].key.as_str(), wrong[0].code.as_str()), (vec![], "child_name", "wrong.conflict"));
    assert_ne!(case.version().id(), receipt.version);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_does_not_know_the_latest_values_has_to_look_again() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut case = Case::ready(&server, &mut phone).await;
    let old = case.version();
    case.set(&[("field/child_name", "Trần Thị Bình")]);
    case.sync(&mut phone).await;
    assert_eq!(submit(&phone, old, None).await, HandInReply::Changed);
    // A key that is not handed in changes nothing.
    let old = case.version();
    case.set(&[("note/a", "khác")]);
    case.sync(&mut phone).await;
    received(submit(&phone, old, None).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_digest_of_the_heads_gets_no_receipt() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let case = Case::ready(&server, &mut phone).await;
    let mut version = case.version();
    version.heads = Digest([7; 32]);
    assert_eq!(submit(&phone, version, None).await, HandInReply::Changed);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_trusted_procedures_that_may_be_sent_ahead_are_received() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut case = Case::ready(&server, &mut phone).await;
    let mut own = case.version();
    own.procedure = Digest([5; 32]);
    assert_eq!(reason(submit(&phone, own, None).await), "unknown_procedure");
    case.procedure.send_ahead = false;
    server.admin.add_procedure(&case.procedure.to_bytes()).unwrap();
    case.set(&[("procedure", &case.procedure.hash())]);
    case.sync(&mut phone).await;
    assert_eq!(reason(case.hand_in(&phone).await), "not_sent_ahead");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_hands_in_and_withdraws() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let case = Case::ready(&server, &mut phone).await;
    let (stranger, officer) = (server.citizen().await, server.phone(Role::Officer).await);
    assert_eq!(reason(case.hand_in(&stranger).await), "not_the_owner");
    let request = WithdrawRequest { dossier: case.id() };
    case.receipt(&phone).await;
    assert_eq!(stranger.post("/v1/withdraw", &request).await.problem(), "not_found");
    assert_eq!(officer.post("/v1/withdraw", &request).await.problem(), "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_while_one_is_open_is_a_supplement() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut case = Case::ready(&server, &mut phone).await;
    let first = case.receipt(&phone).await;
    case.set(&[("field/child_name", "Trần Thị Bình")]);
    case.sync(&mut phone).await;
    let second = case.receipt(&phone).await;
    assert_eq!((first.supplement, second.supplement), (false, true));
    assert_ne!(first.id, second.id);
    let told = statuses(&mut phone).await;
    assert_eq!(told[1], (NEW, "Đã gửi bổ sung, xã chưa xem".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_can_be_withdrawn_once_and_handed_in_again() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut case = Case::ready(&server, &mut phone).await;
    let request = WithdrawRequest { dossier: case.id() };
    assert_eq!(phone.post("/v1/withdraw", &request).await.problem(), "conflict");
    let receipt = received(case.hand_in(&phone).await);
    let reply: WithdrawReply = phone.post("/v1/withdraw", &request).await.json();
    assert_eq!(reply.status.open(phone.server).unwrap().number, WITHDRAWN);
    let again: WithdrawReply = phone.post("/v1/withdraw", &request).await.json();
    assert_eq!(again, reply, "after a lost answer the word of then, not a second one");

    // Showing the receipt only asks whether it is known; handing in again without it is a wish.
    let shown = received(submit(&phone, case.version(), Some(receipt.clone())).await);
    assert_eq!((shown, statuses(&mut phone).await.len()), (receipt.clone(), 2));
    assert_eq!(received(case.hand_in(&phone).await), receipt);
    assert_eq!(statuses(&mut phone).await.last().unwrap().0, NEW);

    phone.post("/v1/withdraw", &request).await;
    case.set(&[("field/child_name", "Trần Thị Bình")]);
    case.sync(&mut phone).await;
    assert!(!case.receipt(&phone).await.supplement, "nothing is open: a new hand-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_was_not_signed_here_or_is_of_another_version_is_refused() {
    let server = Served::start().await;
    let elsewhere = Served::start().await;
    let (mut phone, mut stranger) = (server.citizen().await, elsewhere.citizen().await);
    let mut case = Case::ready(&server, &mut phone).await;
    let foreign = received(Case::ready(&elsewhere, &mut stranger).await.hand_in(&stranger).await);
    let own = received(case.hand_in(&phone).await);
    case.set(&[("field/child_name", "Trần Thị Bình")]);
    case.sync(&mut phone).await;
    for receipt in [foreign, own] {
        let request = hoso_protocol::wire::HandInRequest { version: case.version(), receipt: Some(receipt) };
        assert_eq!(phone.post("/v1/hand-in", &request).await.problem(), "bad_request");
    }
}
