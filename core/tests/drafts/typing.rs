use crate::kit::{BIRTH, Home, birth, value};
use hoso_core::Kind;
use hoso_core::dossier::{Place, Shelf};

#[test]
fn what_is_typed_is_there_after_the_phone_was_closed() {
    let home = Home::new();
    let id = birth(&home.phone());
    home.phone().fill(id, &[("child_name", "Nguyễn Văn Bình"), ("child_birth_date", "2/9/2026")], None).unwrap();
    let phone = home.phone();
    assert_eq!(value(&phone, id, "child_name").as_deref(), Some("Nguyễn Văn Bình"));
    assert_eq!(value(&phone, id, "child_birth_date").as_deref(), Some("2026-09-02"));
}

#[test]
fn a_fresh_draft_shows_the_fields_that_every_case_needs_all_empty() {
    let home = Home::new();
    let phone = home.phone();
    let id = phone.new_dossier(BIRTH, None).unwrap();
    let view = phone.show(id).unwrap();
    assert!(view.fields.contains_key("child_name"));
    assert!(view.fields.values().all(|field| field.value.is_none() && field.conflict.is_none()));
    assert_eq!((view.place, view.code.as_str()), ("phone", BIRTH));
}

#[test]
fn the_list_shows_the_title_with_the_given_name_and_how_much_is_missing() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    let before = phone.list(Shelf::Open, Place::START, 10).unwrap()[0].missing;
    phone.fill(id, &[("child_name", "Nguyễn Thị Hoa")], None).unwrap();
    let line = phone.list(Shelf::Open, Place::START, 10).unwrap().remove(0);
    assert!(line.title.ends_with("– Hoa"), "{}", line.title);
    assert_eq!(line.missing, before - 1);
    phone.rename(id, "Bé nhà chị Tư").unwrap();
    assert_eq!(phone.show(id).unwrap().title, "Bé nhà chị Tư");
}

#[test]
fn the_list_comes_in_pages_changed_last_first() {
    let home = Home::new();
    let phone = home.phone();
    let ids: Vec<_> = (0..5).map(|i| phone.new_dossier(BIRTH, Some(&format!("{i}"))).unwrap()).collect();
    phone.rename(ids[1], "again").unwrap();
    let first = phone.list(Shelf::Open, Place::START, 2).unwrap();
    let rest = phone.list(Shelf::Open, first[1].after, 10).unwrap();
    let seen: Vec<_> = first.iter().chain(&rest).map(|line| line.dossier).collect();
    assert_eq!(seen, [ids[1], ids[4], ids[3], ids[2], ids[0]]);
}

#[test]
fn a_date_that_does_not_exist_is_kept_as_typed_and_called_wrong() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    let saved = phone.fill(id, &[("child_birth_date", "32/13/2020")], None).unwrap();
    assert_eq!(saved.wrong[0].code, "wrong.date");
    assert_eq!(value(&phone, id, "child_birth_date").as_deref(), Some("32/13/2020"));
    assert!(phone.check(id).unwrap().check.wrong.iter().any(|item| item.key == "child_birth_date"));
}

#[test]
fn ten_megabytes_in_a_field_are_refused_and_what_was_there_stays() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_name", "Lan")], None).unwrap();
    let error = phone.fill(id, &[("child_name", &"ă".repeat(5_000_000))], None).unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::Refused, "too_long"));
    assert_eq!(value(&phone, id, "child_name").as_deref(), Some("Lan"));
}

#[test]
fn of_several_fields_all_are_saved_or_none() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    let error = phone.fill(id, &[("child_name", "Lan"), ("no_such_field", "x")], None).unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::NotFound, "no_field"));
    assert_eq!(value(&phone, id, "child_name"), None);
}

#[test]
fn text_comes_in_clean_whatever_was_pasted() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_name", " Nguye\u{302}\u{303}n\u{202e}\u{0} \u{a0} An\t")], None).unwrap();
    assert_eq!(value(&phone, id, "child_name").as_deref(), Some("Nguyễn An"));
}

#[test]
fn a_deleted_dossier_is_hidden_refuses_typing_and_comes_back_whole() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_name", "Lan")], None).unwrap();
    phone.delete(id).unwrap();
    assert!(phone.list(Shelf::Open, Place::START, 10).unwrap().is_empty());
    let error = phone.fill(id, &[("child_name", "Mai")], None).unwrap_err();
    assert_eq!((error.kind, error.next.as_str()), (Kind::Refused, "undelete"));
    phone.undelete(id).unwrap();
    assert_eq!(value(&phone, id, "child_name").as_deref(), Some("Lan"));
    assert_eq!(phone.list(Shelf::Open, Place::START, 10).unwrap().len(), 1);
}

#[test]
fn a_dossier_that_is_not_here_is_not_found() {
    let home = Home::new();
    let phone = home.phone();
    let error = phone.show(hoso_protocol::ids::DossierId([7; 16])).unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::NotFound, "no_dossier"));
    assert_eq!(phone.new_dossier("9.999999", None).unwrap_err().code, "no_procedure");
}
