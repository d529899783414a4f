//! References and rules: everything named is there, every part can be needed, every rule can hold.

use super::{error, lint, warning, with};

#[test]
fn a_reference_to_a_case_that_is_not_there_is_an_error() {
    error("cases = [\"rented\"]", "cases = [\"nowhere\"]", "\"nowhere\"", "no case `nowhere`", "name a case");
}

#[test]
fn a_rule_over_a_question_or_an_option_that_is_not_there_is_an_error() {
    let from = "when = [\"home = own\"]";
    error(from, "when = [\"house = own\"]", "house = own", "no question `house`", "name a question");
    error(from, "when = [\"home = palace\"]", "home = palace", "no option `palace`", "use the `value`");
}

#[test]
fn a_reference_to_a_paper_or_a_field_that_is_not_there_is_an_error() {
    error("[\"letter\"]", "[\"note\"]", "alternatives", "no paper `note`", "name a paper");
    error("[\"letter\"]", "[\"lease\"]", "alternatives", "its own alternative", "name another paper");
    error("\"owner_name\", \"owner_id", "\"owner\", \"owner_id", "fields = [", "no field `owner`", "name a field");
    error("for_field = \"owner_name\"", "for_field = \"owner\"", "for_field", "no field `owner`", "name the field");
    error("for_field = \"owner_name\"", "for_field = \"owner_id_number\"", "for_field", "is no name", "name the field");
}

#[test]
fn a_question_may_only_depend_on_questions_before_it() {
    let from = "{ value = \"rent\", label = \"Nhà thuê\" }]";
    let to = "{ value = \"rent\", label = \"Nhà thuê\" }]\nwhen = [\"contract = yes\"]";
    error(from, to, "when = [\"contract = yes\"]", "asked later", "change their order");
}

#[test]
fn a_case_that_no_answers_lead_to_is_an_error() {
    // The contract is only asked about a rented home, so nobody with an own home can have one.
    let from = "when = [\"home = rent\", \"contract = yes\"]";
    let report = lint(&with(from, "when = [\"home = own\", \"contract = yes\"]"));
    let said: Vec<_> = report.errors().map(|d| d.message.as_str()).collect();
    assert!(said.contains(&"no combination of answers ever needs the case `rented`"), "{said:?}");
    // What belongs to that case alone is never needed either.
    assert!(said.contains(&"no combination of answers ever needs the paper `lease`"), "{said:?}");
    assert_eq!(said.len(), 2);
    assert!(report.errors().all(|d| d.next.contains("mend its `when` or `cases`")));
}

#[test]
fn a_paper_that_no_case_needs_is_an_error() {
    error(
        "cases = [\"owned\"]",
        "cases = [\"owned\"]\nwhen = [\"home = rent\"]",
        "key = \"deed\"",
        "no combination of answers ever needs the paper `deed`",
        "mend its `when` or `cases`",
    );
}

#[test]
fn a_field_that_no_case_needs_is_an_error() {
    error(
        "type = \"id_number\"",
        "type = \"id_number\"\ncases = [\"owned\"]\nwhen = [\"contract = no\"]",
        "key = \"owner_id_number\"",
        "no combination of answers ever needs the field `owner_id_number`",
        "or remove it",
    );
}

#[test]
fn a_rule_whose_clauses_exclude_each_other_is_an_error() {
    let from = "when = [\"home = rent\"]\nwhere_to_get";
    let to = "when = [\"home = rent\", \"home != rent\"]\nwhere_to_get";
    error(from, to, "\"home != rent\"", "rule of the paper `letter` can never hold", "write two parts");
}

#[test]
fn a_rule_that_is_no_rule_is_an_error() {
    error(
        "when = [\"home = own\"]",
        "when = [\"home is own\"]",
        "home is own",
        "is no clause",
        "docs/catalog-format.md",
    );
}

#[test]
fn a_question_on_which_nothing_depends_is_a_warning() {
    let from = "[[cases]]\nkey = \"owned\"";
    let to = "[[questions]]\nkey = \"idle\"\ntext = \"Hỏi để làm gì?\"\noptions = [{ value = \"a\", label = \"Có\" }, { value = \"b\", label = \"Không\" }]\n\n[[cases]]\nkey = \"owned\"";
    let report = lint(&with(from, to));
    assert!(report.is_ok());
    let said: Vec<_> = report.warnings().map(|d| d.message.as_str()).collect();
    assert!(said.contains(&"nothing depends on the question `idle`"), "{said:?}");
}

#[test]
fn a_guide_whose_dossiers_cannot_be_told_apart_is_a_warning() {
    warning("for_field = \"owner_name\"\n", "", "code = ", "told apart", "add `for_field`");
}

#[test]
fn a_guide_that_asks_too_many_questions_is_told_so_instead_of_stopping_the_build_for_hours() {
    let options: String = (0..10).map(|i| format!("{{ value = \"v{i}\", label = \"Câu {i}\" }}, ")).collect();
    let questions: String = (0..7)
        .map(|i| format!("[[questions]]\nkey = \"q{i}\"\ntext = \"Câu hỏi {i}?\"\noptions = [{options}]\n\n"))
        .collect();
    let clauses: Vec<String> = (0..7).map(|i| format!("\"q{i} != v0\"")).collect();
    // Needs an answer that cannot be found: a rule that fails only at the last question.
    let case = format!(
        "[[cases]]\nkey = \"many\"\ntitle = \"Nhiều câu hỏi\"\nwhen = [\"contract = yes\", \"home = own\", {}]\n\n",
        clauses.join(", ")
    );
    let report = lint(&with("[[cases]]\nkey = \"owned\"", &format!("{questions}{case}[[cases]]\nkey = \"owned\"")));
    let said: Vec<_> = report.errors().map(ToString::to_string).collect();
    assert!(said.iter().any(|d| d.contains("too many answers") && d.contains("ask fewer questions")), "{said:?}");
}
