//! Times as people and programs read them.

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use std::time::{SystemTime, UNIX_EPOCH};

/// Vietnam has one time zone and no summer time.
const HOURS_EAST: i32 = 7;

/// RFC 3339 in UTC, to the millisecond; the number itself where no calendar reaches.
pub fn stamp(ms: i64) -> String {
    DateTime::from_timestamp_millis(ms)
        .map_or_else(|| ms.to_string(), |at| at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// `2026-11-24T03:15:00Z` as people here write it, `24/11/2026 10:15`; unchanged where it is no time.
pub fn when(rfc3339: &str) -> String {
    match (DateTime::parse_from_rfc3339(rfc3339), FixedOffset::east_opt(HOURS_EAST * 3600)) {
        (Ok(at), Some(zone)) => at.with_timezone(&zone).format("%d/%m/%Y %H:%M").to_string(),
        _ => rfc3339.to_owned(),
    }
}

/// `2026-11-24` as people here write it, `24/11/2026`; unchanged where it is no day.
pub fn day(iso: &str) -> String {
    let parsed = NaiveDate::parse_from_str(iso, "%Y-%m-%d");
    parsed.map_or_else(|_| iso.to_owned(), |day| day.format("%d/%m/%Y").to_string())
}

/// Today in Vietnam by this machine's clock, ISO.
pub fn today() -> String {
    day_of(ms(SystemTime::now()))
}

/// The day in Vietnam at this time, ISO; empty where no calendar reaches.
pub(crate) fn day_of(ms: i64) -> String {
    let east = ms.saturating_add(i64::from(HOURS_EAST) * 3_600_000);
    DateTime::from_timestamp_millis(east).map_or_else(String::new, |at| at.date_naive().to_string())
}

/// Milliseconds since 1970; 0 before that.
pub(crate) fn ms(at: SystemTime) -> i64 {
    at.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
