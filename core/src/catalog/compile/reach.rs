//! Whether some combination of answers needs each part: tries every combination of the questions that matter.

use super::diagnostic::Sink;
use super::spans::Step;
use hoso_protocol::procedure::{Procedure, Question};
use hoso_protocol::rule::{Answers, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// Combinations tried for one part. Eight questions of four options stay below; a guide that needs more is too
/// hard to ask through anyway.
const MAX_TRIES: usize = 100_000;

pub(super) fn check(sink: &mut Sink<'_>, p: &Procedure) {
    for (i, question) in p.questions.iter().enumerate() {
        part(sink, p, ["questions".into(), i.into()], "question", &question.key, &[], &question.when);
    }
    for (i, case) in p.cases.iter().enumerate() {
        part(sink, p, ["cases".into(), i.into()], "case", &case.key, &[], &case.when);
    }
    for (i, paper) in p.papers.iter().enumerate() {
        part(sink, p, ["papers".into(), i.into()], "paper", &paper.key, &paper.cases, &paper.when);
    }
    for (i, field) in p.fields.iter().enumerate() {
        part(sink, p, ["fields".into(), i.into()], "field", &field.key, &field.cases, &field.when);
    }
}

/// A part is needed when one of its cases holds (if it names any) and its own rule does.
fn part(sink: &mut Sink<'_>, p: &Procedure, at: [Step<'_>; 2], kind: &str, key: &str, cases: &[String], when: &Rule) {
    if let Some(question) = contradiction(p, when) {
        let at: Vec<_> = at.into_iter().chain(["when".into()]).collect();
        let what = format!("the rule of the {kind} `{key}` can never hold: no option of `{question}` fits it");
        sink.error(&at, what, "its clauses must all hold at once: loosen them, or write two parts");
        return;
    }
    let cases: Vec<&Rule> = p.cases.iter().filter(|c| cases.contains(&c.key)).map(|c| &c.when).collect();
    let holds =
        |answers: &Answers| when.holds(answers) && (cases.is_empty() || cases.iter().any(|case| case.holds(answers)));
    let at: Vec<_> = at.into_iter().chain(["key".into()]).collect();
    let asked = questions_behind(p, cases.iter().copied().chain([when]));
    match (Search { asked: &asked, tries: 0 }).any(0, &mut Answers::new(), &holds) {
        Some(true) => {}
        Some(false) => {
            let what = format!("no combination of answers ever needs the {kind} `{key}`");
            sink.error(&at, what, "mend its `when` or `cases`, or those of the questions before it, or remove it");
        }
        None => {
            let what = format!("the {kind} `{key}` depends on too many answers: more than {MAX_TRIES} combinations");
            sink.error(&at, what, "ask fewer questions before it");
        }
    }
}

/// The question of which these clauses, taken together, leave no option.
fn contradiction<'r>(p: &Procedure, rule: &'r Rule) -> Option<&'r str> {
    let mut left: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for clause in &rule.0 {
        let question = p.question(&clause.question)?;
        let options = question.options.iter().map(|o| o.value.as_str());
        let left = left.entry(&clause.question).or_insert_with(|| options.collect());
        left.retain(|value| clause.values.contains(*value) == clause.is);
        if left.is_empty() {
            return Some(&clause.question);
        }
    }
    None
}

/// The questions that decide about these rules, in the order in which they are asked.
fn questions_behind<'p>(p: &'p Procedure, rules: impl Iterator<Item = &'p Rule>) -> Vec<&'p Question> {
    let names = |rule: &'p Rule| rule.0.iter().map(|c| c.question.as_str());
    let mut open: Vec<&str> = rules.flat_map(names).collect();
    let mut found = BTreeSet::new();
    while let Some(key) = open.pop() {
        if found.insert(key)
            && let Some(question) = p.question(key)
        {
            open.extend(names(&question.when));
        }
    }
    p.questions.iter().filter(|q| found.contains(q.key.as_str())).collect()
}

struct Search<'p> {
    asked: &'p [&'p Question],
    tries: usize,
}

impl Search<'_> {
    /// Whether `holds` for some combination from the question at `place` on; `None` when there are too many.
    fn any(&mut self, place: usize, answers: &mut Answers, holds: &dyn Fn(&Answers) -> bool) -> Option<bool> {
        let Some(question) = self.asked.get(place) else {
            self.tries += 1;
            return if holds(answers) { Some(true) } else { (self.tries < MAX_TRIES).then_some(false) };
        };
        if !question.when.holds(answers) {
            return self.any(place + 1, answers, holds);
        }
        for option in &question.options {
            answers.insert(question.key.clone(), BTreeSet::from([option.value.clone()]));
            let found = self.any(place + 1, answers, holds);
            answers.remove(&question.key);
            if found != Some(false) {
                return found;
            }
        }
        Some(false)
    }
}
