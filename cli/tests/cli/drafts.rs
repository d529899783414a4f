//! Drafts: each row of what programs may rely on.

use crate::kit::{BIRTH, Folder};
use serde_json::{Value, json};

#[test]
fn an_absent_folder_is_a_fresh_phone() {
    let folder = Folder::new();
    assert_eq!(folder.ok(&["list"]), json!({ "dossiers": [] }));
}

#[test]
fn a_fresh_draft_shows_the_fields_that_every_case_needs() {
    let folder = Folder::new();
    let id = folder.birth();
    let view = folder.ok(&["show", &id]);
    assert_eq!(view["dossier"], json!(id));
    assert_eq!(view["code"], json!(BIRTH));
    assert_eq!(view["where"], json!("phone"));
    for zero in ["not_accepted", "waiting"] {
        assert_eq!(view[zero], json!(0), "{zero}");
    }
    assert_eq!(view["fields"]["child_name"]["value"], Value::Null);
    assert_eq!(view["fields"]["child_name"]["conflict"], Value::Null);
    assert!(view["fields"].get("father_name").is_none(), "only married parents are asked for a father");
    assert_eq!(view["answers"]["child_situation"], Value::Null);
    assert_eq!(
        view["papers"]["id_card_shown"],
        json!({ "name": view["papers"]["id_card_shown"]["name"], "state": null, "pages": [] })
    );
    assert_eq!(view["status"], json!([]));
    assert!(view["basis"].is_string() && view["title"].is_string());
}

#[test]
fn what_was_saved_is_there_for_the_next_process() {
    let folder = Folder::new();
    let id = folder.answered();
    let saved = folder.ok(&["fill", &id, "child_name= Nguye\u{302}\u{303}n Văn An ", "child_birth_date=2/9/2026"]);
    assert_eq!(saved["saved"], json!(true));
    assert_eq!(folder.ok(&["paper", &id, "birth_note", "have"])["saved"], json!(true));
    let view = folder.ok(&["show", &id]);
    assert_eq!(view["fields"]["child_name"]["value"], json!("Nguyễn Văn An"));
    assert_eq!(view["fields"]["child_birth_date"]["value"], json!("2026-09-02"));
    assert_eq!(view["answers"]["parents"], json!("married"));
    assert_eq!(view["papers"]["birth_note"]["state"], json!("have"));
    assert!(view["fields"].get("father_name").is_some(), "the case follows the answers");
}

#[test]
fn a_value_may_hold_an_equals_sign_and_an_empty_one_clears() {
    let folder = Folder::new();
    let id = folder.birth();
    folder.ok(&["fill", &id, "child_birth_place=Trạm xá = ấp 3"]);
    assert_eq!(folder.ok(&["show", &id])["fields"]["child_birth_place"]["value"], json!("Trạm xá = ấp 3"));
    folder.ok(&["fill", &id, "child_birth_place="]);
    assert_eq!(folder.ok(&["show", &id])["fields"]["child_birth_place"]["value"], Value::Null);
}

#[test]
fn a_date_that_cannot_be_is_kept_as_typed_and_called_wrong() {
    let folder = Folder::new();
    let id = folder.answered();
    let saved = folder.ok(&["fill", &id, "child_birth_date=32/13/2020"]);
    assert_eq!(saved["wrong"][0]["key"], json!("child_birth_date"));
    assert_eq!(folder.ok(&["show", &id])["fields"]["child_birth_date"]["value"], json!("32/13/2020"));
    let check = folder.ok(&["check", &id]);
    assert_eq!(check["wrong"][0]["key"], json!("child_birth_date"));
}

#[test]
fn the_check_says_what_is_missing_until_nothing_is() {
    let folder = Folder::new();
    let id = folder.birth();
    let first = folder.ok(&["check", &id]);
    assert_eq!(first["ready"], json!(false));
    for item in first["missing"].as_array().unwrap() {
        assert!(["answer", "field", "paper"].contains(&item["kind"].as_str().unwrap()), "{item}");
        assert!(item["key"].is_string() && item["text"].as_str().unwrap().len() > 5, "{item}");
    }
    let id = folder.ready();
    let last = folder.ok(&["check", &id]);
    assert_eq!((&last["ready"], &last["missing"], &last["wrong"]), (&json!(true), &json!([]), &json!([])));
    assert_eq!(last["done"], last["total"]);
    assert_eq!(folder.ok(&["list"])["dossiers"][0]["missing"], json!(0));
}

