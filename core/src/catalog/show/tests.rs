//! Promises of the two ways to show a guide.

use super::{guide_json, guide_text};
use crate::catalog::Catalog;
use hoso_protocol::procedure::{PaperForm, Procedure, Review};

fn catalog() -> Catalog {
    Catalog::embedded().unwrap()
}

#[test]
fn the_json_of_every_guide_has_the_keys_that_are_relied_on_outside() {
    for guide in catalog().iter() {
        let json = guide_json(&guide);
        for key in ["code", "name", "received_by", "source"] {
            assert!(json[key].as_str().is_some_and(|text| !text.is_empty()), "{}: {key}", guide.code);
        }
        for key in ["level", "channels", "paper_groups", "questions", "fields"] {
            assert!(json[key].is_array(), "{}: {key}", guide.code);
        }
        assert!(json["send_ahead"].is_boolean() && json["reviewed"] == false);
        for channel in json["channels"].as_array().unwrap() {
            assert!(channel["kind"].is_string() && channel["time"].is_string() && channel["fee"].is_string());
        }
        for field in json["fields"].as_array().unwrap() {
            assert!(field["key"].is_string() && field["type"].is_string() && field["label"].is_string());
            assert!(field["required"].is_boolean());
        }
    }
}

#[test]
fn every_paper_stands_in_one_group_with_its_kind_and_numbers() {
    for guide in catalog().iter() {
        let json = guide_json(&guide);
        let groups = json["paper_groups"].as_array().unwrap();
        let papers: Vec<_> = groups.iter().flat_map(|group| group["papers"].as_array().unwrap()).collect();
        assert_eq!(papers.len(), guide.papers.len(), "{}", guide.code);
        for paper in papers {
            let known = guide.paper(paper["key"].as_str().unwrap()).unwrap();
            let kind = match known.form {
                PaperForm::Shown => "shown",
                PaperForm::HeldByState | PaperForm::Note => "note",
                _ => "paper",
            };
            assert_eq!((paper["kind"].as_str(), paper["name"].as_str()), (Some(kind), Some(known.name.as_str())));
            assert_eq!((&paper["originals"], &paper["copies"]), (&known.originals.into(), &known.copies.into()));
        }
    }
}

#[test]
fn papers_of_a_case_stand_under_its_title_and_papers_of_all_cases_under_none() {
    let catalog = catalog();
    let json = guide_json(&catalog.get("1.004194").unwrap());
    let group = |key: &str| {
        let has = |group: &&serde_json::Value| group["papers"].as_array().unwrap().iter().any(|p| p["key"] == key);
        json["paper_groups"].as_array().unwrap().iter().find(has).unwrap()["title"].clone()
    };
    assert_eq!(group("declaration"), serde_json::Value::Null);
    assert_eq!(group("rental_proof"), "Nhà thuê, mượn, ở nhờ");
    let birth = guide_json(&catalog.get("1.001193").unwrap());
    assert!(birth.to_string().contains("Bé bị bỏ rơi hoặc Chưa rõ cha mẹ bé là ai"));
    let copies = guide_json(&catalog.get("2.000815").unwrap()).to_string();
    assert!(copies.contains("Giấy nước ngoài ấy là loại gì? → Giấy khác"));
}

#[test]
fn the_text_says_where_to_go_what_to_bring_how_long_and_how_much() {
    for guide in catalog().iter() {
        let text = guide_text(&guide);
        let papers = guide.papers.iter().flat_map(|p| p.where_to_get.iter().chain([&p.name]));
        let papers = papers.chain(guide.papers.iter().filter_map(|p| p.where_procedure.as_ref()));
        let channels = guide.channels.iter().flat_map(|c| [&c.time.text, &c.fee.text]);
        for said in papers.chain(channels).chain(&guide.steps).chain([&guide.place, &guide.name]) {
            assert!(text.contains(said.as_str()), "{}: {said}", guide.code);
        }
        // No sentence is left without its words, and nothing is called by its code.
        assert!(!text.contains("guide.") && !text.contains('{'), "{text}");
    }
}

#[test]
fn the_text_says_what_was_not_checked_and_who_has_reviewed_it() {
    let catalog = catalog();
    let guide = catalog.get("1.004194").unwrap();
    let text = guide_text(&guide);
    assert!(text.contains("thì được miễn. Hỏi trước. (chưa đối chiếu)"), "{text}");
    assert!(text.contains("Theo hồ sơ công bố tháng 06/2026; cán bộ xã chưa duyệt."), "{text}");
    assert!(text.contains("Không gửi trước bằng ứng dụng này được."));
    let birth = guide_text(&catalog.get("1.001193").unwrap());
    assert!(birth.contains("Hướng dẫn này dùng đến hết ngày 28/02/2027."), "{birth}");
    let review = Review { by: Some("Trần Thị Lan, xã Phước Chỉ".into()), on: Some("2026-11-24".into()) };
    let mut reviewed = Procedure { review, ..Procedure::clone(&guide) };
    reviewed.source.read_on = "2026-06-24".into();
    let text = guide_text(&reviewed);
    assert!(text.contains("ngày 24/06/2026; Trần Thị Lan, xã Phước Chỉ đã duyệt ngày 24/11/2026."), "{text}");
    assert_eq!(guide_json(&reviewed)["reviewed"], true);
}

#[test]
fn an_empty_record_is_shown_without_a_panic() {
    let empty = Procedure::default();
    assert!(guide_text(&empty).contains("chưa duyệt"));
    assert_eq!(guide_json(&empty)["paper_groups"], serde_json::json!([]));
}
