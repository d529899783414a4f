//! Rules over the answers: when a question is asked, a case holds, a paper or a field is needed.
//!
//! Written in guides as a list of clauses that must all hold: `["born_at = hospital | home", "parents != married"]`.
//! Small on purpose: a rule can be read aloud, and the guide compiler can try every combination of answers.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// What is known of the answers: for each question the values of its live heads. One value is the rule; several mean
/// a conflict, and then whatever any of them needs is needed.
pub type Answers = BTreeMap<String, BTreeSet<String>>;

/// Clauses that must all hold; none: always.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rule(pub Vec<Clause>);

/// `question = a | b` or `question != a | b`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Clause {
    /// A question's key.
    pub question: String,
    /// Whether the answer must be one of `values` or must not.
    pub is: bool,
    /// Values of that question's options.
    pub values: BTreeSet<String>,
}

impl Rule {
    /// No clause at all.
    pub fn is_always(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all clauses hold. A question without an answer makes each of its clauses false, `!=` too: until the
    /// person has answered, nothing is asked for on its account.
    pub fn holds(&self, answers: &Answers) -> bool {
        self.0.iter().all(|clause| clause.holds(answers))
    }
}

impl Clause {
    fn holds(&self, answers: &Answers) -> bool {
        answers
            .get(&self.question)
            .is_some_and(|values| values.iter().any(|value| self.values.contains(value) == self.is))
    }
}

impl FromStr for Clause {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no clause; write `question = value | value` or `question != value`");
        let (question, values, is) = match text.split_once("!=") {
            Some((question, values)) => (question, values, false),
            None => text.split_once('=').map(|(q, v)| (q, v, true)).ok_or_else(wrong)?,
        };
        let word = |s: &str| {
            let s = s.trim();
            let plain = !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            plain.then(|| s.to_owned()).ok_or_else(wrong)
        };
        let values = values.split('|').map(word).collect::<Result<_, _>>()?;
        Ok(Self { question: word(question)?, is, values })
    }
}

impl TryFrom<String> for Clause {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Clause> for String {
    fn from(clause: Clause) -> Self {
        let values: Vec<_> = clause.values.into_iter().collect();
        format!("{} {} {}", clause.question, if clause.is { "=" } else { "!=" }, values.join(" | "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(of: &[(&str, &[&str])]) -> Answers {
        of.iter().map(|(q, vs)| ((*q).to_owned(), vs.iter().map(|v| (*v).to_owned()).collect())).collect()
    }

    fn rule(clauses: &[&str]) -> Rule {
        Rule(clauses.iter().map(|c| c.parse().unwrap()).collect())
    }

    #[test]
    fn all_clauses_must_hold_and_an_unanswered_question_needs_nothing() {
        let r = rule(&["born_at = hospital | home", "married != no"]);
        assert!(r.holds(&answers(&[("born_at", &["home"]), ("married", &["yes"])])));
        assert!(!r.holds(&answers(&[("born_at", &["home"]), ("married", &["no"])])));
        assert!(!r.holds(&answers(&[("born_at", &["home"])])));
        assert!(Rule::default().holds(&Answers::new()));
    }

    #[test]
    fn a_conflict_on_an_answer_needs_what_any_of_its_values_needs() {
        let both = answers(&[("married", &["yes", "no"])]);
        assert!(rule(&["married = yes"]).holds(&both) && rule(&["married = no"]).holds(&both));
    }

    #[test]
    fn a_clause_is_read_and_written_the_same_and_nonsense_is_refused() {
        let text = "a = b | c";
        assert_eq!(String::from(text.parse::<Clause>().unwrap()), text);
        for wrong in ["", "a", "= b", "a =", "a = b |", "A = b", "a = b c"] {
            assert!(wrong.parse::<Clause>().is_err(), "{wrong}");
        }
    }
}
