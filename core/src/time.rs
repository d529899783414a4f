//! Times as people and programs read them.

/// RFC 3339 in UTC, to the millisecond; the number itself where no calendar reaches.
pub(crate) fn stamp(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms)
        .map_or_else(|| ms.to_string(), |at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
}

/// A day as people here write it.
pub(crate) fn day(iso: &str) -> String {
    chrono::NaiveDate::parse_from_str(iso, "%Y-%m-%d")
        .map_or_else(|_| iso.to_owned(), |day| day.format("%d/%m/%Y").to_string())
}
