//! Promises of the lexicon's files.

use super::*;
use crate::catalog::Catalog;
use std::collections::BTreeSet;

fn read() -> Lexicon {
    Lexicon::read(SAME, SHORT, FILLER, &PEOPLE).unwrap()
}

#[test]
fn the_built_in_lexicon_is_all_there() {
    let lexicon = Lexicon::built_in();
    assert!(lexicon.rules.iter().any(|rule| rule.short) && lexicon.rules.iter().any(|rule| !rule.short));
    assert!(!lexicon.small.is_empty() && !lexicon.little_phrases.is_empty() && !lexicon.people.is_empty());
}

#[test]
fn nothing_is_said_twice() {
    let mut seen = BTreeSet::new();
    for rule in read().rules {
        assert!(seen.insert((rule.say, rule.mean.clone())), "{} → {} stands twice", rule.said, rule.mean);
    }
    let same: Same = toml::from_str(SAME).unwrap();
    let mut said = BTreeSet::new();
    for line in &same.same {
        for phrase in &line.say {
            assert!(said.insert(forms(phrase)), "{phrase} stands twice");
        }
    }
    let mut filler = BTreeSet::new();
    let small: Filler = toml::from_str(FILLER).unwrap();
    for phrase in small.words.into_iter().chain(small.who) {
        assert!(filler.insert(forms(&phrase)), "{phrase} stands twice");
    }
    let mut codes = BTreeSet::new();
    for line in PEOPLE.iter().flat_map(|part| toml::from_str::<People>(part).unwrap().procedure) {
        let mut words = BTreeSet::new();
        for phrase in &line.say {
            assert!(words.insert(forms(phrase)), "{}: {phrase} stands twice", line.code);
        }
        assert!(codes.insert(line.code.clone()), "{} stands twice", line.code);
    }
}

#[test]
fn every_phrase_that_is_meant_is_one_that_a_procedure_is_called_by() {
    let catalog = Catalog::embedded().unwrap();
    let guides =
        catalog.iter().flat_map(|p| p.keywords.iter().chain([&p.name, &p.official_name]).cloned().collect::<Vec<_>>());
    let people = read().people.into_values().flatten();
    let called: Vec<Vec<Form>> = guides.chain(people).map(|text| forms(&text)).collect();
    for rule in read().rules.iter().filter(|rule| !rule.short) {
        let mean = forms(&rule.mean);
        let found = called.iter().any(|phrase| phrase.windows(mean.len()).any(|part| part == mean));
        assert!(found, "nothing is called “{}” ({})", rule.mean, rule.said);
    }
}

#[test]
fn abbreviations_stand_for_words_and_not_for_abbreviations() {
    let lexicon = read();
    for rule in lexicon.rules.iter().filter(|rule| rule.short) {
        assert_eq!(rule.say.len(), 1, "{}", rule.said);
        for form in forms(&rule.mean) {
            assert!(!lexicon.is_short(&form), "{} → {}", rule.said, rule.mean);
        }
    }
}
