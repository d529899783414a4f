//! "Gửi trước cho xã xem", and what the desk says.

use hoso_core::Kind;
use hoso_core::dossier::{Choice, Place, Shelf};
use hoso_core::sync::CancellationToken;
use hoso_protocol::desk::DeskDecision;
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Role;
use hoso_tests::commune::Server;
use hoso_tests::village::Handset;
use hoso_tests::{birth, picture};
use tempfile::TempDir;

fn on() -> CancellationToken {
    CancellationToken::new()
}

/// A dossier that was sent ahead, and the officer who sees it.
struct Sent {
    server: Server,
    folder: TempDir,
    phone: Handset,
    officer: Handset,
    id: DossierId,
}

impl Sent {
    async fn ahead() -> Self {
        let server = Server::start().await;
        let folder = tempfile::tempdir().unwrap();
        let phone = Handset::of(&server, Role::Citizen).await;
        let officer = Handset::of(&server, Role::Officer).await;
        let id = birth::ready(&phone, folder.path());
        phone.hand_in(id, on()).await.unwrap();
        Self { server, folder, phone, officer, id }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_that_lacks_something_is_not_sent_and_says_what() {
    let server = Server::start().await;
    let phone = Handset::of(&server, Role::Citizen).await;
    let id = birth::begun(&phone);
    let error = phone.hand_in(id, on()).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::Refused, "not_ready"));
    let (name, missing) = *error.more.unwrap();
    assert_eq!(name, "missing");
    assert!(missing.as_array().unwrap().iter().any(|item| item["key"] == "birth_note"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_version_has_one_receipt_on_both_phones_however_often_it_is_sent() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mother = Handset::of(&server, Role::Citizen).await;
    let id = birth::ready(&mother, folder.path());
    let first = mother.hand_in(id, on()).await.unwrap();
    assert!(first.text.contains("chưa phải Giấy tiếp nhận"));
    let again = mother.hand_in(id, on()).await.unwrap();
    assert_eq!(first.receipt, again.receipt);
    let father = mother.second(&server).await;
    father.synced().await;
    assert_eq!(father.show(id).unwrap().place, "handed_in");
    assert_eq!(father.hand_in(id, on()).await.unwrap().receipt, first.receipt);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_asks_for_a_paper_both_phones_show_only_that_and_the_supplement_closes_it() {
    let Sent { server, folder, phone: mother, officer, id } = Sent::ahead().await;
    let father = mother.second(&server).await;
    father.synced().await;

    let line = officer.desk_list().await.unwrap().remove(0);
    assert_eq!((line.dossier, line.code.as_str()), (id, birth::CODE));
    let text = "Ảnh bị mờ, xin chụp lại".to_owned();
    officer.desk_decide(&DeskDecision::Ask { dossier: id, paper: "birth_note".into(), text }).await.unwrap();
    for phone in [&mother, &father] {
        phone.synced().await;
        let check = phone.check(id).unwrap().check;
        assert_eq!(check.missing.len(), 1, "only the paper that was asked for");
        assert_eq!(check.missing[0].key, "birth_note");
        assert!(check.missing[0].text.contains("Ảnh bị mờ"));
        assert_eq!(check.missing[0].text.matches("Xã yêu cầu bổ sung").count(), 1);
        assert_eq!(phone.list(Shelf::Open, Place::START, 9).unwrap()[0].missing, 1, "the list says so too");
        assert!(phone.doctor().unwrap().healthy);
    }
    let page = mother.show(id).unwrap().papers["birth_note"].pages[0].page.clone();
    let sharper = picture::jpeg(folder.path(), "sharper.jpg", 99, 50_000);
    mother.retake(id, "birth_note", &page, &sharper).unwrap();
    assert!(mother.check(id).unwrap().check.ready);
    let supplement = mother.hand_in(id, on()).await.unwrap().receipt;
    assert!(supplement.supplement);
    father.synced().await;
    assert!(father.check(id).unwrap().check.ready);

    let take = DeskDecision::Take { dossier: id, code: "H59.18-261125-0007".into(), due: "2026-12-01".into() };
    officer.desk_decide(&take).await.unwrap();
    father.synced().await;
    let last = father.show(id).unwrap().status.pop().unwrap();
    assert_eq!(
        (last.number, last.code.as_deref(), last.due.as_deref()),
        (2, Some("H59.18-261125-0007"), Some("2026-12-01"))
    );
    assert!(father.summary(id).unwrap().text.contains("H59.18-261125-0007"));
    let mut zip = vec![];
    officer.desk_download(id, &mut zip, on()).await.unwrap();
    assert!(zip.starts_with(b"PK"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_after_the_hand_in_says_so_and_a_withdrawal_ends_it() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let phone = Handset::of(&server, Role::Citizen).await;
    let id = birth::ready(&phone, folder.path());
    phone.hand_in(id, on()).await.unwrap();
    assert!(!phone.show(id).unwrap().changed_since_hand_in);
    phone.fill(id, &[("child_name", "Nguyễn Bình")], None).unwrap();
    assert!(phone.show(id).unwrap().changed_since_hand_in);
    phone.withdraw(id, on()).await.unwrap();
    assert_ne!(phone.show(id).unwrap().place, "handed_in");
    assert_eq!(phone.withdraw(id, on()).await.unwrap_err().code, "conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certified_copy_is_not_sent_but_says_where_to_go() {
    let server = Server::start().await;
    let phone = Handset::of(&server, Role::Citizen).await;
    let id = phone.new_dossier("2.000815", None).unwrap();
    let error = phone.hand_in(id, on()).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::Refused, "not_sent_ahead"));
    let place = phone.catalog().get("2.000815").unwrap().place.clone();
    assert!(error.next.contains(&place));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_belongs_to_officers() {
    let server = Server::start().await;
    let phone = Handset::of(&server, Role::Citizen).await;
    assert_eq!(phone.desk_list().await.unwrap_err().kind, Kind::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_papers_that_are_asked_for_are_both_asked_for_until_each_is_answered() {
    let Sent { server: _server, folder, phone, officer, id } = Sent::ahead().await;
    for paper in ["birth_note", "declaration"] {
        let ask = DeskDecision::Ask { dossier: id, paper: paper.into(), text: "Ảnh bị mờ".into() };
        officer.desk_decide(&ask).await.unwrap();
    }
    let other = DeskDecision::Ask { dossier: id, paper: "birth_pledge".into(), text: "x".into() };
    assert!(officer.desk_decide(&other).await.is_err(), "this case does not need it, so nobody could answer");
    phone.synced().await;
    let page = picture::jpeg(folder.path(), "one.jpg", 50, 30_000);
    phone.attach(id, "declaration", &[&page]).unwrap();
    let check = phone.check(id).unwrap().check;
    assert_eq!((check.done, check.total, check.missing[0].key.as_str()), (1, 2, "birth_note"));
    let page = picture::jpeg(folder.path(), "two.jpg", 51, 30_000);
    phone.retake(id, "birth_note", "1", &page).unwrap();
    assert!(phone.check(id).unwrap().check.ready);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_back_is_not_sent_again_unchanged_and_a_deleted_dossier_is_not_sent() {
    let Sent { server: _server, folder: _folder, phone, officer, id } = Sent::ahead().await;
    officer.desk_decide(&DeskDecision::Refuse { dossier: id, text: "Sai tên mẹ".into() }).await.unwrap();
    let error = phone.hand_in(id, on()).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::Refused, "refused_before"));
    assert!(error.message.contains("Sai tên mẹ"));
    phone.fill(id, &[("child_name", "Nguyễn Thị Mai")], None).unwrap();
    assert!(!phone.hand_in(id, on()).await.unwrap().receipt.supplement);
    phone.delete(id).unwrap();
    assert_eq!(phone.hand_in(id, on()).await.unwrap_err().code, "deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_two_phones_took_again_is_not_ready_until_one_is_picked() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mother = Handset::of(&server, Role::Citizen).await;
    let id = birth::ready(&mother, folder.path());
    mother.synced().await;
    let father = mother.second(&server).await;
    father.synced().await;
    for (phone, seed) in [(&mother, 60), (&father, 61)] {
        let page = picture::jpeg(folder.path(), &format!("{seed}.jpg"), seed, 30_000);
        phone.retake(id, "birth_note", "1", &page).unwrap();
        phone.synced().await;
    }
    mother.synced().await;
    assert!(!mother.check(id).unwrap().check.ready);
    assert_eq!(mother.hand_in(id, on()).await.unwrap_err().code, "not_ready");
    let conflict = mother.conflicts(Some(id)).unwrap().remove(0);
    mother.resolve(id, &conflict.key, Choice::Pick(conflict.values[0].id), &conflict.basis).unwrap();
    assert!(mother.check(id).unwrap().check.ready);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officers_device_makes_no_dossiers() {
    let server = Server::start().await;
    let officer = Handset::of(&server, Role::Officer).await;
    assert_eq!(officer.new_dossier(birth::CODE, None).unwrap_err().code, "desk_device");
}
