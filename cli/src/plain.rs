//! Small words of plain text: times, ids, headings.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use hoso_protocol::ids::DossierId;
use hoso_protocol::text::say;

/// Vietnam has one time zone and no summer time.
const HOURS_EAST: i32 = 7;

/// `2026-11-24T03:15:00Z` as people here write it; unchanged where it is no time.
pub fn when(rfc3339: &str) -> String {
    let zone = FixedOffset::east_opt(HOURS_EAST * 3600);
    match (DateTime::parse_from_rfc3339(rfc3339), zone) {
        (Ok(at), Some(zone)) => at.with_timezone(&zone).format("%d/%m/%Y %H:%M").to_string(),
        _ => rfc3339.to_owned(),
    }
}

/// Milliseconds since 1970 as RFC 3339 in UTC; the number itself where no calendar reaches.
pub fn stamp(ms: i64) -> String {
    DateTime::from_timestamp_millis(ms)
        .map_or_else(|| ms.to_string(), |at| at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// `2026-11-24` as people here write it; unchanged where it is no day.
pub fn day(iso: &str) -> String {
    let parsed = chrono::NaiveDate::parse_from_str(iso, "%Y-%m-%d");
    parsed.map_or_else(|_| iso.to_owned(), |day| day.format("%d/%m/%Y").to_string())
}

/// The beginning of an id, which every command takes for the whole.
pub fn short(id: DossierId) -> String {
    id.to_hex().chars().take(8).collect()
}

/// Where a dossier is, in words.
pub fn place(name: &str) -> String {
    say(&format!("cli.where.{name}"), &[])
}
