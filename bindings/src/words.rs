//! Times, and what a value says to a person.

use chrono::{DateTime, FixedOffset, NaiveDate};
use hoso_protocol::procedure::{Choice, Field, FieldType};

/// Vietnam has one time zone and no summer time.
const HOURS_EAST: i32 = 7;

/// `2026-11-24T03:15:00Z` as `24/11/2026 10:15`; unchanged where it is no time.
pub(crate) fn when(rfc3339: &str) -> String {
    match (DateTime::parse_from_rfc3339(rfc3339), FixedOffset::east_opt(HOURS_EAST * 3600)) {
        (Ok(at), Some(zone)) => at.with_timezone(&zone).format("%d/%m/%Y %H:%M").to_string(),
        _ => rfc3339.to_owned(),
    }
}

/// `2026-11-24` as `24/11/2026`; unchanged where it is no day.
pub(crate) fn day(iso: &str) -> String {
    let parsed = NaiveDate::parse_from_str(iso, "%Y-%m-%d");
    parsed.map_or_else(|_| iso.to_owned(), |day| day.format("%d/%m/%Y").to_string())
}

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
