//! Whether everything that a guide names is there.

use super::diagnostic::Sink;
use super::spans::Step;
use super::words;
use hoso_protocol::procedure::{FieldType, Procedure};
use hoso_protocol::rule::Rule;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(sink: &mut Sink<'_>, p: &Procedure) {
    for (i, question) in p.questions.iter().enumerate() {
        rule(sink, p, &["questions".into(), i.into()], &question.when, i);
    }
    let all = p.questions.len();
    for (i, case) in p.cases.iter().enumerate() {
        rule(sink, p, &["cases".into(), i.into()], &case.when, all);
    }
    for (i, paper) in p.papers.iter().enumerate() {
        let at = ["papers".into(), i.into()];
        rule(sink, p, &at, &paper.when, all);
        cases(sink, p, &at, &paper.cases);
        alternatives(sink, p, i);
        if let Some(code) = &paper.where_procedure
            && !words::is_code(code)
        {
            let what = format!("`{code}` is no procedure code");
            sink.warn(&join(&at, &["where_procedure".into()]), what, "write the national code, such as `1.001193`");
        }
    }
    for (i, field) in p.fields.iter().enumerate() {
        let at = ["fields".into(), i.into()];
        rule(sink, p, &at, &field.when, all);
        cases(sink, p, &at, &field.cases);
    }
    groups(sink, p);
    for_field(sink, p);
    unused_questions(sink, p);
}

fn join<'s>(at: &[Step<'s>], rest: &[Step<'s>]) -> Vec<Step<'s>> {
    at.iter().chain(rest).copied().collect()
}

/// Each clause names a question before place `before` and values of its options.
fn rule(sink: &mut Sink<'_>, p: &Procedure, at: &[Step<'_>], rule: &Rule, before: usize) {
    for (i, clause) in rule.0.iter().enumerate() {
        let at = join(at, &["when".into(), i.into()]);
        let Some(place) = p.questions.iter().position(|q| q.key == clause.question) else {
            let what = format!("there is no question `{}`", clause.question);
            sink.error(&at, what, "name a question of this guide, or add it");
            continue;
        };
        if place >= before {
            let what = format!("the question `{}` is asked later than this one", clause.question);
            sink.error(&at, what, "let a question depend on earlier questions only: change their order");
        }
        let options = p.questions.get(place).map(|q| q.options.as_slice()).unwrap_or_default();
        for value in clause.values.iter().filter(|v| !options.iter().any(|o| o.value == **v)) {
            let what = format!("the question `{}` has no option `{value}`", clause.question);
            sink.error(&at, what, "use the `value` of one of its options, or add it");
        }
    }
}

fn cases(sink: &mut Sink<'_>, p: &Procedure, at: &[Step<'_>], cases: &[String]) {
    for (i, key) in cases.iter().enumerate() {
        if !p.cases.iter().any(|c| c.key == *key) {
            let at = join(at, &["cases".into(), i.into()]);
            sink.error(&at, format!("there is no case `{key}`"), "name a case of this guide, or add it");
        }
    }
}

fn alternatives(sink: &mut Sink<'_>, p: &Procedure, i: usize) {
    let Some(paper) = p.papers.get(i) else { return };
    for (j, key) in paper.alternatives.iter().enumerate() {
        let at = ["papers".into(), i.into(), "alternatives".into(), j.into()];
        if *key == paper.key {
            sink.error(&at, format!("`{key}` is its own alternative"), "name another paper, or remove it");
        } else if p.paper(key).is_none() {
            sink.error(&at, format!("there is no paper `{key}`"), "name a paper of this guide, or add it");
        }
    }
}

fn groups(sink: &mut Sink<'_>, p: &Procedure) {
    let mut owner: BTreeMap<&str, &str> = BTreeMap::new();
    for (i, group) in p.groups.iter().enumerate() {
        if group.fields.len() < 2 {
            let what = format!("the group `{}` holds nothing together", group.key);
            sink.error(&["groups".into(), i.into(), "fields".into()], what, "name two fields at least, or remove it");
        }
        for (j, key) in group.fields.iter().enumerate() {
            let at = ["groups".into(), i.into(), "fields".into(), j.into()];
            if p.field(key).is_none() {
                sink.error(&at, format!("there is no field `{key}`"), "name a field of this guide, or add it");
            } else if let Some(other) = owner.insert(key, &group.key) {
                let what = format!("the field `{key}` already belongs to the group `{other}`");
                sink.error(&at, what, "leave it in one group only");
            }
        }
    }
}

fn for_field(sink: &mut Sink<'_>, p: &Procedure) {
    match p.for_field.as_ref().map(|key| (key, p.field(key))) {
        Some((key, None)) => {
            let what = format!("there is no field `{key}`");
            sink.error(&["for_field".into()], what, "name the field with the name of the person it is for");
        }
        Some((key, Some(field))) if !matches!(field.kind, FieldType::Name | FieldType::Text) => {
            let what = format!("the field `{key}` is no name");
            sink.error(&["for_field".into()], what, "name the field with the name of the person it is for");
        }
        Some(_) => {}
        None if p.fields.iter().any(|f| f.kind == FieldType::Name) => {
            let what = "dossiers of this guide cannot be told apart by a person's name";
            sink.warn(&["for_field".into()], what, "add `for_field`");
        }
        None => {}
    }
}

fn unused_questions(sink: &mut Sink<'_>, p: &Procedure) {
    let rules = p.questions.iter().map(|q| &q.when);
    let rules = rules.chain(p.cases.iter().map(|c| &c.when)).chain(p.papers.iter().map(|x| &x.when));
    let rules = rules.chain(p.fields.iter().map(|f| &f.when));
    let used: BTreeSet<&str> = rules.flat_map(|r| &r.0).map(|c| c.question.as_str()).collect();
    for (i, question) in p.questions.iter().enumerate() {
        if !used.contains(question.key.as_str()) {
            let what = format!("nothing depends on the question `{}`", question.key);
            sink.warn(&["questions".into(), i.into(), "key".into()], what, "use it in a `when`, or do not ask it");
        }
    }
}
