//! What the search says to programs and to people.

use crate::kit::Folder;
use serde_json::{Value, json};

#[test]
fn a_hit_tells_which_parts_of_its_name_fit() {
    let found = Folder::new().ok(&["search", "dang ky ket hon"]);
    let hit = &found["hits"][0];
    let name = hit["name"].as_str().unwrap();
    let [from, to] = [0, 1].map(|at| hit["ranges"][0][at].as_u64().unwrap() as usize);
    assert_eq!(&name[from..to], "Đăng ký kết hôn");
    assert_eq!(found["sure"], json!(true));
}

#[test]
fn only_the_field_and_the_person_that_were_named_are_looked_at() {
    let folder = Folder::new();
    let codes = |words: &[&str]| -> Vec<Value> {
        let hits = folder.ok(words)["hits"].as_array().unwrap().clone();
        hits.into_iter().map(|hit| hit["code"].clone()).collect()
    };
    assert!(codes(&["search", "khai sinh"]).contains(&json!("1.001193")));
    assert!(codes(&["search", "khai sinh", "--field", "ho tich"]).contains(&json!("1.001193")));
    assert!(!codes(&["search", "khai sinh", "--field", "dat dai"]).contains(&json!("1.001193")));
    assert!(codes(&["search", "hộ kinh doanh", "--who", "household"]).contains(&json!("1.001612")));
    assert!(!codes(&["search", "hộ nghèo", "--who", "foreigner"]).contains(&json!("1.011606")));
}

#[test]
fn where_nothing_is_found_that_is_said_and_what_may_help() {
    let folder = Folder::new();
    let found = folder.ok(&["search", "qqqq zzzz"]);
    assert_eq!((&found["hits"], &found["fields"], &found["sure"]), (&json!([]), &json!([]), &json!(false)));
    let said = folder.plain(&["search", "hộ nghèo", "--field", "hộ tịch"]);
    assert!(said.contains("phạm vi đã chọn"), "{said}");
}

#[test]
fn a_slip_is_answered_and_said() {
    let found = Folder::new().ok(&["search", "dang ky kte hon"]);
    assert_eq!(found["did_you_mean"], json!("đăng ký kết hôn"));
    assert_eq!(found["hits"][0]["code"], json!("1.000894"));
}
