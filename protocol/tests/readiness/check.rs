//! What a case needs and whether anything is missing.

use crate::dice::{Dice, seeds};
use crate::made_up::{QUESTIONS, VALUES, answers, draft, names, page, procedure, text};
use hoso_protocol::draft::Draft;
use hoso_protocol::key::Key;
use hoso_protocol::paper::PaperState;
use hoso_protocol::procedure::{Choice, FieldType, Paper, PaperForm, Procedure, Question};
use hoso_protocol::readiness::{Check, Kind, Purpose, check, needed_keys, needs};
use hoso_protocol::rule::{Answers, Rule};

#[test]
fn answering_back_asks_for_the_same_things_and_finds_all_that_was_filled() {
    for seed in seeds(1_000) {
        let mut dice = Dice::new(seed);
        let (procedure, mut draft) = (procedure(&mut dice), draft(&mut dice));
        let question = Key::Answer(format!("q{}", dice.below(QUESTIONS)));
        draft.set(question.clone(), text("a"), 0);
        let first = (names(&needs(&procedure, &draft.answers())), check(&procedure, &draft, Purpose::Carry));
        draft.set(question.clone(), text("b"), 1);
        draft.set(question, text("a"), 2);
        let back = (names(&needs(&procedure, &draft.answers())), check(&procedure, &draft, Purpose::Carry));
        assert_eq!(back, first, "seed {seed}");
    }
}

#[test]
fn a_conflict_needs_whatever_any_of_its_answers_needs() {
    for seed in seeds(2_000) {
        let mut dice = Dice::new(seed);
        let (procedure, mine, yours) = (procedure(&mut dice), answers(&mut dice), answers(&mut dice));
        let mut both = mine.clone();
        for (question, values) in &yours {
            both.entry(question.clone()).or_default().extend(values.iter().cloned());
        }
        let together = names(&needs(&procedure, &both));
        for one in [mine, yours] {
            let alone = names(&needs(&procedure, &one));
            assert!(together.is_superset(&alone), "seed {seed}: {alone:?} of {together:?}");
        }
    }
}

#[test]
fn an_answer_to_a_question_that_is_not_asked_needs_nothing() {
    for seed in seeds(2_000) {
        let mut dice = Dice::new(seed);
        let (procedure, all) = (procedure(&mut dice), answers(&mut dice));
        let needed = needs(&procedure, &all);
        let mut asked = all.clone();
        asked.retain(|question, _| needed.questions.iter().any(|q| q.key == *question));
        assert_eq!(names(&needs(&procedure, &asked)), names(&needed), "seed {seed}");
    }
}

/// Who said first that the parents are married, then how, and then that they are not, was still asked where.
#[test]
fn what_hangs_on_a_resting_answer_rests_too() {
    let question = |key: &str, when: &[&str]| Question {
        key: key.into(),
        options: VALUES.map(|value| Choice { value: value.into(), label: value.into() }).to_vec(),
        when: Rule(when.iter().map(|clause| clause.parse().unwrap()).collect()),
        ..Question::default()
    };
    let questions = vec![question("married", &[]), question("how", &["married = a"]), question("where", &["how = b"])];
    let procedure = Procedure { questions, ..Procedure::default() };
    let answers = |married: &str| -> Answers {
        [("married", married), ("how", "b")].map(|(q, v)| (q.to_owned(), [v.to_owned()].into())).into()
    };
    assert_eq!(needs(&procedure, &answers("a")).questions.len(), 3);
    assert_eq!(needs(&procedure, &answers("b")).questions.len(), 1);
}

#[test]
fn the_check_counts_what_it_names_and_nothing_in_conflict_is_ready() {
    for seed in seeds(2_000) {
        let mut dice = Dice::new(seed);
        let (procedure, draft) = (procedure(&mut dice), draft(&mut dice));
        let needed = names(&needs(&procedure, &draft.answers()));
        for purpose in [Purpose::SendAhead, Purpose::Carry] {
            let result = check(&procedure, &draft, purpose);
            assert_eq!(result, check(&procedure, &draft, purpose));
            assert_eq!(result.ready, result.missing.is_empty() && result.wrong.is_empty(), "seed {seed}");
            assert!(result.done <= result.total && (!result.ready || result.done == result.total), "seed {seed}");
            let named = || result.missing.iter().chain(&result.wrong);
            assert!(named().all(|item| needed.contains(&item.key)), "seed {seed}");
            assert!(named().all(|item| item.text != item.code), "seed {seed}: each has a sentence: {result:?}");
            let in_conflict = draft.conflicts().any(|(key, _)| match key {
                Key::Answer(name) | Key::Field(name) => needed.contains(name),
                _ => false,
            });
            assert!(!(in_conflict && result.ready), "seed {seed}");
        }
        let keys = needed_keys(&procedure, &draft);
        assert!(keys.iter().all(|key| draft.keys().any(|k| k == key) && !matches!(key, Key::Note(_))), "seed {seed}");
    }
}

/// Does what the check says, once.
fn obey(procedure: &Procedure, draft: &mut Draft, result: &Check, dice: &mut Dice) {
    for item in result.missing.iter().chain(&result.wrong) {
        let (key, value) = match item.kind {
            Kind::Answer => (Key::Answer(item.key.clone()), VALUES[dice.below(3)]),
            Kind::Paper => (Key::Paper(item.key.clone()), right_state(procedure.paper(&item.key).unwrap())),
            Kind::Field => {
                let value = match procedure.field(&item.key).unwrap().kind {
                    FieldType::Date => "1990-09-02",
                    FieldType::IdNumber => "072190001234",
                    FieldType::Phone => "0903123456",
                    _ => "a",
                };
                (Key::Field(item.key.clone()), value)
            }
        };
        draft.set(key, text(value), 0);
        if item.kind == Kind::Paper {
            draft.set(Key::Photo(item.key.clone(), "x".into()), page(), 0);
        }
    }
}

fn right_state(paper: &Paper) -> &'static str {
    match paper.form {
        PaperForm::CertifiedCopy => PaperState::CertifiedCopy.name(),
        PaperForm::Copy => PaperState::Copy.name(),
        _ => PaperState::Have.name(),
    }
}

#[test]
fn whoever_does_what_the_check_says_is_ready_in_the_end() {
    for seed in seeds(2_000) {
        let mut dice = Dice::new(seed);
        let (procedure, mut draft) = (procedure(&mut dice), draft(&mut dice));
        for purpose in [Purpose::SendAhead, Purpose::Carry] {
            // Each round answers at least one question or ends.
            let ready = (0..QUESTIONS + 3).any(|_| {
                let result = check(&procedure, &draft, purpose);
                obey(&procedure, &mut draft, &result, &mut dice);
                result.ready
            });
            assert!(ready, "seed {seed}: {:?}", check(&procedure, &draft, purpose));
        }
    }
}

#[test]
fn a_procedure_is_known_by_its_bytes_and_reads_back_to_the_same() {
    for seed in seeds(300) {
        let procedure = procedure(&mut Dice::new(seed));
        let again: Procedure = serde_json::from_slice(&procedure.to_bytes()).unwrap();
        assert_eq!((again.hash(), &again), (procedure.hash(), &procedure));
    }
}
