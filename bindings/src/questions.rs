//! The questions of the case, one at a time.

use crate::draft::Draft;
use crate::error::HoSoError;
use crate::form::Choice;
use hoso_core::Phone;
use hoso_protocol::ids::DossierId;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuestionCard {
    /// What `Draft.answer` takes.
    pub key: String,
    /// The question.
    pub text: String,
    /// A hint under it.
    pub help: Option<String>,
    /// The answers to choose from.
    pub options: Vec<Choice>,
    /// The value of the answer; null: not answered, or two phones answered differently.
    pub answer: Option<String>,
    /// Two phones answered differently: to be resolved under `Draft.conflicts` before it can be answered.
    pub in_conflict: bool,
}

/// The questions that are asked now; an answer may bring further ones.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Questions {
    /// In order.
    pub questions: Vec<QuestionCard>,
    /// The place of the first one without an answer, counted from 0; null: all are answered.
    pub next: Option<u32>,
}

#[uniffi::export]
impl Draft {
    /// The questions of the case.
    pub fn questions(&self) -> Result<Questions, HoSoError> {
        self.run(questions)
    }

    /// Answers one; null takes the answer back. Gives the questions as they are then.
    pub fn answer(&self, question: String, value: Option<String>) -> Result<Questions, HoSoError> {
        self.run(|phone, id| {
            phone.answer(id, &[(&question, value.as_deref().unwrap_or_default())])?;
            questions(phone, id)
        })
    }
}

fn questions(phone: &Phone, id: DossierId) -> hoso_core::Result<Questions> {
    let (view, procedure) = (phone.show(id)?, phone.procedure(id)?);
    let disputed = phone.conflicts(Some(id))?;
    let asked = procedure.questions.into_iter().filter_map(|question| {
        let answer = view.answers.get(&question.key)?.clone();
        let full = format!("answer/{}", question.key);
        Some(QuestionCard {
            in_conflict: disputed.iter().any(|conflict| conflict.key == full),
            key: question.key,
            text: question.text,
            help: question.help,
            options: question.options.into_iter().map(Choice::from).collect(),
            answer,
        })
    });
    let questions: Vec<QuestionCard> = asked.collect();
    let next = questions.iter().position(|question| question.answer.is_none());
    Ok(Questions { next: next.and_then(|i| u32::try_from(i).ok()), questions })
}
