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

/// Today in Vietnam, ISO.
pub fn today() -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let here = i64::try_from(seconds).unwrap_or_default() + i64::from(HOURS_EAST) * 3600;
    DateTime::from_timestamp(here, 0).map(|at| at.date_naive().to_string()).unwrap_or_default()
}

/// A size as people here write it: `984 KB`, `1,3 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} byte"),
        1_000..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3).replace('.', ","),
        _ => format!("{:.2} MB", bytes as f64 / 1e6).replace('.', ","),
    }
}
