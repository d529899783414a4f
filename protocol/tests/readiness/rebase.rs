//! A newer version of a procedure meets a draft.

use crate::dice::{Dice, seeds};
use crate::made_up::{draft, procedure, text};
use hoso_protocol::draft::{Draft, Shown};
use hoso_protocol::key::Key;
use hoso_protocol::procedure::{Field, Paper, Procedure};
use hoso_protocol::readiness::{Item, Kind, Purpose, check, needs};
use hoso_protocol::rebase::compare;
use std::collections::BTreeSet;

/// What is missing or wrong, by what it is about.
fn open(procedure: &Procedure, draft: &Draft) -> BTreeSet<(String, String)> {
    let check = check(procedure, draft, Purpose::of(procedure));
    check.missing.iter().chain(&check.wrong).map(about).collect()
}

fn about(item: &Item) -> (String, String) {
    (format!("{:?}", item.kind), item.key.clone())
}

#[test]
fn whatever_was_written_is_either_kept_or_named_as_no_longer_needed() {
    for seed in seeds(2_000) {
        let mut dice = Dice::new(seed);
        let (old, new, draft) = (procedure(&mut dice), procedure(&mut dice), draft(&mut dice));
        let report = compare(&draft, &old, &new);
        let (before, after) = (needs(&old, &draft.answers()), needs(&new, &draft.answers()));
        for key in draft.keys().filter(|key| draft.shown(key) != Shown::Empty) {
            let (kind, name, was, is) = match key {
                Key::Answer(q) => (
                    Kind::Answer,
                    q,
                    before.questions.iter().any(|x| x.key == *q),
                    after.questions.iter().any(|x| x.key == *q),
                ),
                Key::Field(f) => (
                    Kind::Field,
                    f,
                    before.fields.iter().any(|x| x.key == *f),
                    after.fields.iter().any(|x| x.key == *f),
                ),
                Key::Paper(p) | Key::Photo(p, _) => (
                    Kind::Paper,
                    p,
                    before.papers.iter().any(|x| x.key == *p),
                    after.papers.iter().any(|x| x.key == *p),
                ),
                _ => continue,
            };
            let kept = report.kept.iter().any(|part| part.kind == kind && part.key == *name && part.written);
            let rests =
                report.no_longer_needed.iter().any(|part| part.kind == kind && part.key == *name && part.written);
            assert_eq!((kept, rests), (is, was && !is), "seed {seed}: {key}");
        }
    }
}

#[test]
fn after_the_change_nothing_is_missing_but_what_was_missing_before_or_was_said_to_be_new() {
    for seed in seeds(2_000) {
        let mut dice = Dice::new(seed);
        let (old, new, draft) = (procedure(&mut dice), procedure(&mut dice), draft(&mut dice));
        let report = compare(&draft, &old, &new);
        let said: BTreeSet<_> = report.newly_required.iter().map(about).collect();
        let before = open(&old, &draft);
        let all: BTreeSet<_> = before.union(&said).cloned().collect();
        assert!(open(&new, &draft).is_subset(&all), "seed {seed}");
        assert!(said.is_disjoint(&before), "seed {seed}: what was missing before is not new");
        assert!(report.newly_required.iter().all(|item| item.text != item.code), "seed {seed}: each has a sentence");
    }
}

#[test]
fn a_version_compared_with_itself_changes_nothing() {
    for seed in seeds(500) {
        let mut dice = Dice::new(seed);
        let (one, draft) = (procedure(&mut dice), draft(&mut dice));
        let report = compare(&draft, &one, &one);
        assert!(report.newly_required.is_empty() && report.no_longer_needed.is_empty(), "seed {seed}");
    }
}

/// A copy was enough before; the new version asks for the original.
#[test]
fn a_paper_that_is_no_longer_enough_is_kept_and_asked_for_again() {
    let paper = |form| Paper { key: "p".into(), name: "Giấy chứng sinh".into(), form, ..Paper::default() };
    let version = |form| Procedure { papers: vec![paper(form)], ..Procedure::default() };
    let mut draft = Draft::default();
    draft.set(Key::Paper("p".into()), text("copy"), 0);
    use hoso_protocol::procedure::PaperForm::{Copy, Original};
    let report = compare(&draft, &version(Copy), &version(Original));
    assert_eq!((report.kept.len(), report.newly_required.len(), report.no_longer_needed.len()), (1, 1, 0));
    assert_eq!(report.newly_required[0].code, "missing.original");
}

#[test]
fn a_field_that_the_new_version_does_not_know_is_named_and_stays_in_the_draft() {
    let field = |key: &str| Field { key: key.into(), label: key.into(), required: true, ..Field::default() };
    let old = Procedure { fields: vec![field("household_book")], ..Procedure::default() };
    let new = Procedure { fields: vec![field("id_number")], ..Procedure::default() };
    let mut draft = Draft::default();
    draft.set(Key::Field("household_book".into()), text("123"), 0);
    let report = compare(&draft, &old, &new);
    assert!(report.no_longer_needed[0].written);
    assert_eq!(report.newly_required[0].key, "id_number");
    assert_eq!(draft.text(&Key::Field("household_book".into())), Some("123"));
}
