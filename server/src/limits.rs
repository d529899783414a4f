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
    /// How long somebody without a token may take for a request.
    pub stranger_time: Duration,
    /// How long the head of a request may take, and how long a connection may stay silent between two requests.
    pub head_time: Duration,
    /// Connections that may be open at once; more wait until one closes.
    pub connections: usize,
    /// How long open requests may take to finish once the server is told to stop.
    pub stop_time: Duration,
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
            stranger_time: Duration::from_secs(30),
            head_time: Duration::from_secs(30),
            connections: 4_096,
            stop_time: Duration::from_secs(30),
            reply_bytes: 900 * 1024,
        }
    }
}
