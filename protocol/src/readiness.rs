//! Is anything missing? One function for phone, server and screens.

use crate::draft::{Draft, Live, Shown};
use crate::key::Key;
use crate::paper::PaperState;
use crate::procedure::{Case, Field, FieldType, Paper, PaperForm, Procedure, Question};
use crate::rule::{Answers, Rule};
use crate::text::say;
use crate::value::wrong;
use serde::{Deserialize, Serialize};

/// What a person's case needs, in the procedure's order.
#[derive(Debug, Clone)]
pub struct Needs<'a> {
    /// Questions to ask.
    pub questions: Vec<&'a Question>,
    /// Cases that hold.
    pub cases: Vec<&'a Case>,
    /// Papers to bring or to photograph.
    pub papers: Vec<&'a Paper>,
    /// Fields to fill.
    pub fields: Vec<&'a Field>,
}

/// What the case needs. Where an answer is in conflict: what any of its values needs.
pub fn needs<'a>(procedure: &'a Procedure, answers: &Answers) -> Needs<'a> {
    let asked = asked(procedure, answers);
    let questions: Vec<&Question> = procedure.questions.iter().filter(|q| q.when.holds(&asked)).collect();
    let cases: Vec<&Case> = procedure.cases.iter().filter(|c| c.when.holds(&asked)).collect();
    let needed = |of: &[String], when: &Rule| {
        (of.is_empty() || of.iter().any(|key| cases.iter().any(|c| c.key == *key))) && when.holds(&asked)
    };
    Needs {
        papers: procedure.papers.iter().filter(|p| p.form != PaperForm::Note && needed(&p.cases, &p.when)).collect(),
        fields: procedure.fields.iter().filter(|f| needed(&f.cases, &f.when)).collect(),
        questions,
        cases,
    }
}

/// The answers to questions that are asked. An answer to one that is no longer asked is kept, but rests, and so does
/// what was asked on its account.
fn asked(procedure: &Procedure, answers: &Answers) -> Answers {
    let mut asked = Answers::new();
    loop {
        let open = procedure.questions.iter().filter(|q| !asked.contains_key(&q.key) && q.when.holds(&asked));
        let more: Answers =
            open.filter_map(|q| answers.get(&q.key).map(|values| (q.key.clone(), values.clone()))).collect();
        if more.is_empty() {
            return asked;
        }
        asked.extend(more);
    }
}

/// What an item of the check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A question of the case.
    Answer,
    /// A field of the declaration.
    Field,
    /// A paper.
    Paper,
}

/// One thing that is missing or wrong, with a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it is about.
    pub kind: Kind,
    /// The key of the question, field or paper.
    pub key: String,
    /// The sentence's code, such as `missing.photo`.
    pub code: String,
    /// The sentence, in plain Vietnamese.
    pub text: String,
}

/// The result of the check.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Check {
    /// Nothing is missing and nothing is wrong.
    pub ready: bool,
    /// How many of the needed things are there.
    pub done: u32,
    /// How many are needed.
    pub total: u32,
    /// What is not there yet.
    pub missing: Vec<Item>,
    /// What is there and can't be right: typed wrongly, or two phones say different things.
    pub wrong: Vec<Item>,
}

/// For what the dossier has to be ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be sent ahead: papers that follow later count, photos are needed where the guide says so.
    SendAhead,
    /// To be carried to the office: every paper has to be there, no photo is needed.
    Carry,
}

impl Purpose {
    /// What this procedure is prepared for.
    pub fn of(procedure: &Procedure) -> Self {
        if procedure.send_ahead { Self::SendAhead } else { Self::Carry }
    }
}

/// Checks a draft against its own procedure version.
pub fn check(procedure: &Procedure, draft: &Draft, purpose: Purpose) -> Check {
    let needs = needs(procedure, &draft.answers());
    let mut check = Check::default();
    for question in &needs.questions {
        let result = judge_question(question, draft);
        check.count(Kind::Answer, &question.key, &question.text, result, true);
    }
    for field in &needs.fields {
        let result = judge_field(field, draft);
        check.count(Kind::Field, &field.key, &field.label, result, field.required);
    }
    let mut stand_ins: Vec<&str> = Vec::new();
    for paper in &needs.papers {
        // Any of several papers will do: they are one thing to bring, under the first one's name.
        if stand_ins.contains(&paper.key.as_str()) || paper.form == PaperForm::HeldByState {
            continue;
        }
        stand_ins.extend(paper.alternatives.iter().map(String::as_str));
        let others = paper.alternatives.iter().filter_map(|key| procedure.paper(key));
        let replaced = others.into_iter().any(|other| judge_paper(other, draft, purpose).is_ok());
        let result = if replaced { Ok(()) } else { judge_paper(paper, draft, purpose) };
        check.count(Kind::Paper, &paper.key, &paper.name, result, !paper.optional);
    }
    check.ready = check.missing.is_empty() && check.wrong.is_empty();
    check
}

