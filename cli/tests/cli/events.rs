//! What happens in a family leads to procedures, in the order in which to do them.

use crate::kit::Folder;

#[test]
fn each_event_of_the_list_opens_and_its_first_procedure_can_be_begun() {
    let folder = Folder::new();
    let all = folder.ok(&["events"]);
    let all = all["events"].as_array().unwrap();
    assert!(all.len() >= 7, "{all:?}");
    for event in all {
        let steps = folder.ok(&["events", event["key"].as_str().unwrap()])["steps"].clone();
        let first = steps[0]["code"].as_str().unwrap().to_owned();
        assert!(folder.ok(&["new", &first])["dossier"].is_string(), "{event}");
        assert!(steps.as_array().unwrap().iter().all(|step| step["name"] != step["code"]), "{steps}");
    }
}

#[test]
fn the_death_is_registered_before_what_needs_its_extract() {
    let steps = Folder::new().ok(&["events", "death"])["steps"].clone();
    let place = |code: &str| steps.as_array().unwrap().iter().position(|step| step["code"] == code).unwrap();
    assert!(place("1.000656") < place("1.003197") && place("1.000656") < place("1.001731"));
}

#[test]
fn an_event_that_is_not_known_is_not_found_and_the_next_step_is_the_list() {
    let failed = Folder::new().fails(&["events", "lottery"]);
    assert_eq!((failed.exit, failed.code()), (3, "no_event"));
    assert!(failed.json["next"].as_str().unwrap().contains("events"));
}

#[test]
fn an_officer_signs_a_guide_and_it_counts_as_reviewed() {
    let folder = Folder::new();
    let dir = folder.temp.path().join("catalog");
    std::fs::create_dir(&dir).unwrap();
    let guide = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog/guides/1.013227.toml");
    std::fs::copy(guide, dir.join("1.013227.toml")).unwrap();
    let dir = dir.to_str().unwrap();
    let words =
        ["catalog", "review", "1.013227", "--by", "Trần Thị Lan, xã Phước Chỉ", "--date", "2026-12-01", "--dir", dir];
    assert_eq!(folder.ok(&words)["reviewed"], true);
    assert_eq!(folder.ok(&["catalog", "lint", dir])["counts"]["reviewed"], 1);
    let failed = folder.fails(&["catalog", "review", "9.999999", "--by", "Lan", "--date", "2026-12-01", "--dir", dir]);
    assert_eq!((failed.exit, failed.code()), (3, "no_guide"));
    let failed = folder.fails(&["catalog", "review", "1.013227", "--by", "Lan", "--date", "mai", "--dir", dir]);
    assert_eq!((failed.exit, failed.code()), (4, "lint_failed"));
}
