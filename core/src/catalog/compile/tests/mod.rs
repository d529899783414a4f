//! Promises of the guide compiler. Every test takes one small guide that compiles without a word, breaks one thing in
//! it, and reads what the compiler says: the line of the broken thing, what is wrong, and what to do.

mod docs;
mod faults;
mod folders;
mod keys;
mod rules;

use super::{GuideText, Ledger, Report, Severity, compile};

/// A guide with two questions, two cases, three papers and two fields, in which everything is right.
const GUIDE: &str = include_str!("guide.toml");

fn file(text: &str) -> GuideText {
    GuideText { file: "catalog/guides/9.000001.toml".into(), text: text.into() }
}

/// The ledger that knows the keys of the small guide.
fn ledger() -> Ledger {
    let mut ledger = Ledger::default();
    ledger.learn(&compile(&[file(GUIDE)], &ledger).guides[0].procedure);
    ledger
}

/// The small guide with one text in place of another, which must stand there once.
fn with(from: &str, to: &str) -> String {
    assert_eq!(GUIDE.matches(from).count(), 1, "`{from}` must stand in the guide once");
    GUIDE.replacen(from, to, 1)
}

fn lint(text: &str) -> Report {
    compile(&[file(text)], &ledger())
}

/// Breaks the guide and expects one diagnostic of this kind: at the line that has `at` in it, with these words in what
/// is wrong and in what to do.
fn expect(severity: Severity, from: &str, to: &str, at: &str, message: &str, next: &str) {
    let text = with(from, to);
    let report = lint(&text);
    let line = 1 + text.lines().position(|l| l.contains(at)).unwrap_or_else(|| panic!("no line has `{at}`"));
    let found: Vec<_> = report.diagnostics.iter().filter(|d| d.severity == severity).collect();
    let [one] = found[..] else { panic!("one diagnostic expected for `{to}`: {:#?}", report.diagnostics) };
    assert_eq!((one.file.as_str(), one.line), ("catalog/guides/9.000001.toml", line), "{one}");
    assert!(one.message.contains(message), "{one}");
    assert!(one.next.contains(next), "{one}");
    assert_eq!(report.is_ok(), severity == Severity::Warning);
}

fn error(from: &str, to: &str, at: &str, message: &str, next: &str) {
    expect(Severity::Error, from, to, at, message, next);
}

fn warning(from: &str, to: &str, at: &str, message: &str, next: &str) {
    expect(Severity::Warning, from, to, at, message, next);
}

#[test]
fn a_guide_in_which_everything_is_right_compiles_without_a_word() {
    let report = lint(GUIDE);
    assert!(report.diagnostics.is_empty(), "{:#?}", report.diagnostics);
    assert_eq!(report.guides[0].procedure.code, "9.000001");
}

#[test]
fn a_diagnostic_reads_as_file_line_what_is_wrong_and_what_to_do() {
    let report = lint(&with("cases = [\"rented\"]", "cases = [\"no_such\"]"));
    let said = report.diagnostics[0].to_string();
    let line = report.diagnostics[0].line;
    assert_eq!(
        said,
        format!(
            "catalog/guides/9.000001.toml:{line}: error: there is no case `no_such`; name a case of this guide, or add it"
        )
    );
    let json = serde_json::to_value(&report.diagnostics[0]).unwrap();
    assert_eq!((&json["severity"], &json["line"]), (&"error".into(), &line.into()));
    assert!(json["file"].is_string() && json["message"].is_string() && json["next"].is_string());
}

#[test]
fn the_summary_counts_guides_parts_and_what_is_not_checked() {
    let text = with("text = \"3 ngày làm việc\"", "basis = \"chưa đối chiếu\", text = \"3 ngày làm việc\"");
    let report = lint(&text);
    let json = serde_json::to_value(report.summary()).unwrap();
    let counts = serde_json::json!({
        "guides": 1, "reviewed": 0, "errors": 0, "warnings": 0,
        "questions": 2, "cases": 2, "papers": 3, "fields": 2, "not_checked": 3,
    });
    assert_eq!((&json["ok"], &json["counts"]), (&true.into(), &counts));
    assert_eq!(json["guides"][0]["code"], "9.000001");
    assert_eq!(json["guides"][0]["not_checked"], 3);
    // The law, a field and now a time limit: each mark counts once.
    assert_eq!(lint(GUIDE).guides[0].not_checked, 2);
}

#[test]
fn a_guide_that_an_officer_signed_is_counted_as_reviewed() {
    let text = with("[source]", "[review]\nby = \"Trần Thị Lan\"\non = \"2026-11-24\"\n\n[source]");
    assert_eq!(lint(&text).summary().counts.reviewed, 1);
    // A name without a day is no review.
    let text = with("[source]", "[review]\nby = \"Trần Thị Lan\"\n\n[source]");
    assert_eq!(lint(&text).summary().counts.reviewed, 0);
}