/// Why something does not count: a sentence's code, and whether it is missing or wrong.
enum Why {
    Missing(&'static str),
    Wrong(&'static str),
}

impl Check {
    fn count(&mut self, kind: Kind, key: &str, name: &str, result: Result<(), Why>, required: bool) {
        let item =
            |code: &str| Item { kind, key: key.to_owned(), code: code.to_owned(), text: say(code, &[("name", name)]) };
        self.total += u32::from(required);
        match result {
            Ok(()) => self.done += u32::from(required),
            Err(Why::Missing(code)) if required => self.missing.push(item(code)),
            Err(Why::Missing(_)) => {}
            Err(Why::Wrong(code)) => self.wrong.push(item(code)),
        }
    }
}

fn judge_question(question: &Question, draft: &Draft) -> Result<(), Why> {
    match draft.shown(&Key::Answer(question.key.clone())) {
        Shown::Empty => Err(Why::Missing("missing.answer")),
        Shown::Conflict(_) => Err(Why::Missing("missing.answer_conflict")),
        Shown::One(value) if question.options.iter().any(|o| Some(o.value.as_str()) == value.text()) => Ok(()),
        Shown::One(_) => Err(Why::Wrong("wrong.answer")),
    }
}

fn judge_field(field: &Field, draft: &Draft) -> Result<(), Why> {
    match draft.shown(&Key::Field(field.key.clone())) {
        Shown::Empty => Err(Why::Missing("missing.field")),
        Shown::Conflict(_) => Err(Why::Wrong("wrong.conflict")),
        Shown::One(value) => match value.text().map(|text| wrong(field, text)) {
            Some(None) => Ok(()),
            Some(Some(code)) => Err(Why::Wrong(code)),
            None => Err(Why::Wrong("wrong.conflict")),
        },
    }
}

fn judge_paper(paper: &Paper, draft: &Draft, purpose: Purpose) -> Result<(), Why> {
    use PaperState::{BringLater, CertifiedCopy, Copy, DontHave, Have, HeldByState, Shown as OnlyShown};
    let state = match draft.shown(&Key::Paper(paper.key.clone())) {
        Shown::Empty => return Err(Why::Missing("missing.paper")),
        Shown::Conflict(_) => return Err(Why::Wrong("wrong.conflict")),
        Shown::One(value) => value.text().and_then(|text| text.parse().ok()).ok_or(Why::Wrong("wrong.paper_state"))?,
    };
    let enough = match (state, paper.form) {
        (DontHave, _) => return Err(Why::Missing("missing.dont_have")),
        (BringLater, _) if purpose == Purpose::SendAhead => return Ok(()),
        (BringLater, _) => return Err(Why::Missing("missing.bring_later")),
        (HeldByState, _) | (OnlyShown, PaperForm::Shown) => return Ok(()),
        (_, PaperForm::HeldByState) => return Ok(()),
        (Have, PaperForm::Shown) => return Ok(()),
        (Have, _) => true,
        (CertifiedCopy, form) => matches!(form, PaperForm::CertifiedCopy | PaperForm::Copy),
        (Copy, form) => form == PaperForm::Copy,
        (OnlyShown, _) => false,
    };
    if !enough {
        return Err(Why::Missing(match paper.form {
            PaperForm::CertifiedCopy => "missing.certified_copy",
            PaperForm::Shown => "missing.shown",
            _ => "missing.original",
        }));
    }
    // Two phones took the same page again: which one counts only a person can say.
    let disputed = |(key, _): (&Key, &[Live])| matches!(key, Key::Photo(of, _) if *of == paper.key);
    if draft.conflicts().any(disputed) {
        return Err(Why::Wrong("wrong.conflict"));
    }
    if paper.photo && purpose == Purpose::SendAhead && draft.pages(&paper.key).is_empty() {
        return Err(Why::Missing("missing.photo"));
    }
    Ok(())
}

/// Birthdays that are not there yet on this day (ISO). This crate has no clock, and a list that was counted yesterday must
/// not change by itself: so whoever knows the day asks for this beside `check`.
pub fn not_yet(procedure: &Procedure, draft: &Draft, today: &str) -> Vec<Item> {
    let needs = needs(procedure, &draft.answers());
    // A field's key means the same in every guide, for ever.
    let births = needs.fields.iter().filter(|field| field.kind == FieldType::Date && field.key.ends_with("birth_date"));
    let ahead = births.filter(|field| {
        let text = draft.text(&Key::Field(field.key.clone()));
        // ISO days are in order as texts; what is wrong otherwise is said by `check`.
        text.is_some_and(|text| wrong(field, text).is_none() && !today.is_empty() && text > today)
    });
    let item = |field: &&Field| Item {
        kind: Kind::Field,
        key: field.key.clone(),
        code: "wrong.future".to_owned(),
        text: say("wrong.future", &[("name", &field.label)]),
    };
    ahead.map(item).collect()
}

/// The keys that a hand-in of this case carries: its answers, fields, paper states and their photo pages.
pub fn needed_keys(procedure: &Procedure, draft: &Draft) -> Vec<Key> {
    let needs = needs(procedure, &draft.answers());
    let mut papers: Vec<&str> = Vec::new();
    for paper in &needs.papers {
        papers.push(&paper.key);
        papers.extend(paper.alternatives.iter().map(String::as_str));
    }
    draft
        .keys()
        .filter(|key| match key {
            Key::Answer(name) => needs.questions.iter().any(|q| q.key == *name),
            Key::Field(name) => needs.fields.iter().any(|f| f.key == *name),
            Key::Paper(name) | Key::Photo(name, _) => papers.contains(&name.as_str()),
            Key::Procedure => true,
            Key::Title | Key::Deleted | Key::Note(_) => false,
        })
        .cloned()
        .collect()
}
