use crate::kit::{Home, birth, value};

#[test]
fn undo_goes_back_by_fields_and_redo_forward_again() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    for text in ["N", "Ng", "Nguyễn An"] {
        phone.fill(id, &[("child_name", text)], None).unwrap();
    }
    phone.fill(id, &[("child_birth_date", "02/09/2026")], None).unwrap();
    assert!(phone.undo(id).unwrap().done.is_some());
    assert_eq!(value(&phone, id, "child_birth_date"), None);
    assert_eq!(value(&phone, id, "child_name").as_deref(), Some("Nguyễn An"));
    phone.undo(id).unwrap();
    assert_eq!(value(&phone, id, "child_name"), None, "letters of one field are one step");
    phone.redo(id).unwrap();
    phone.redo(id).unwrap();
    assert_eq!(value(&phone, id, "child_birth_date").as_deref(), Some("2026-09-02"));
    assert_eq!(phone.redo(id).unwrap().done, None);
}

#[test]
fn a_new_step_ends_what_could_be_redone() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    phone.fill(id, &[("child_name", "An")], None).unwrap();
    phone.undo(id).unwrap();
    phone.fill(id, &[("child_name", "Bình")], None).unwrap();
    assert_eq!(phone.redo(id).unwrap().done, None);
    assert_eq!(value(&phone, id, "child_name").as_deref(), Some("Bình"));
}

#[test]
fn an_answer_is_undone_with_all_that_followed_from_it() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    let before = phone.show(id).unwrap();
    phone.answer(id, &[("parents", "not_married")]).unwrap_or_else(|_| {
        let other =
            phone.catalog().get(crate::kit::BIRTH).unwrap().question("parents").unwrap().options[1].value.clone();
        phone.answer(id, &[("parents", &other)]).unwrap()
    });
    assert_ne!(phone.show(id).unwrap().answers, before.answers);
    phone.undo(id).unwrap();
    let after = phone.show(id).unwrap();
    assert_eq!((after.answers, after.fields, after.papers), (before.answers, before.fields, before.papers));
}

#[test]
fn there_is_nothing_to_undo_in_a_fresh_draft() {
    let home = Home::new();
    let phone = home.phone();
    let id = phone.new_dossier(crate::kit::BIRTH, None).unwrap();
    assert_eq!(phone.undo(id).unwrap().done, None);
}

#[test]
fn two_hundred_steps_can_be_undone_and_no_more_are_kept() {
    let home = Home::new();
    let phone = home.phone();
    let id = birth(&phone);
    for i in 0..150 {
        phone.fill(id, &[("child_name", &format!("An {}", "a".repeat(i)))], None).unwrap();
        phone.fill(id, &[("child_birth_place", &format!("Xã {i}"))], None).unwrap();
    }
    let undone = (0..400).take_while(|_| phone.undo(id).unwrap().done.is_some()).count();
    assert_eq!(undone, 200);
}
