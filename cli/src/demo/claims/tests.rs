//! Planted failures: what each claim says when a store does not hold what it should.

use super::*;
use crate::demo::photo;
use serde_json::json;

fn broken<T>(checked: Checked<T>) -> &'static str {
    checked.err().map_or("held", |broken| broken.claim)
}

#[test]
fn a_lost_word_is_found() {
    let typed =
        [("name", "A".to_owned()), ("name", "An".to_owned()), ("place", "X".to_owned()), ("name", "Ann".to_owned())];
    let shows =
        |name: &str, place: &str| json!({ "fields": { "name": { "value": name }, "place": { "value": place } } });
    let kept = |acknowledged, name, place| words_kept(&typed, acknowledged, &shows(name, place));
    assert_eq!(kept(3, "An", "X"), Ok(()));
    assert_eq!(kept(3, "Ann", "X"), Ok(()), "saved, and killed before it could say so");
    assert_eq!(kept(2, "An", ""), Ok(()), "the place was never acknowledged");
    let lost = Broken { claim: "demo.claim.words", expected: "An".into(), found: "A".into() };
    assert_eq!(kept(3, "A", "X"), Err(lost), "an older value");
    assert_eq!(broken(kept(3, "An", "")), "demo.claim.words");
    assert_eq!(broken(kept(3, "", "X")), "demo.claim.words");
    assert_eq!(broken(words_kept(&typed, 1, &json!({}))), "demo.claim.words");
}

#[test]
fn a_location_that_was_kept_is_found() {
    let camera = photo::page(32, 24).unwrap();
    let mut clean = camera.clone();
    clean.drain(2..2 + 2 + usize::from(u16::from_be_bytes([camera[4], camera[5]])));
    assert_eq!(location_gone(&camera, &clean), Ok(()));
    assert_eq!(broken(location_gone(&camera, &camera)), "demo.claim.location_gone");
    let hidden = [&clean[..], &photo::LATITUDE].concat();
    assert_eq!(broken(location_gone(&camera, &hidden)), "demo.claim.location_gone");
    assert_eq!(broken(location_gone(&clean, &clean)), "demo.claim.camera_says_where");
    assert_eq!(broken(location_gone(&camera, b"no picture")), "demo.claim.same_picture");
}

#[test]
fn a_check_that_misses_more_less_or_something_else_is_found() {
    let missing = |keys: &[&str]| {
        let items: Vec<_> = keys.iter().map(|key| json!({ "key": key, "text": "Còn thiếu" })).collect();
        json!({ "ready": false, "missing": items })
    };
    assert_eq!(only_missing(&missing(&["a"]), "a"), Ok("Còn thiếu".to_owned()));
    for keys in [&["a", "b"][..], &["b"], &[]] {
        assert_eq!(broken(only_missing(&missing(keys), "a")), "demo.claim.only_missing");
    }
    assert_eq!(
        broken(only_missing(&json!({ "ready": true, "missing": [{ "key": "a" }] }), "a")),
        "demo.claim.not_ready"
    );
    assert_eq!(ready(&json!({ "ready": true, "missing": [] })), Ok(()));
    for check in [missing(&["a"]), missing(&[]), json!({ "ready": true, "missing": [{}] }), json!({})] {
        assert_eq!(broken(ready(&check)), "demo.claim.ready");
    }
}

#[test]
fn a_place_that_is_not_the_guides_is_found() {
    let guide = json!({ "paper_groups": [{ "papers": [{ "key": "a", "where_to_get": "Ở xã" }, { "key": "b" }] }] });
    let says = |place: &str| json!({ "where_to_get": { "a": place, "b": place } });
    assert_eq!(says_where_to_get(&says("Ở xã"), "a", &guide), Ok("Ở xã"));
    assert_eq!(broken(says_where_to_get(&says("Ở tỉnh"), "a", &guide)), "demo.claim.where_to_get");
    assert_eq!(broken(says_where_to_get(&says(""), "b", &guide)), "demo.claim.where_to_get");
}

#[test]
fn an_upload_from_the_start_is_found() {
    let again = |first, went_on, second| broken(resumed(400_000, first, went_on, second));
    assert_eq!(resumed(400_000, 240_000, Some(196_000), 206_000), Ok(196_000));
    assert_eq!(again(240_000, Some(0), 402_000), "demo.claim.resumed");
    assert_eq!(again(240_000, None, 2_000), "demo.claim.resumed");
    assert_eq!(again(240_000, Some(400_000), 2_000), "demo.claim.resumed");
    assert_eq!(again(240_000, Some(196_000), 402_000), "demo.claim.only_the_rest");
    assert_eq!(again(240_000, Some(196_000), 100_000), "demo.claim.only_the_rest");
    assert_eq!(again(400_000, Some(196_000), 206_000), "demo.claim.cut_inside");
    assert_eq!(again(0, Some(196_000), 206_000), "demo.claim.cut_inside");
}

#[test]
fn a_value_that_was_written_over_is_found() {
    let value = |value: &str, who: &str| json!({ "value": value, "who": who, "when": "2026-11-25T01:00:00Z" });
    let all = |values: &[Value]| json!({ "conflicts": [{ "key": "name", "values": values }] });
    let both = all(&[value("Ân", "máy này"), value("An", "máy kia")]);
    assert_eq!(text(two_values(&both, "name", ["An", "Ân"]).unwrap(), "/key"), "name");
    let of = |conflicts: &Value| broken(two_values(conflicts, "name", ["An", "Ân"]));
    assert_eq!(of(&json!({ "conflicts": [] })), "demo.claim.one_conflict");
    assert_eq!(of(&all(&[value("An", "máy này")])), "demo.claim.both_values");
    assert_eq!(of(&all(&[value("An", "máy này"), value("An", "máy kia")])), "demo.claim.both_values");
    assert_eq!(of(&all(&[value("An", "máy này"), value("Ân", "")])), "demo.claim.who_when");
    assert_eq!(broken(two_values(&both, "place", ["An", "Ân"])), "demo.claim.one_conflict");
}

#[test]
fn a_receipt_without_a_signature_and_a_wrong_refusal_are_found() {
    let receipt = |signature: &str| json!({ "receipt": { "id": "A-1", "server_time": "t", "signature": signature } });
    assert_eq!(signed(&receipt("s")), Ok("A-1"));
    assert_eq!(broken(signed(&receipt(""))), "demo.claim.receipt");
    let said = json!({ "code": "not_sent_ahead", "next": "Đến quầy một cửa" });
    assert_eq!(refused(&said, "not_sent_ahead", "quầy"), Ok(()));
    assert_eq!(broken(refused(&said, "not_sent_ahead", "công an")), "demo.claim.says_place");
    assert_eq!(broken(refused(&said, "not_sent_ahead", "")), "demo.claim.says_place");
    assert_eq!(broken(refused(&said, "not_ready", "quầy")), "demo.claim.refused");
    assert_eq!(broken(found_first(&json!({ "hits": [{ "code": "2" }, { "code": "1" }] }), "1")), "demo.claim.found");
}
