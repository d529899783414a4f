//! A newer version of a procedure meets a draft: what stays, what is asked for in addition, what is not asked for now.
//!
//! Pure comparison. Taking the newer version sets one key, `procedure`; whatever the draft holds stays in it, shown under
//! "Đã ghi trước đây" where the newer version does not ask for it.

use crate::draft::{Draft, Shown};
use crate::key::Key;
use crate::procedure::Procedure;
use crate::readiness::{Item, Kind, Needs, Purpose, check, needs};
use serde::{Deserialize, Serialize};

/// What a newer version changes for one draft.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rebase {
    /// What the person wrote, photographed or answered and the newer version asks for as well.
    pub kept: Vec<Part>,
    /// What the newer version finds missing or wrong and the draft's own version did not, with what to do.
    pub newly_required: Vec<Item>,
    /// What the draft's own version asked for and the newer one does not.
    pub no_longer_needed: Vec<Part>,
}

/// One question, field or paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// Its key.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Whether the draft holds something there. Nothing of it goes away.
    pub written: bool,
}

/// Compares two versions for one draft. Where an answer is in conflict, what any of its values needs counts.
pub fn compare(draft: &Draft, old: &Procedure, new: &Procedure) -> Rebase {
    let answers = draft.answers();
    let (before, after) = (parts(&needs(old, &answers), draft), parts(&needs(new, &answers), draft));
    let is_in =
        |parts: &[Part], part: &Part| parts.iter().any(|other| (other.kind, &other.key) == (part.kind, &part.key));
    let asked_before = check(old, draft, Purpose::of(old));
    let asked_now = check(new, draft, Purpose::of(new));
    let known = |item: &Item| {
        let mut all = asked_before.missing.iter().chain(&asked_before.wrong);
        all.any(|other| (other.kind, &other.key) == (item.kind, &item.key))
    };
    let newly_required = asked_now.missing.into_iter().chain(asked_now.wrong).filter(|item| !known(item)).collect();
    Rebase {
        no_longer_needed: before.into_iter().filter(|part| !is_in(&after, part)).collect(),
        kept: after.into_iter().filter(|part| part.written).collect(),
        newly_required,
    }
}

fn parts(needs: &Needs<'_>, draft: &Draft) -> Vec<Part> {
    let part =
        |kind, key: &str, name: &str, written| Part { kind, key: key.to_owned(), name: name.to_owned(), written };
    let there = |key: Key| draft.shown(&key) != Shown::Empty;
    let questions =
        needs.questions.iter().map(|q| part(Kind::Answer, &q.key, &q.text, there(Key::Answer(q.key.clone()))));
    let fields = needs.fields.iter().map(|f| part(Kind::Field, &f.key, &f.label, there(Key::Field(f.key.clone()))));
    let papers = needs.papers.iter().map(|p| {
        let written = there(Key::Paper(p.key.clone())) || !draft.pages(&p.key).is_empty();
        part(Kind::Paper, &p.key, &p.name, written)
    });
    questions.chain(fields).chain(papers).collect()
}
