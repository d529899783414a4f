//! What people say and what the offices call it: `catalog/lexicon/`, read once.

use super::fold::{Form, Token, words};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// Everything of `catalog/lexicon/`, ready for comparing.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Phrases that may be replaced by others.
    pub rules: Vec<Rule>,
    by_first: HashMap<String, Vec<usize>>,
    small: HashMap<Form, Weight>,
    small_folded: HashMap<String, Weight>,
    little_phrases: Vec<Vec<Form>>,
    /// More words for procedures, by code.
    pub people: HashMap<String, Vec<String>>,
}

/// How much a word says about which procedure is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// As much as it is rare.
    Full,
    /// Somebody of the family: in many stories, now and then the point.
    Who,
    /// Next to nothing.
    Little,
}

/// One phrase and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    /// What is typed.
    pub say: Vec<Form>,
    /// As it is written in the lexicon.
    pub said: String,
    /// What is meant.
    pub mean: String,
    /// Whether it is an abbreviation.
    pub short: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Same {
    same: Vec<SameLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SameLine {
    say: Vec<String>,
    mean: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Short {
    short: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filler {
    words: Vec<String>,
    who: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    procedure: Vec<PeopleLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleLine {
    code: String,
    say: Vec<String>,
}

const SAME: &str = include_str!("../../../catalog/lexicon/same.toml");
const SHORT: &str = include_str!("../../../catalog/lexicon/short.toml");
const FILLER: &str = include_str!("../../../catalog/lexicon/filler.toml");
const PEOPLE: [&str; 5] = [
    include_str!("../../../catalog/lexicon/people/civil.toml"),
    include_str!("../../../catalog/lexicon/people/home.toml"),
    include_str!("../../../catalog/lexicon/people/land.toml"),
    include_str!("../../../catalog/lexicon/people/work.toml"),
    include_str!("../../../catalog/lexicon/people/aid.toml"),
];

impl Lexicon {
    /// The one built in. A part that could not be read would be empty; a test reads them all.
    pub fn built_in() -> &'static Self {
        static ONE: OnceLock<Lexicon> = OnceLock::new();
        ONE.get_or_init(|| Self::read(SAME, SHORT, FILLER, &PEOPLE).unwrap_or_default())
    }

    fn read(same: &str, short: &str, filler: &str, people: &[&str]) -> Result<Self, toml::de::Error> {
        let same: Same = toml::from_str(same)?;
        let short: Short = toml::from_str(short)?;
        let filler: Filler = toml::from_str(filler)?;
        let mut out = Self::default();
        for (said, means) in &short.short {
            for mean in means {
                out.rule(said, mean, true);
            }
        }
        for line in &same.same {
            for said in &line.say {
                out.rule(said, &line.mean, false);
            }
        }
        for phrase in filler.words.iter().map(|words| forms(words)) {
            match phrase.as_slice() {
                [one] => out.small(one, Weight::Little),
                _ => out.little_phrases.push(phrase),
            }
        }
        filler.who.iter().flat_map(|word| forms(word)).for_each(|form| out.small(&form, Weight::Who));
        for part in people {
            let part: People = toml::from_str(part)?;
            out.people.extend(part.procedure.into_iter().map(|line| (line.code, line.say)));
        }
        Ok(out)
    }

    fn small(&mut self, form: &Form, weight: Weight) {
        self.small.entry(form.clone()).or_insert(weight);
        self.small_folded.entry(form.folded.clone()).or_insert(weight);
    }

    fn rule(&mut self, said: &str, mean: &str, short: bool) {
        let say = forms(said);
        let Some(first) = say.first() else { return };
        self.by_first.entry(first.folded.clone()).or_default().push(self.rules.len());
        self.rules.push(Rule { say, said: said.to_owned(), mean: mean.to_owned(), short });
    }

    /// The rules that fit at the beginning of these words. `marked`: they were typed with marks, so a lone word has to
    /// have the right ones.
    pub fn rules_at(&self, typed: &[&Form], marked: bool) -> impl Iterator<Item = &Rule> {
        let ids = typed.first().and_then(|first| self.by_first.get(&first.folded)).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.rules.get(*id)).filter(move |rule| fits(&rule.say, typed, marked))
    }

    /// Whether a word is an abbreviation.
    pub fn is_short(&self, form: &Form) -> bool {
        self.rules_at(&[form], form.is_marked()).any(|rule| rule.short)
    }

    /// For each word, how much it says. A word without marks counts as the small word it may be.
    pub fn weights(&self, typed: &[&Form], marked: bool) -> Vec<Weight> {
        let weight = |form: &Form| match marked {
            // How many days or children: numbers are part of the story.
            _ if form.folded.bytes().all(|b| b.is_ascii_digit()) => Weight::Little,
            true => self.weight(form),
            false => self.small_folded.get(&form.folded).copied().unwrap_or(Weight::Full),
        };
        let mut out: Vec<Weight> = typed.iter().map(|form| weight(form)).collect();
        for at in 0..typed.len() {
            let rest = typed.get(at..).unwrap_or_default();
            for phrase in self.little_phrases.iter().filter(|phrase| fits(phrase, rest, marked)) {
                out.iter_mut().skip(at).take(phrase.len()).for_each(|weight| *weight = Weight::Little);
            }
        }
        out
    }

    /// Whether it is a small word, marks or not.
    pub fn says_little(&self, form: &Form) -> bool {
        self.small_folded.contains_key(&form.folded)
    }

    /// How much a word of the catalog says.
    pub fn weight(&self, form: &Form) -> Weight {
        self.small.get(form).copied().unwrap_or(Weight::Full)
    }

    /// Every word and phrase that people may type, for knowing a slip from a word.
    pub fn typed(&self) -> impl Iterator<Item = String> {
        let small = self.small.keys().map(|form| form.letters.clone());
        small.chain(self.rules.iter().flat_map(|rule| [rule.said.clone(), rule.mean.clone()]))
    }

    /// A name with its abbreviations written out: `thẻ BHYT` is `thẻ bảo hiểm y tế`.
    pub fn written_out(&self, name: &str) -> Option<String> {
        let mut capitals = 0;
        let run = |c: char| {
            capitals = if c.is_uppercase() { capitals + 1 } else { 0 };
            capitals >= 3
        };
        if !name.chars().any(run) {
            return None;
        }
        let mut changed = false;
        let word = |token: Token| {
            let capitals = token.raw.chars().count() >= 3 && token.raw.chars().all(char::is_uppercase);
            let rule = self.rules_at(&[&token.form], false).find(|rule| rule.short && capitals);
            changed |= rule.is_some();
            rule.map_or(token.raw, |rule| rule.mean.clone())
        };
        let out: Vec<String> = words(name).into_iter().map(word).collect();
        changed.then(|| out.join(" "))
    }
}

fn fits(phrase: &[Form], typed: &[&Form], marked: bool) -> bool {
    if typed.len() < phrase.len() {
        return false;
    }
    let same = phrase.iter().zip(typed).all(|(p, t)| p.folded == t.folded);
    // Wrong tones are forgiven in a longer phrase, as long as one word is right.
    same && (!marked || phrase.iter().zip(typed).filter(|(p, t)| p == *t).count() * 2 >= phrase.len())
}

pub(super) fn forms(text: &str) -> Vec<Form> {
    words(text).into_iter().map(|token| token.form).collect()
}

#[cfg(test)]
#[path = "tests/lexicon.rs"]
mod tests;
