//! What a value says to a person.

use hoso_core::time::day;
use hoso_protocol::procedure::{Choice, Field, FieldType};

/// A field's value as a person reads and types it.
pub(crate) fn of_field(field: &Field, value: &str) -> String {
    match field.kind {
        FieldType::Date => day(value),
        FieldType::Choice => label(&field.options, value),
        _ => value.to_owned(),
    }
}

/// The words of one of several answers; the value itself where there is none such.
pub(crate) fn label(options: &[Choice], value: &str) -> String {
    options.iter().find(|option| option.value == value).map_or(value, |option| &option.label).to_owned()
}
