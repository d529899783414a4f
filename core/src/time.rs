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

/// The day in Vietnam at this time (one time zone, no summer time), ISO; empty where no calendar reaches.
pub(crate) fn day_of(ms: i64) -> String {
    let east = ms.saturating_add(7 * 3_600_000);
    chrono::DateTime::from_timestamp_millis(east).map_or_else(String::new, |at| at.date_naive().to_string())
}

/// Today in Vietnam by this machine's clock, ISO.
pub(crate) fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    day_of(since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
}
