//! What is missing, said offline.

use crate::draft::Draft;
use crate::error::HoSoError;
use hoso_core::dossier::CheckView;
use hoso_protocol::readiness::{Item, Kind};
use hoso_protocol::text::say;

/// What a thing to do is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum TodoKind {
    /// A question of the case.
    Answer,
    /// A field of the form.
    Field,
    /// A paper.
    Paper,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Todo {
    /// What it is about: where a tap leads.
    pub kind: TodoKind,
    /// The key of the question, field or paper.
    pub key: String,
    /// What to do, in a sentence.
    pub text: String,
    /// For a paper: where to get it.
    pub where_to_get: Option<String>,
    /// The commune asked for it.
    pub asked_for: bool,
}

impl Todo {
    /// Things to do without where to get them.
    pub(crate) fn all(items: Vec<Item>) -> Vec<Self> {
        items.into_iter().map(Self::from).collect()
    }
}

impl From<Item> for Todo {
    fn from(item: Item) -> Self {
        Self {
            kind: match item.kind {
                Kind::Answer => TodoKind::Answer,
                Kind::Field => TodoKind::Field,
                Kind::Paper => TodoKind::Paper,
            },
            key: item.key,
            text: item.text,
            where_to_get: None,
            asked_for: item.code == "missing.asked",
        }
    }
}

/// The check.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CheckScreen {
    /// Nothing is missing and nothing is wrong.
    pub ready: bool,
    /// How many of the needed things are there.
    pub done: u32,
    /// How many are needed.
    pub total: u32,
    /// The one line above all: "Còn thiếu 2 giấy tờ".
    pub headline: String,
    /// What is not there yet: answers, papers, fields, in this order.
    pub missing: Vec<Todo>,
    /// What is there and can't be right.
    pub wrong: Vec<Todo>,
    /// Whether it can be sent ahead at all; where not, `place` says where to go.
    pub send_ahead: bool,
    /// Where to bring it.
    pub place: String,
    /// What to know of the guide that it was checked against, each a sentence.
    pub notices: Vec<String>,
}

#[uniffi::export]
impl Draft {
    /// Checks the dossier against its own version of the guide. Where the commune asked for a paper, only that is asked for.
    pub fn check(&self) -> Result<CheckScreen, HoSoError> {
        self.run(|phone, id| Ok(CheckScreen::of(phone.check(id)?)))
    }
}

impl CheckScreen {
    pub(crate) fn of(view: CheckView) -> Self {
        let headline = headline(&view);
        let CheckView { check, where_to_get, send_ahead, place, notices } = view;
        let todo = |item: Item| {
            let place = if item.kind == Kind::Paper { where_to_get.get(&item.key).cloned() } else { None };
            Todo { where_to_get: place, ..Todo::from(item) }
        };
        let mut missing: Vec<Todo> = check.missing.into_iter().map(todo).collect();
        missing.sort_by_key(|todo| match todo.kind {
            TodoKind::Answer => 0,
            TodoKind::Paper => 1,
            TodoKind::Field => 2,
        });
        let wrong = Todo::all(check.wrong);
        Self {
            ready: check.ready,
            done: check.done,
            total: check.total,
            headline,
            missing,
            wrong,
            send_ahead,
            place,
            notices: notices.into_iter().map(|notice| notice.text).collect(),
        }
    }
}

/// Papers first: they are what people are sent home for.
fn headline(view: &CheckView) -> String {
    let check = &view.check;
    let of = |kind| check.missing.iter().filter(|item| item.kind == kind).count();
    let counts = [
        ("app.missing.papers", of(Kind::Paper)),
        ("app.missing.answers", of(Kind::Answer)),
        ("app.missing.fields", of(Kind::Field)),
        ("app.missing.wrong", check.wrong.len()),
    ];
    match counts.into_iter().find(|(_, n)| *n > 0) {
        Some((code, n)) => say(code, &[("n", &n.to_string())]),
        None if view.send_ahead => say("app.ready.send", &[]),
        None => say("app.ready.bring", &[]),
    }
}
