//! Papers under the cases that need them, and rules in words.

use hoso_protocol::procedure::{Paper, Procedure};
use hoso_protocol::rule::Rule;
use hoso_protocol::text::say;

/// Papers that the same cases need.
pub(super) struct Group<'p> {
    /// The titles of these cases; `None` for what every case needs, and where the source gives no title.
    pub title: Option<String>,
    pub papers: Vec<&'p Paper>,
}

/// The papers by the cases they belong to, both in the order of the guide. A paper of several cases stands once, under
/// all their titles.
pub(super) fn groups(p: &Procedure) -> Vec<Group<'_>> {
    // Headings of the source stand as they are, also those under which there is nothing.
    let headed = p.paper_groups.iter().map(|group| {
        let papers = p.papers.iter().filter(|paper| paper.group.as_ref() == Some(&group.key)).collect();
        Group { title: group.title.clone(), papers }
    });
    let headed: Vec<Group<'_>> = headed.collect();
    let mut groups: Vec<(&[String], Group<'_>)> = Vec::new();
    for paper in p.papers.iter().filter(|paper| paper.group.is_none()) {
        match groups.iter_mut().find(|(cases, _)| *cases == paper.cases.as_slice()) {
            Some((_, group)) => group.papers.push(paper),
            None => groups.push((&paper.cases, Group { title: title(p, &paper.cases), papers: vec![paper] })),
        }
    }
    headed.into_iter().chain(groups.into_iter().map(|(_, group)| group)).collect()
}

fn title(p: &Procedure, cases: &[String]) -> Option<String> {
    let titles = cases.iter().filter_map(|key| p.cases.iter().find(|c| c.key == *key)).map(|c| c.title.as_str());
    let titles: Vec<&str> = titles.filter(|title| !title.is_empty()).collect();
    (!titles.is_empty()).then(|| titles.join(&say("guide.or", &[])))
}

/// A rule as a person reads it: each question with the answers that fit.
pub(super) fn rule_in_words(p: &Procedure, rule: &Rule) -> Option<String> {
    let clauses = rule.0.iter().filter_map(|clause| {
        let question = p.question(&clause.question)?;
        let fitting = question.options.iter().filter(|o| clause.values.contains(&o.value));
        let answers: Vec<&str> = fitting.map(|o| o.label.as_str()).collect();
        let answer = answers.join(&say("guide.or", &[]));
        let code = if clause.is { "guide.when.is" } else { "guide.when.not" };
        Some(say(code, &[("question", &question.text), ("answer", &answer)]))
    });
    let clauses: Vec<String> = clauses.collect();
    (!clauses.is_empty()).then(|| clauses.join(&say("guide.and", &[])))
}
