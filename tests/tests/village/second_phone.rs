//! Two phones of one person.

use hoso_core::Kind;
use hoso_core::dossier::{Choice, Place, Shelf};
use hoso_protocol::record::Role;
use hoso_tests::birth;
use hoso_tests::commune::Server;
use hoso_tests::village::{Handset, family};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_phone_sees_every_dossier_and_what_either_writes() {
    let server = Server::start().await;
    let mother = Handset::of(&server, Role::Citizen).await;
    let id = birth::begun(&mother);
    mother.fill(id, &[("child_name", "Nguyễn An")], None).unwrap();
    mother.synced().await;
    let father = mother.second(&server).await;
    father.synced().await;
    assert_eq!(birth::value(&father, id, "child_name").as_deref(), Some("Nguyễn An"));
    father.fill(id, &[("child_birth_date", "2/9/2026")], None).unwrap();
    father.synced().await;
    mother.synced().await;
    assert_eq!(birth::value(&mother, id, "child_birth_date").as_deref(), Some("2026-09-02"));
    assert!(mother.conflicts(None).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_phones_disagree_both_values_are_shown_until_a_person_picks_one() {
    let server = Server::start().await;
    let (mother, father, id) = family(&server).await;
    mother.fill(id, &[("child_name", "Nguyễn An")], None).unwrap();
    father.fill(id, &[("child_name", "Nguyễn Ân")], None).unwrap();
    mother.synced().await;
    assert_eq!(father.synced().await.conflicts, 1);
    assert_eq!(mother.synced().await.conflicts, 1);
    for phone in [&mother, &father] {
        let view = &phone.show(id).unwrap().fields["child_name"];
        assert_eq!(view.value, None);
        assert_eq!(view.conflict.as_ref().unwrap().len(), 2);
        let error = phone.fill(id, &[("child_name", "Nguyễn Ấn")], None).unwrap_err();
        assert_eq!((error.kind, error.next.as_str()), (Kind::Refused, "resolve"));
    }
    let conflict = father.conflicts(Some(id)).unwrap().remove(0);
    let hers = conflict.values.iter().find(|v| v.who != "máy này").unwrap();
    father.resolve(id, &conflict.key, Choice::Pick(hers.id), &conflict.basis).unwrap();
    father.synced().await;
    mother.synced().await;
    for phone in [&mother, &father] {
        assert_eq!(birth::value(phone, id, "child_name").as_deref(), Some("Nguyễn An"));
        assert!(phone.conflicts(None).unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_is_older_than_the_store_replaces_only_what_it_showed() {
    let server = Server::start().await;
    let (mother, father, id) = family(&server).await;
    let on_screen = mother.show(id).unwrap().basis;
    father.fill(id, &[("child_name", "Nguyễn Ân")], None).unwrap();
    father.synced().await;
    // The answer of the sync lands while the mother is typing.
    mother.synced().await;
    mother.fill(id, &[("child_name", "Nguyễn An")], Some(&on_screen)).unwrap();
    let values = mother.show(id).unwrap().fields["child_name"].conflict.clone().unwrap();
    assert_eq!(values.len(), 2, "what the father wrote was not on her screen, so it stays");
    let stale = mother.resolve(id, "child_name", Choice::Pick(values[0].id), &on_screen).unwrap_err();
    assert_eq!((stale.kind, stale.code.as_str()), (Kind::Refused, "stale"));
    assert_eq!(mother.fill(id, &[("child_name", "X")], Some("nonsense")).unwrap_err().code, "unknown_basis");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_deleted_here_while_the_other_phone_wrote_comes_back() {
    let server = Server::start().await;
    let (mother, father, id) = family(&server).await;
    mother.delete(id).unwrap();
    father.fill(id, &[("child_name", "Nguyễn Ân")], None).unwrap();
    mother.synced().await;
    father.synced().await;
    mother.synced().await;
    for phone in [&mother, &father] {
        let view = phone.show(id).unwrap();
        assert!(view.came_back && !view.deleted);
        assert_eq!(phone.list(Shelf::Open, Place::START, 9).unwrap().len(), 1);
    }
    mother.delete(id).unwrap();
    mother.synced().await;
    father.synced().await;
    assert!(father.list(Shelf::Open, Place::START, 9).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_across_a_sync_is_a_new_value_unless_the_other_phone_wrote_since() {
    let server = Server::start().await;
    let mother = Handset::of(&server, Role::Citizen).await;
    let id = birth::begun(&mother);
    mother.fill(id, &[("child_name", "Nguyễn An")], None).unwrap();
    mother.synced().await;
    mother.undo(id).unwrap();
    mother.synced().await;
    let father = mother.second(&server).await;
    father.synced().await;
    assert_eq!(birth::value(&father, id, "child_name"), None);
    mother.redo(id).unwrap();
    mother.synced().await;
    father.synced().await;
    father.fill(id, &[("child_name", "Nguyễn Ân")], None).unwrap();
    father.synced().await;
    mother.synced().await;
    assert_eq!(mother.undo(id).unwrap_err().code, "changed_since");
    // Said once; the older steps can still be undone.
    assert!(mother.undo(id).unwrap().done.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_dossier_is_gone_on_both_phones_and_never_comes_back() {
    let server = Server::start().await;
    let (mother, father, id) = family(&server).await;
    father.fill(id, &[("child_name", "Nguyễn Ân")], None).unwrap();
    mother.erase(id).unwrap();
    mother.synced().await;
    father.synced().await;
    father.synced().await;
    for phone in [&mother, &father] {
        assert_eq!(phone.show(id).unwrap_err().code, "no_dossier");
        assert!(phone.doctor().unwrap().healthy);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_member_can_not_invite_and_a_stranger_sees_nothing() {
    let server = Server::start().await;
    let mother = Handset::of(&server, Role::Citizen).await;
    birth::begun(&mother);
    mother.synced().await;
    let member = Handset::of(&server, Role::Member).await;
    assert_eq!(member.invite().await.unwrap_err().kind, Kind::NotAllowed);
    member.synced().await;
    assert!(member.list(Shelf::Open, Place::START, 9).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolled_phone_moves_to_another_server_only_when_it_is_told_to() {
    let (home, other) = (Server::start().await, Server::start().await);
    let phone = Handset::of(&home, Role::Citizen).await;
    let id = birth::begun(&phone);
    phone.synced().await;
    let code = other.code(Role::Citizen);
    let error = phone.enrol(&other.url(), None, &code).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::Refused, "enrolled_elsewhere"));
    assert!(error.next.contains("--move"), "{}", error.next);
    assert_eq!(phone.synced().await.sent, 0, "it is where it was");
    // The same server under the same address, with another code: nothing to ask.
    phone.enrol(&format!("{}/", home.url()), None, &home.code(Role::Citizen)).await.unwrap();
    phone.move_to(&other.url(), None, &code).await.unwrap();
    assert_eq!(phone.synced().await.sent, 1);
    assert_eq!(phone.show(id).unwrap().place, "server");
}
