//! Admission limits: what one device or all together may ask of a server.

use std::time::Duration;

/// The limits of a running server. The defaults are far above what a busy helper needs.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Edits that a device may bring a day.
    pub edits_a_day: u64,
    /// Bytes of edits that a device may bring a day.
    pub edit_bytes_a_day: u64,
    /// Photos that a device may bring a day.
    pub photos_a_day: u64,
    /// Bytes of photos that a device may bring a day.
    pub photo_bytes_a_day: u64,
    /// Wrong enrolment codes a minute, over all callers. A code has 50 random bits: even a thousand times as many would find
    /// none, and a low limit would let anybody keep others from enrolling.
    pub wrong_codes_a_minute: u32,
    /// Requests that may be open at once; more are asked to come back.
    pub open_requests: usize,
    /// How long a request may take until its answer begins. Long: a slow phone needs minutes for a full body.
    pub request_time: Duration,
    /// About how many bytes of records an answer of a sync carries.
    pub reply_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            edits_a_day: 50_000,
            edit_bytes_a_day: 256 * 1024 * 1024,
            photos_a_day: 2_000,
            photo_bytes_a_day: 2 * 1024 * 1024 * 1024,
            wrong_codes_a_minute: 600,
            open_requests: 512,
            request_time: Duration::from_secs(300),
            reply_bytes: 900 * 1024,
        }
    }
}