#[test]
fn undo_goes_back_step_by_step_and_redo_forward() {
    let folder = Folder::new();
    let id = folder.birth();
    let name = || folder.ok(&["show", &id])["fields"]["child_name"]["value"].clone();
    folder.ok(&["fill", &id, "child_name=An"]);
    folder.ok(&["fill", &id, "child_ethnicity=Kinh"]);
    assert!(folder.ok(&["undo", &id])["done"].is_string());
    assert_eq!(name(), json!("An"));
    folder.ok(&["undo", &id]);
    assert_eq!(name(), Value::Null);
    assert_eq!(folder.ok(&["undo", &id])["done"], Value::Null);
    folder.ok(&["redo", &id]);
    assert_eq!(name(), json!("An"));
}

#[test]
fn the_list_has_three_shelves() {
    let folder = Folder::new();
    let (one, two) = (folder.birth(), folder.birth());
    let ids = |json: Value| -> String {
        let ids = json["dossiers"].as_array().unwrap().iter().map(|d| d["dossier"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>().join(" ")
    };
    let renamed = folder.ok(&["rename", &one, "-Khai sinh cho bé An"]);
    assert_eq!(renamed["dossiers"][0]["title"], json!("-Khai sinh cho bé An"));
    assert_eq!(ids(folder.ok(&["list"])), format!("{one} {two}"), "changed last comes first");
    assert_eq!(ids(folder.ok(&["list", "--limit", "1"])), one);
    assert_eq!(ids(folder.ok(&["archive", &one])), two);
    assert_eq!(ids(folder.ok(&["list", "--archived"])), one);
    folder.ok(&["archive", &one, "--undo"]);
    assert_eq!(ids(folder.ok(&["delete", &two])), one);
    assert_eq!(ids(folder.ok(&["list", "--deleted"])), two);
    assert_eq!(folder.fails(&["fill", &two, "child_name=An"]).exit, 4);
    assert!(ids(folder.ok(&["undelete", &two])).contains(&two));
}

#[test]
fn an_erased_dossier_is_gone_for_ever() {
    let folder = Folder::new();
    let id = folder.birth();
    assert_eq!(folder.fails(&["erase", &id]).exit, 2, "only who says so knowingly erases");
    assert_eq!(folder.ok(&["erase", &id, "--yes"]), json!({ "erased": id }));
    for words in [&["show", &id][..], &["undelete", &id], &["undo", &id], &["erase", &id, "--yes"]] {
        assert_eq!(folder.fails(words).exit, 3, "{words:?}");
    }
    assert_eq!(folder.ok(&["list", "--deleted"])["dossiers"], json!([]));
}

#[test]
fn where_nothing_was_refused_there_is_nothing_to_adopt() {
    let folder = Folder::new();
    let failed = folder.fails(&["adopt", &folder.birth()]);
    assert_eq!((failed.exit, failed.code()), (4, "nothing_to_adopt"));
}

#[test]
fn the_beginning_of_an_id_is_enough_where_only_one_begins_so() {
    let folder = Folder::new();
    let id = folder.birth();
    assert_eq!(folder.ok(&["show", &id[..4].to_uppercase()])["dossier"], json!(id));
    for wrong in [&id[..3], "zzzz", "", &format!("{id}0"), "00000000000000000000000000000000"] {
        let failed = folder.fails(&["show", wrong]);
        assert_eq!((failed.exit, failed.code()), (3, "no_dossier"), "{wrong}");
    }
}

#[test]
fn a_draft_without_conflicts_has_nothing_to_resolve() {
    let folder = Folder::new();
    let id = folder.birth();
    assert_eq!(folder.ok(&["conflicts"]), json!({ "conflicts": [] }));
    assert_eq!(folder.ok(&["conflicts", &id]), json!({ "conflicts": [] }));
    folder.ok(&["fill", &id, "child_name=An"]);
    let basis = folder.ok(&["show", &id])["basis"].as_str().unwrap().to_owned();
    let failed = folder.fails(&["resolve", &id, "child_name", "--value", "Bình", "--basis", &basis]);
    assert_eq!((failed.exit, failed.code()), (4, "no_conflict"));
    let stale = folder.fails(&["resolve", &id, "child_name", "--value", "Bình", "--basis", "0000000000000000"]);
    assert_eq!((stale.exit, stale.code()), (4, "stale"));
    assert_eq!(stale.json["conflicts"], json!([]), "a stale screen gets the new list");
    assert_eq!(folder.ok(&["fill", &id, "child_name=Bình", "--basis", &basis])["saved"], json!(true));
}

#[test]
fn what_does_not_exist_is_not_found_and_the_answer_names_what_does() {
    let folder = Folder::new();
    let id = folder.birth();
    for (words, code, names) in [
        (vec!["new", "9.999999"], "no_procedure", None),
        (vec!["guide", "9.999999"], "no_procedure", None),
        (vec!["fill", &id, "no_such=1"], "no_field", Some("fields")),
        (vec!["answer", &id, "no_such=1"], "no_question", Some("questions")),
        (vec!["paper", &id, "no_such", "have"], "no_paper", Some("papers")),
        (vec!["attach", &id, "birth_note", "no-such.jpg"], "no_file", None),
        (vec!["remove-page", &id, "birth_note", "00"], "no_page", None),
    ] {
        let failed = folder.fails(&words);
        assert_eq!((failed.exit, failed.code()), (3, code), "{words:?}");
        if let Some(names) = names {
            assert!(!failed.json[names].as_array().unwrap().is_empty(), "{words:?}");
        }
    }
}

#[test]
fn all_values_of_a_call_are_saved_or_none() {
    let folder = Folder::new();
    let id = folder.birth();
    folder.fails(&["fill", &id, "child_name=An", "no_such=1"]);
    folder.fails(&["answer", &id, "registrant=parent", "hand_in=no_such"]);
    let view = folder.ok(&["show", &id]);
    assert_eq!(view["fields"]["child_name"]["value"], Value::Null);
    assert_eq!(view["answers"]["registrant"], Value::Null);
}

#[test]
fn a_procedure_is_found_in_peoples_own_words() {
    let folder = Folder::new();
    let found = folder.ok(&["search", "vợ mới sinh"]);
    assert_eq!(found["hits"][0]["code"], json!(BIRTH));
    assert!(found["hits"][0]["name"].is_string() && found["hits"][0]["why"].is_string());
    assert_eq!(found["did_you_mean"], Value::Null);
    assert_eq!(folder.ok(&["search", "khai sinh", "--limit", "1"])["hits"].as_array().unwrap().len(), 1);
    assert_eq!(folder.ok(&["search", "khai sinh", "--level", "ministry"])["hits"], json!([]));
    for nothing in ["qqqq zzzz", "", "-", "%%%"] {
        assert_eq!(folder.ok(&["search", nothing])["hits"], json!([]), "no hit is no error");
    }
}

#[test]
fn the_guide_and_the_doctor_answer() {
    let folder = Folder::new();
    folder.answered();
    let guide = folder.ok(&["guide", BIRTH]);
    assert_eq!(guide["code"], json!(BIRTH));
    assert_eq!(
        (&guide["send_ahead"], &guide["received_by"], &guide["reviewed"]),
        (&json!(true), &json!("desk"), &json!(false))
    );
    for list in ["level", "channels", "paper_groups", "questions", "fields"] {
        assert!(!guide[list].as_array().unwrap().is_empty(), "{list}");
    }
    let paper = &guide["paper_groups"][0]["papers"][0];
    for name in ["key", "kind", "name", "originals", "copies"] {
        assert!(!paper[name].is_null(), "{name}");
    }
    let doctor = folder.ok(&["doctor"]);
    assert_eq!((&doctor["healthy"], &doctor["dossiers"]), (&json!(true), &json!(1)));
}
