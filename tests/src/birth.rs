//! A birth registration, as a family fills it.

use hoso_core::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::procedure::{FieldType, PaperForm};
use std::path::Path;

/// The procedure's code.
pub const CODE: &str = "1.001193";

/// A draft with its questions answered.
pub fn begun(phone: &Phone) -> DossierId {
    let id = phone.new_dossier(CODE, None).unwrap();
    let answers = [
        ("child_situation", "with_parents"),
        ("birth_proof", "birth_note"),
        ("parents", "married"),
        ("registrant", "parent"),
        ("hand_in", "desk"),
    ];
    phone.answer(id, &answers).unwrap();
    id
}

/// Fills every field that the check still misses, with something that fits its type.
pub fn fill_fields(phone: &Phone, id: DossierId) {
    let procedure = phone.catalog().get(CODE).unwrap();
    loop {
        let check = phone.check(id).unwrap().check;
        let Some(item) = check.missing.iter().find(|item| procedure.field(&item.key).is_some()) else { break };
        let field = procedure.field(&item.key).unwrap();
        let value = match field.kind {
            FieldType::Date => "02/09/2016".to_owned(),
            FieldType::Number => "1".to_owned(),
            FieldType::IdNumber => "072099001234".to_owned(),
            FieldType::Phone => "0912345678".to_owned(),
            FieldType::Email => "ten@example.com".to_owned(),
            FieldType::Choice => field.options[0].value.clone(),
            FieldType::Name => "Nguyễn Thị Hoa".to_owned(),
            FieldType::Text | FieldType::Address => "Ấp Tân Lập, xã Tân Hòa".to_owned(),
        };
        phone.fill(id, &[(&field.key, &value)], None).unwrap();
    }
}

/// Says that every paper is at hand and photographs those that need it.
pub fn bring_papers(phone: &Phone, id: DossierId, folder: &Path) {
    let procedure = phone.catalog().get(CODE).unwrap();
    for key in phone.show(id).unwrap().papers.keys() {
        let paper = procedure.paper(key).unwrap();
        let state = match paper.form {
            PaperForm::HeldByState => continue,
            PaperForm::Shown => "shown",
            _ => "have",
        };
        phone.paper(id, key, state).unwrap();
        if paper.photo {
            let file = crate::picture::jpeg(folder, &format!("{key}.jpg"), 7, 40_000);
            phone.attach(id, key, &[&file]).unwrap();
        }
    }
}

/// A draft that is ready to be sent ahead.
pub fn ready(phone: &Phone, folder: &Path) -> DossierId {
    let id = begun(phone);
    fill_fields(phone, id);
    bring_papers(phone, id, folder);
    let check = phone.check(id).unwrap().check;
    assert!(check.ready, "{:?}", check.missing.iter().chain(&check.wrong).map(|i| &i.code).collect::<Vec<_>>());
    id
}

/// What a field shows.
pub fn value(phone: &Phone, id: DossierId, field: &str) -> Option<String> {
    phone.show(id).unwrap().fields[field].value.clone()
}
