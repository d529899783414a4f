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

#[test]
fn a_paper_that_was_photographed_before_the_questions_were_answered_is_shown_and_said() {
    let home = Home::new();
    let phone = home.phone();
    let id = phone.new_dossier(crate::kit::BIRTH, None).unwrap();
    let early = phone.show(id).unwrap();
    assert!(!early.papers.contains_key("birth_note") && early.papers_kept.is_empty());
    phone.paper(id, "birth_note", "have").unwrap();
    let kept = phone.show(id).unwrap().papers_kept;
    assert_eq!(kept["birth_note"].state.as_deref(), Some("have"));
    let said = |code: &str| phone.check(id).unwrap().notices.into_iter().any(|notice| notice.code == code);
    assert!(said("notice.paper_kept"));
    let answers = [("child_situation", "with_parents"), ("birth_proof", "birth_note"), ("parents", "married")];
    phone.answer(id, &answers).unwrap();
    let view = phone.show(id).unwrap();
    assert_eq!(view.papers["birth_note"].state.as_deref(), Some("have"));
    assert!(!view.papers_kept.contains_key("birth_note"), "it is asked for now");
    assert!(!said("notice.paper_kept"));
}

#[test]
fn a_choice_is_taken_by_the_beginning_of_its_words_and_a_birthday_that_is_not_there_yet_is_wrong() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_sex", "Nam"), ("child_birth_date", "2/9/2149")], None).unwrap();
    assert_eq!(phone.show(id).unwrap().fields["child_sex"].value.as_deref(), Some("male"));
    let wrong = phone.check(id).unwrap().check.wrong;
    assert!(wrong.iter().any(|item| (item.key.as_str(), item.code.as_str()) == ("child_birth_date", "wrong.future")));
    phone.fill(id, &[("child_birth_date", "2/9/2019")], None).unwrap();
    assert!(phone.check(id).unwrap().check.wrong.iter().all(|item| item.key != "child_birth_date"));
}

#[test]
fn an_export_to_a_place_that_can_not_be_says_that_the_place_is_wrong() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    let file = home.folder.path().join("a-file");
    std::fs::write(&file, "x").unwrap();
    for place in [file.clone(), file.join("below"), std::path::PathBuf::from("/proc/no/such")] {
        let error = phone.export(id, &place).unwrap_err();
        assert_eq!((error.kind, error.code.as_str()), (Kind::Usage, "bad_path"), "{}", place.display());
    }
}
