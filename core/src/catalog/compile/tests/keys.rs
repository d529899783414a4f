//! The ledger: a key keeps its meaning for ever, because drafts on phones hold values by it.

use super::{GUIDE, error, file, ledger, lint, warning, with};
use crate::catalog::compile::{Ledger, compile};

#[test]
fn a_key_used_again_with_another_meaning_is_an_error() {
    error(
        "label = \"Họ và tên chủ nhà\"",
        "label = \"Ngôi sao nhạc trẻ\"",
        "key = \"owner_name\"",
        "meant \"Họ và tên chủ nhà\" and is used again for \"Ngôi sao nhạc trẻ\"",
        "take a new key",
    );
}

#[test]
fn a_field_that_changes_its_type_needs_a_new_key() {
    error(
        "type = \"id_number\"",
        "type = \"text\"",
        "type = \"text\"",
        "was of type `id_number` and is now `text`",
        "new key",
    );
}

#[test]
fn other_words_for_the_same_thing_are_a_warning_until_they_are_taken_over() {
    let text = with("name = \"Hợp đồng thuê nhà\"", "name = \"Giấy thuê nhà\"");
    warning(
        "name = \"Hợp đồng thuê nhà\"",
        "name = \"Giấy thuê nhà\"",
        "key = \"lease\"",
        "the wording of `lease` changed",
        "HOSO_LEARN_KEYS=1",
    );
    let mut ledger = ledger();
    let guide = lint(&text).guides.remove(0).procedure;
    assert!(ledger.learn(&guide) && !ledger.learn(&guide));
    assert!(compile(&[file(&text)], &ledger).diagnostics.is_empty());
}

#[test]
fn new_keys_are_one_warning_that_says_how_to_add_them() {
    let report = compile(&[file(GUIDE)], &Ledger::default());
    let [one] = &report.diagnostics[..] else { panic!("{:#?}", report.diagnostics) };
    assert!(one.message.contains("7 keys are not in keys.toml yet: `home`") && one.message.ends_with('…'), "{one}");
    assert!(one.next.contains("HOSO_LEARN_KEYS=1 cargo build -p hoso-core"));
    assert!(report.is_ok());
}

#[test]
fn what_the_check_refuses_is_never_learned() {
    let mut ledger = ledger();
    let other = lint(&with("label = \"Họ và tên chủ nhà\"", "label = \"Ngôi sao nhạc trẻ\"")).guides.remove(0);
    assert!(!ledger.learn(&other.procedure));
    assert!(ledger.write().contains("Họ và tên chủ nhà"));
}

#[test]
fn a_key_that_a_guide_has_forgotten_stays_in_the_ledger() {
    let without = with(
        "[[fields]]\nkey = \"owner_id_number\"\nlabel = \"Số căn cước chủ nhà\"\ntype = \"id_number\"\nrequired = false\nbasis = \"chưa đối chiếu\"\n\n[[groups]]\nkey = \"owner\"\nlabel = \"Chủ nhà\"\nfields = [\"owner_name\", \"owner_id_number\"]\n",
        "",
    );
    let report = lint(&without);
    assert!(report.diagnostics.is_empty(), "{:#?}", report.diagnostics);
    let mut ledger = ledger();
    assert!(!ledger.learn(&report.guides[0].procedure));
    assert!(ledger.write().contains("owner_id_number = { type = \"id_number\", meaning = \"Số căn cước chủ nhà\" }"));
}

#[test]
fn the_ledger_reads_what_it_wrote_and_names_the_line_of_a_fault() {
    let ledger = ledger();
    assert_eq!(Ledger::read(&ledger.write()), Ok(ledger.clone()));
    let (line, _) = Ledger::read("# ok\n\n[\"9.000001\".fields]\nx = 3\n").unwrap_err();
    assert_eq!(line, 4);
}
