//! Made-up procedures and drafts.

use crate::dice::Dice;
use hoso_protocol::draft::{Draft, Live};
use hoso_protocol::ids::{Digest, EditId};
use hoso_protocol::procedure::{Case, Choice, Field, FieldType, Paper, PaperForm, Procedure, Question};
use hoso_protocol::readiness::Needs;
use hoso_protocol::rule::{Answers, Rule};
use hoso_protocol::value::{PhotoPage, Value};
use std::collections::BTreeSet;

pub const QUESTIONS: usize = 5;
pub const VALUES: [&str; 3] = ["a", "b", "c"];

pub fn rule(dice: &mut Dice, below: usize) -> Rule {
    let clauses = (0..dice.below(3)).map(|_| {
        let is = if dice.chance(60) { "=" } else { "!=" };
        let values = if dice.chance(50) { VALUES[dice.below(3)].to_owned() } else { "a | b".to_owned() };
        format!("q{} {is} {values}", dice.below(below)).parse().unwrap()
    });
    Rule(if below == 0 { vec![] } else { clauses.collect() })
}

/// A procedure whose parts hang on each other in any way, forwards and in circles too.
pub fn procedure(dice: &mut Dice) -> Procedure {
    let options = || VALUES.map(|value| Choice { value: value.into(), label: value.to_uppercase() }).to_vec();
    let cases_of = |dice: &mut Dice| (0..3).filter(|_| dice.chance(25)).map(|n| format!("c{n}")).collect();
    let question = |dice: &mut Dice, n: usize| {
        let below = if dice.chance(20) { QUESTIONS } else { n };
        Question { key: format!("q{n}"), options: options(), when: rule(dice, below), ..Question::default() }
    };
    let kinds = [FieldType::Text, FieldType::Date, FieldType::Choice, FieldType::IdNumber, FieldType::Phone];
    let forms =
        [PaperForm::Original, PaperForm::Copy, PaperForm::CertifiedCopy, PaperForm::Shown, PaperForm::HeldByState];
    let mut questions: Vec<Question> = (0..QUESTIONS).map(|n| question(dice, n)).collect();
    if dice.chance(20) {
        dice.shuffle(&mut questions);
    }
    Procedure {
        questions,
        cases: (0..3).map(|n| Case { key: format!("c{n}"), when: rule(dice, QUESTIONS), ..Case::default() }).collect(),
        fields: (0..4)
            .map(|n| Field {
                key: format!("f{n}"),
                kind: *dice.pick(&kinds).unwrap(),
                required: dice.chance(70),
                options: options(),
                cases: cases_of(dice),
                when: rule(dice, QUESTIONS),
                ..Field::default()
            })
            .collect(),
        papers: (0..4)
            .map(|n| Paper {
                key: format!("p{n}"),
                form: *dice.pick(&forms).unwrap(),
                photo: dice.chance(50),
                optional: dice.chance(20),
                cases: cases_of(dice),
                when: rule(dice, QUESTIONS),
                alternatives: (0..4).filter(|other| *other != n && dice.chance(15)).map(|n| format!("p{n}")).collect(),
                ..Paper::default()
            })
            .collect(),
        ..Procedure::default()
    }
}

pub fn answers(dice: &mut Dice) -> Answers {
    let mut answers = Answers::new();
    for n in 0..QUESTIONS {
        if dice.chance(70) {
            let values = (0..1 + dice.below(2)).map(|_| VALUES[dice.below(3)].to_owned()).collect();
            answers.insert(format!("q{n}"), values);
        }
    }
    answers
}

pub fn names(needs: &Needs<'_>) -> BTreeSet<String> {
    let questions = needs.questions.iter().map(|q| &q.key);
    let (cases, papers) = (needs.cases.iter().map(|c| &c.key), needs.papers.iter().map(|p| &p.key));
    questions.chain(cases).chain(papers).chain(needs.fields.iter().map(|f| &f.key)).cloned().collect()
}

pub fn live(value: Value, edit: u8) -> Live {
    Live { edit: Some(EditId([edit; 32])), value, at: 0, by: None }
}

pub fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// Any draft: right values, wrong ones, cleared ones, conflicts, photos.
pub fn draft(dice: &mut Dice) -> Draft {
    let mut draft = Draft::default();
    let say = ["a", "b", "x", "1990-09-02", "32/13/2020", "072190001234", "0903123456", "have", "copy", "bring_later"];
    for (kind, count) in [("answer/q", QUESTIONS), ("field/f", 4), ("paper/p", 4), ("note/n", 2)] {
        for n in 0..count {
            for edit in 0..[0, 1, 1, 2][dice.below(4)] {
                let value = if dice.chance(10) { Value::Cleared } else { text(say[dice.below(say.len())]) };
                draft.add(&format!("{kind}{n}"), live(value, edit));
            }
        }
    }
    if dice.chance(50) {
        draft.add("photo/p0/x", live(page(), 9));
    }
    draft
}

pub fn page() -> Value {
    Value::Photo(PhotoPage { sha256: Digest([1; 32]), bytes: 1, kind: "image/jpeg".into(), order: "a".into() })
}
