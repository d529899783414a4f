//! A newer version of a procedure comes while a draft is being written.

use crate::kit::{BIRTH, Home, birth};
use hoso_core::Phone;
use hoso_core::catalog::installed::{PackInfo, replace};
use hoso_core::catalog::pick::Source;
use hoso_protocol::procedure::{Field, Procedure};
use hoso_protocol::value::Value;

/// Today's guide, with one more field and without the child's birth place.
fn newer(phone: &Phone) -> Procedure {
    let mut guide = Procedure::clone(&phone.catalog().get(BIRTH).unwrap());
    guide.fields.retain(|field| field.key != "child_birth_place");
    guide.fields.push(Field { key: "consent".into(), label: "Đồng ý".into(), required: true, ..Field::default() });
    guide
}

fn install(phone: &Phone, home: &Home, number: u64, versions: &[Procedure]) {
    let pack = PackInfo { name: "thu".into(), number, ..PackInfo::default() };
    replace(home.folder.path(), Source::Pack, Some(&pack), versions).unwrap();
    phone.reload_catalog().unwrap();
}

#[test]
fn the_person_sees_what_a_newer_version_changes_accepts_it_and_can_take_it_back() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_name", "Nguyễn An"), ("child_birth_place", "Bệnh viện huyện")], None).unwrap();
    assert_eq!(phone.newer_version(id).unwrap(), None);
    assert!(phone.check(id).unwrap().notices.is_empty());

    install(&phone, &home, 1_000, &[newer(&phone)]);
    let view = phone.newer_version(id).unwrap().unwrap();
    assert!(view.report.kept.iter().any(|part| part.key == "child_name"));
    assert_eq!(view.report.newly_required.iter().map(|item| item.key.as_str()).collect::<Vec<_>>(), ["consent"]);
    let gone: Vec<_> = view.report.no_longer_needed.iter().map(|part| (part.key.as_str(), part.written)).collect();
    assert_eq!(gone, [("child_birth_place", true)]);
    assert_eq!(phone.check(id).unwrap().notices[0].code, "notice.newer");
    // Looking changes nothing.
    assert!(!phone.show(id).unwrap().fields.contains_key("consent"));

    phone.rebase(id, &view.basis).unwrap();
    let after = phone.show(id).unwrap();
    assert!(after.fields.contains_key("consent") && !after.fields.contains_key("child_birth_place"));
    assert_eq!(after.fields["child_name"].value.as_deref(), Some("Nguyễn An"));
    assert_eq!(after.earlier["child_birth_place"], Value::Text("Bệnh viện huyện".into()));
    assert_eq!(phone.newer_version(id).unwrap(), None);

    assert!(phone.undo(id).unwrap().done.is_some());
    let back = phone.show(id).unwrap();
    assert_eq!(back.fields["child_birth_place"].value.as_deref(), Some("Bệnh viện huyện"));
}

#[test]
fn a_draft_opens_under_its_own_version_though_the_catalog_lost_it() {
    let home = Home::new();
    let phone = home.phone();
    install(&phone, &home, 1_000, &[newer(&phone)]);
    let id = birth(&phone);
    phone.fill(id, &[("consent", "có")], None).unwrap();
    std::fs::remove_file(home.folder.path().join("catalog.db")).unwrap();
    phone.reload_catalog().unwrap();
    assert_eq!(phone.show(id).unwrap().fields["consent"].value.as_deref(), Some("có"));
}

#[test]
fn a_report_that_is_older_than_the_catalog_is_shown_again() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    install(&phone, &home, 1_000, &[newer(&phone)]);
    let seen = phone.newer_version(id).unwrap().unwrap();
    let newest = Procedure { summary: "Đổi lần nữa".into(), ..newer(&phone) };
    install(&phone, &home, 1_001, &[newest]);
    assert_eq!(phone.rebase(id, &seen.basis).unwrap_err().code, "stale_rebase");
    let again = phone.newer_version(id).unwrap().unwrap();
    phone.rebase(id, &again.basis).unwrap();
    assert_eq!(phone.rebase(id, &again.basis).unwrap_err().code, "no_newer_version");
}

#[test]
fn a_version_that_has_ended_or_not_begun_is_said_in_the_check() {
    let home = Home::new();
    let phone = home.phone();
    let ended = Procedure { valid_to: Some("2020-01-01".into()), ..newer(&phone) };
    install(&phone, &home, 1_000, &[ended]);
    let id = birth(&phone);
    let codes = |phone: &Phone| phone.check(id).unwrap().notices.iter().map(|n| n.code).collect::<Vec<_>>();
    assert_eq!(codes(&phone), ["notice.ended"]);
    let view = phone.check(id).unwrap();
    assert!(view.notices[0].text.contains("01/01/2020"), "{:?}", view.notices);
}
