use crate::kit::{Home, birth};
use hoso_core::Kind;

#[test]
fn an_answer_brings_its_papers_and_fields_and_nothing_typed_is_dropped_when_it_changes_back() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    let before = phone.show(id).unwrap();
    assert!(before.fields.contains_key("father_name"));
    phone.fill(id, &[("father_name", "Trần Văn Tám")], None).unwrap();
    phone.answer(id, &[("child_situation", "")]).unwrap();
    let without = phone.show(id).unwrap();
    assert!(!without.fields.contains_key("father_name"));
    assert!(without.earlier.contains_key("father_name"), "shown under what was written before");
    phone.answer(id, &[("child_situation", "with_parents")]).unwrap();
    assert_eq!(phone.show(id).unwrap().fields["father_name"].value.as_deref(), Some("Trần Văn Tám"));
}

#[test]
fn the_check_says_what_is_missing_and_where_to_get_it() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.paper(id, "birth_note", "dont_have").unwrap();
    let check = phone.check(id).unwrap();
    assert!(!check.check.ready);
    let item = check.check.missing.iter().find(|item| item.key == "birth_note").unwrap();
    assert_eq!(item.code, "missing.dont_have");
    assert!(check.where_to_get.contains_key("birth_note"));
    assert!(check.check.total > check.check.done);
}

#[test]
fn an_answer_or_a_state_that_is_none_is_refused_with_the_choices() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    let error = phone.answer(id, &[("parents", "perhaps")]).unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::Usage, "no_option"));
    assert!(error.more.is_some());
    assert_eq!(phone.paper(id, "birth_note", "lost").unwrap_err().code, "no_state");
    assert_eq!(phone.paper(id, "no_such", "have").unwrap_err().code, "no_paper");
}

#[test]
fn the_summary_is_one_page_with_papers_and_what_is_missing() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_name", "Nguyễn An"), ("child_birth_date", "2/9/2026")], None).unwrap();
    let text = phone.summary(id).unwrap().text;
    for part in ["02/09/2026", "GIẤY TỜ", "CÒN THIẾU", "1.001193", "chưa duyệt"] {
        assert!(text.contains(part), "{part} not in\n{text}");
    }
}

#[test]
fn a_photo_of_a_paper_that_the_case_no_longer_needs_stands_under_what_was_there_before() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    let file = home.folder.path().join("photo.png");
    image::RgbImage::from_pixel(40, 30, image::Rgb([7, 80, 200])).save(&file).unwrap();
    let photo = phone.attach(id, "birth_note", &[&file]).unwrap().pages.remove(0);
    phone.answer(id, &[("birth_proof", "")]).unwrap();
    let view = phone.show(id).unwrap();
    assert!(!view.papers.contains_key("birth_note"));
    let earlier = &view.earlier[&format!("photo/birth_note/{}", photo.page)];
    assert_eq!(earlier.photo().unwrap().sha256, photo.sha256);
}
