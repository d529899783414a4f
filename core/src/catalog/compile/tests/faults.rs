//! A file that cannot be read, and parts that are wrong by themselves.

use super::{GUIDE, error, file, ledger, lint, warning, with};
use crate::catalog::compile::{GuideText, compile};

#[test]
fn invalid_toml_is_an_error_at_its_line() {
    error("send_ahead = true", "send_ahead = = true", "send_ahead", "no valid TOML", "mend the syntax");
    error("field = \"Thử nghiệm\"", "field = \"Thử nghiệm", "field = ", "no valid TOML", "mend the syntax");
}

#[test]
fn a_key_that_the_format_does_not_know_or_misses_is_an_error() {
    error(
        "send_ahead = true",
        "send_ahead = true\nsend_it = true",
        "send_it",
        "unknown field `send_it`",
        "remove this key",
    );
    error("summary = \"Giấy này chỉ để thử.\"\n", "", "code = ", "missing field `summary`", "add it");
    error("form = \"shown\"", "form = \"seen\"", "form = \"seen\"", "unknown variant `seen`", "docs/catalog-format.md");
}

#[test]
fn a_code_that_is_no_code_or_not_the_name_of_the_file_is_an_error() {
    error("code = \"9.000001\"", "code = \"9.1\"", "code = ", "`9.1` is no procedure code", "national code");
    error("code = \"9.000001\"", "code = \"9.000002\"", "code = ", "does not say the code", "`9.000002.toml`");
    warning(
        "where_to_get = \"Lấy ở nhà.\"",
        "where_to_get = \"Lấy ở nhà.\"\nwhere_procedure = \"hộ tịch\"",
        "where_procedure",
        "no procedure code",
        "national code",
    );
}

#[test]
fn a_day_that_does_not_exist_is_an_error() {
    error("\"2026-12-31\"", "\"2026-02-29\"", "valid_to", "`2026-02-29` is no day", "write it as");
    error("\"2026-01-01\"", "\"1/1/2026\"", "valid_from", "is no day", "write it as");
    error("read_on = \"2026-06\"", "read_on = \"2026-13\"", "read_on", "no day and no month", "write it as");
    // A leap day exists.
    assert!(lint(&with("\"2026-12-31\"", "\"2028-02-29\"")).is_ok());
}

#[test]
fn a_version_that_ends_before_it_begins_is_an_error() {
    error("valid_to = \"2026-12-31\"", "valid_to = \"2025-12-31\"", "valid_to", "lies before", "");
}

#[test]
fn two_guides_of_one_code_are_an_error() {
    let other = GuideText { file: "catalog/guides/copy/9.000001.toml".into(), text: GUIDE.into() };
    let report = compile(&[file(GUIDE), other], &ledger());
    let said: Vec<_> = report.errors().map(ToString::to_string).collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("already has a guide in catalog/guides/9.000001.toml; keep one"), "{}", said[0]);
}

#[test]
fn only_the_desk_takes_dossiers_sent_ahead() {
    error(
        "received_by = \"desk\"",
        "received_by = \"police\"",
        "send_ahead",
        "`send_ahead` is true",
        "`send_ahead = false`",
    );
}

#[test]
fn a_time_limit_without_a_unit_says_so_and_a_unit_is_never_guessed() {
    let from = "time = { text = \"3 ngày làm việc\", amount = 3, unit = \"working_days\" }";
    let silent = "time = { text = \"3\", amount = 3 }";
    error(from, silent, "time = ", "a figure without a unit", "nguồn không ghi đơn vị");
    assert!(lint(&with(from, "time = { text = \"3, nguồn không ghi đơn vị\", amount = 3 }")).is_ok());
    let other = "time = { text = \"3 ngày làm việc\", amount = 5, unit = \"working_days\" }";
    error(from, other, "time = ", "does not say the figure 5", "make the two agree");
    let wrong = "time = { text = \"3 ngày\", amount = 3, unit = \"working_days\" }";
    error(from, wrong, "time = ", "does not say the unit", "`unit = \"unknown\"`");
    let days = "time = { text = \"3 ngày làm việc\", amount = 3, unit = \"days\" }";
    error(from, days, "time = ", "does not say the unit", "`unit = \"unknown\"`");
    let none = "time = { text = \"Mấy ngày làm việc\", unit = \"working_days\" }";
    error(from, none, "time = ", "a unit without a figure", "add `amount`");
}

