//! Which case: a question made of the headings over the papers, so that only the papers of one's own case are asked for.

use hoso_protocol::procedure::{Case, Choice, Paper, PaperForm, PaperGroup, Question};
use hoso_protocol::rule::{Clause, Rule};
use hoso_protocol::text::say;
use std::collections::BTreeSet;

const QUESTION: &str = "which_case";
const NONE: &str = "none";

/// The question and the cases, and which papers belong to them. Only headings that speak of a case make one ("Trường
/// hợp …", "Đối với …"); papers under other headings ("Giấy tờ phải nộp") are always needed.
pub(super) fn ask(groups: &[PaperGroup], papers: &mut [Paper]) -> (Vec<Question>, Vec<Case>) {
    let asks = |group: &PaperGroup, papers: &[Paper]| {
        papers.iter().any(|p| p.form != PaperForm::Note && p.group.as_ref() == Some(&group.key))
    };
    let full: Vec<&PaperGroup> = groups.iter().filter(|group| asks(group, papers)).collect();
    let of_case: Vec<(&PaperGroup, &str)> =
        full.iter().filter_map(|group| Some((*group, group.title.as_deref().filter(|t| is_case(t))?))).collect();
    if full.len() < 2 || of_case.is_empty() {
        return (vec![], vec![]);
    }
    let (mut options, mut cases) = (vec![], vec![]);
    for (group, title) in of_case {
        let clause = Clause { question: QUESTION.to_owned(), is: true, values: BTreeSet::from([group.key.clone()]) };
        options.push(Choice { value: group.key.clone(), label: label(title) });
        cases.push(Case { key: group.key.clone(), title: title.to_owned(), when: Rule(vec![clause]) });
        for paper in papers.iter_mut().filter(|paper| paper.group.as_ref() == Some(&group.key)) {
            paper.cases = vec![group.key.clone()];
        }
    }
    options.push(Choice { value: NONE.to_owned(), label: say("import.no_case", &[]) });
    let text = say("import.which_case", &[]);
    (vec![Question { key: QUESTION.to_owned(), text, options, ..Question::default() }], cases)
}

fn is_case(title: &str) -> bool {
    let lower = title.to_lowercase();
    (lower.contains("trường hợp") || lower.contains("đối với")) && !lower.contains("lưu ý")
}

/// Without the bullet before it and the colon after it.
fn label(title: &str) -> String {
    title.trim_start_matches(['*', '-', '+', '•', ' ']).trim_end_matches([':', ';', '.', ' ']).to_owned()
}
