//! The form: fields with everything that a screen needs to draw and to check them.

use crate::conflicts::{ConflictChoice, choices};
use crate::draft::Draft;
use crate::error::HoSoError;
use crate::words::of_field;
use hoso_core::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::procedure::{self, Field, FieldType};
use hoso_protocol::text::say;
use hoso_protocol::value::wrong;

/// How a field is typed and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FieldKind {
    /// Free text.
    Text,
    /// A person's name.
    Name,
    /// A day.
    Date,
    /// One of several.
    Choice,
    /// A whole number.
    Number,
    /// An address.
    Address,
    /// A citizen number.
    IdNumber,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
}

/// The keyboard that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Keyboard {
    /// Letters, sentences begin with a capital.
    Text,
    /// Letters, every word begins with a capital.
    Words,
    /// Digits.
    Digits,
    /// Digits and the stroke of a date.
    Date,
    /// Of a telephone.
    Phone,
    /// With the at sign.
    Email,
    /// None: there is something to choose from.
    Pick,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Choice {
    /// What is handed back.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl From<procedure::Choice> for Choice {
    fn from(choice: procedure::Choice) -> Self {
        Self { value: choice.value, label: choice.label }
    }
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FormField {
    /// What `FieldValue.key` takes.
    pub key: String,
    /// How it is typed and shown.
    pub kind: FieldKind,
    /// The keyboard that fits.
    pub keyboard: Keyboard,
    /// What people read above it.
    pub label: String,
    /// The heading it stands under; fields of one heading stand together.
    pub section: Option<String>,
    /// Whether it must be filled.
    pub required: bool,
    /// An example, shown grey.
    pub example: Option<String>,
    /// A hint under it.
    pub help: Option<String>,
    /// For a choice: what to choose from.
    pub options: Vec<Choice>,
    /// As it is kept: of a choice the option's value, of a day `2026-09-02`. Null: empty, or in conflict.
    pub value: Option<String>,
    /// As a person reads and types it: of a choice its words, of a day `02/09/2026`. Empty where `value` is null.
    pub text: String,
    /// What can't be right about it, in a sentence that says what to do; it is kept all the same.
    pub error: Option<String>,
    /// Required and still empty.
    pub missing: bool,
    /// The values that two phones wrote differently; empty: none. To be resolved before it can be filled.
    pub conflict: Vec<ConflictChoice>,
    /// The field itself could not be checked against its source.
    pub not_checked: bool,
}

/// The form of the present case.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Form {
    /// What this screen shows: handed back to `Draft.fill`, so that a value replaces exactly that.
    pub basis: String,
    /// The fields, in order.
    pub fields: Vec<FormField>,
    /// How many are missing, wrong or in conflict.
    pub left: u32,
}

/// A value for a field.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FieldValue {
    /// The field's key.
    pub key: String,
    /// As it was typed, or an option's value; empty clears it.
    pub value: String,
}

/// What can't be right about a value that was kept.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FieldProblem {
    /// The field's key.
    pub key: String,
    /// A sentence that says what to do.
    pub text: String,
}

/// "Saved": it is on the disk.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Filled {
    /// What the screen shows from now on.
    pub basis: String,
    /// What was kept as typed and can't be right.
    pub problems: Vec<FieldProblem>,
}

#[uniffi::export]
impl Draft {
    /// The form of the present case.
    pub fn form(&self) -> Result<Form, HoSoError> {
        self.run(form)
    }

    /// Fills fields, all or none; on the disk when this returns. Call it at every pause of typing: there is no save button.
    /// `basis` is what the screen showed (null: what the store shows now).
    pub fn fill(&self, values: Vec<FieldValue>, basis: Option<String>) -> Result<Filled, HoSoError> {
        self.run(|phone, id| {
            let values: Vec<(&str, &str)> = values.iter().map(|v| (v.key.as_str(), v.value.as_str())).collect();
            let saved = phone.fill(id, &values, basis.as_deref())?;
            let problems = saved.wrong.into_iter().map(|item| FieldProblem { key: item.key, text: item.text });
            Ok(Filled { basis: saved.basis, problems: problems.collect() })
        })
    }
}

fn form(phone: &Phone, id: DossierId) -> hoso_core::Result<Form> {
    let (view, procedure) = (phone.show(id)?, phone.procedure(id)?);
    let mut fields = vec![];
    for field in &procedure.fields {
        let Some(shown) = view.fields.get(&field.key) else { continue };
        let value = shown.value.clone();
        let error = value.as_deref().and_then(|value| wrong(field, value));
        let conflict = shown.conflict.as_deref().map(|values| choices(Some(field), values)).unwrap_or_default();
        let (kind, keyboard) = kind(field);
        fields.push(FormField {
            key: field.key.clone(),
            kind,
            keyboard,
            label: field.label.clone(),
            section: field.section.clone(),
            required: field.required,
            example: field.example.clone(),
            help: field.help.clone(),
            options: field.options.iter().cloned().map(Choice::from).collect(),
            text: value.as_deref().map(|value| of_field(field, value)).unwrap_or_default(),
            error: error.map(|code| say(code, &[("name", &field.label)])),
            missing: field.required && value.is_none() && conflict.is_empty(),
            value,
            conflict,
            not_checked: field.basis.is_some(),
        });
    }
    let left =
        fields.iter().filter(|field| field.missing || field.error.is_some() || !field.conflict.is_empty()).count();
    Ok(Form { basis: view.basis, left: u32::try_from(left).unwrap_or(u32::MAX), fields })
}

fn kind(field: &Field) -> (FieldKind, Keyboard) {
    match field.kind {
        FieldType::Text => (FieldKind::Text, Keyboard::Text),
        FieldType::Name => (FieldKind::Name, Keyboard::Words),
        FieldType::Date => (FieldKind::Date, Keyboard::Date),
        FieldType::Choice => (FieldKind::Choice, Keyboard::Pick),
        FieldType::Number => (FieldKind::Number, Keyboard::Digits),
        FieldType::Address => (FieldKind::Address, Keyboard::Words),
        FieldType::IdNumber => (FieldKind::IdNumber, Keyboard::Digits),
        FieldType::Phone => (FieldKind::Phone, Keyboard::Phone),
        FieldType::Email => (FieldKind::Email, Keyboard::Email),
    }
}