#[test]
fn a_fee_in_words_and_in_figures_must_agree() {
    error("amount = 8000", "amount = 5000", "fee = ", "does not say the figure 5000", "make the two agree");
}

#[test]
fn a_channel_that_stands_twice_is_an_error() {
    let twice = "[[channels]]\nkind = \"direct\"\ntime = { text = \"Hỏi xã\" }\nfee = { text = \"Hỏi xã\" }\n\n[[questions]]\nkey = \"home\"";
    let report = lint(&with("[[questions]]\nkey = \"home\"", twice));
    assert!(report.errors().any(|d| d.message.contains("this channel stands here twice")));
}

#[test]
fn a_basis_is_the_mark_of_what_was_not_checked_and_nothing_else() {
    let from = "required = false\nbasis = \"chưa đối chiếu\"";
    error(from, "required = false\nbasis = \"nghe nói\"", "nghe nói", "`nghe nói` is no basis", "chưa đối chiếu");
}

#[test]
fn vietnamese_without_its_marks_or_with_hidden_characters_is_an_error() {
    error("\"Giấy này chỉ để thử.\"", "\"Giay nay chi de thu.\"", "summary", "no Vietnamese marks", "full diacritics");
    error("\"Giấy này chỉ để thử.\"", "\"\"", "summary", "`summary` is empty", "plain Vietnamese");
    // Written as escapes, so that the file itself looks clean.
    error("\"Giấy này chỉ để thử.\"", "\"Giấy\\u200b này\"", "summary", "invisible mark", "delete it");
}

#[test]
fn a_paper_that_contradicts_itself_is_an_error() {
    error(
        "form = \"shown\"",
        "form = \"held_by_state\"",
        "form = \"held",
        "copies of it are asked for",
        "remove `originals`",
    );
    error(
        "where_to_get = \"Lấy ở nhà.\"\n",
        "",
        "key = \"deed\"",
        "not said where to get `deed`",
        "add `where_to_get`",
    );
    warning(
        "form = \"shown\"",
        "form = \"shown\"\nphoto = true",
        "photo = true",
        "only shown at the desk",
        "remove `photo`",
    );
}

#[test]
fn a_choice_without_options_and_options_without_a_choice_are_errors() {
    let field =
        |rest: &str| format!("[[fields]]\nkey = \"roof\"\nlabel = \"Mái nhà\"\nrequired = false\n{rest}\n\n[[groups]]");
    let bare = lint(&with("[[groups]]", &field("type = \"choice\"")));
    assert!(bare.errors().any(|d| d.message == "the field `roof` is a choice without options"), "{bare:#?}");
    let options = "options = [{ value = \"tile\", label = \"Ngói\" }]";
    let text = lint(&with("[[groups]]", &field(&format!("type = \"text\"\n{options}"))));
    assert!(text.errors().any(|d| d.message == "the field `roof` has options and is no choice"), "{text:#?}");
    assert!(lint(&with("[[groups]]", &field(&format!("type = \"choice\"\n{options}")))).is_ok());
}

#[test]
fn a_key_that_stands_twice_or_is_no_key_is_an_error() {
    error("key = \"owner\"", "key = \"Chủ\"", "key = \"Chủ\"", "`Chủ` is no key", "lower-case letters");
    let report = lint(&with("key = \"letter\"", "key = \"deed\""));
    assert!(report.errors().any(|d| d.message == "the paper `deed` stands here twice"), "{report:#?}");
    error(
        "label = \"Nhà thuê\" }",
        "label = \"Nhà thuê\" }, { value = \"own\", label = \"Nhà khác\" }",
        "Nhà khác",
        "the option `own` stands here twice",
        "a value of its own",
    );
}

#[test]
fn what_is_only_missing_is_a_warning() {
    warning("keywords = [\"giấy thử\"]\n", "", "code = ", "nobody will find this guide", "add `keywords`");
    warning("steps = [\"Nộp ở quầy một cửa.\"]\n", "", "code = ", "no steps", "add `steps`");
}

#[test]
fn no_text_however_broken_makes_the_compiler_fail() {
    for cut in (0..GUIDE.len()).filter(|i| GUIDE.is_char_boundary(*i)) {
        let report = lint(&GUIDE[..cut]);
        assert!(report.diagnostics.iter().all(|d| d.line >= 1 && !d.message.is_empty() && !d.next.is_empty()));
    }
    assert!(!lint("").is_ok() && !lint("\u{0}").is_ok());
    assert!(lint(&" ".repeat(2_000_000)).errors().any(|d| d.message.contains("a guide has at most")));
}
