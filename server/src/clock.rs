//! Legal time is the server's.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970.
pub fn now() -> i64 {
    if let Some(now) = hoso_protocol::simulation::now() {
        return now;
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The day of a time, in days since 1970, UTC: daily quotas count by it.
pub fn day(at: i64) -> i64 {
    at.div_euclid(86_400_000)
}
