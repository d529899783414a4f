//! What can go wrong while answering, and how it is said: RFC 9457 problem details with a stable code.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hoso_protocol::text::{has, say};
use hoso_protocol::wire::Problem;

/// Short for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A request that can't be answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Refused, with a reason that the caller is told.
    #[error("refused: {}", .0.name())]
    Refused(Code),
    /// Refused, with what can be done next in words of its own.
    #[error("refused: {}", .0.name())]
    Told(Code, String),
    /// This caller asked too often: 429, come back after so many seconds.
    #[error("refused for a while: {}", .0.name())]
    Later(Code, u32),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A migration failed.
    #[error("database schema: {0}")]
    Schema(#[from] rusqlite_migration::Error),
    /// A file could not be read or written.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// Something of ours that can't be; the text holds no personal data.
    #[error("{0}")]
    Internal(&'static str),
}

/// The stable codes, as in `hoso_protocol::wire::Problem`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// No token, or one that nobody has.
    Unauthorized,
    /// The device was revoked.
    Revoked,
    /// Its role does not allow this.
    Forbidden,
    /// There is no such thing, or not for this device.
    NotFound,
    /// The request can't be read.
    BadRequest,
    /// A body or a photo is above its limit.
    TooLarge,
    /// A quota of the device is used up.
    Quota,
    /// Too much at once.
    Busy,
    /// Another device used the code.
    CodeUsed,
    /// No such code, or too old.
    CodeUnknown,
    /// The dossier has no such paper.
    NoPaper,
    /// It contradicts what is held.
    Conflict,
    /// Our fault.
    Server,
}

impl Code {
    /// The code on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Revoked => "revoked",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::BadRequest => "bad_request",
            Self::TooLarge => "too_large",
            Self::Quota => "quota",
            Self::Busy => "busy",
            Self::CodeUsed => "code_used",
            Self::CodeUnknown => "code_unknown",
            Self::NoPaper => "no_paper",
            Self::Conflict => "conflict",
            Self::Server => "server",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Unauthorized => "the device is not enrolled here",
            Self::Revoked => "the device was revoked",
            Self::Forbidden => "not allowed for this device",
            Self::NotFound => "not found",
            Self::BadRequest => "the request can't be read",
            Self::TooLarge => "too large",
            Self::Quota => "the quota is used up",
            Self::Busy => "too many requests",
            Self::CodeUsed => "the code was used already",
            Self::CodeUnknown => "no such code",
            Self::NoPaper => "the dossier has no such paper",
            Self::Conflict => "this contradicts what the server holds",
            Self::Server => "the server failed",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Revoked | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound | Self::CodeUnknown | Self::NoPaper => StatusCode::NOT_FOUND,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Quota => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::CodeUsed | Self::Conflict => StatusCode::CONFLICT,
            Self::Server => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The problem that stands for it.
    pub fn problem(self) -> Problem {
        let sentence = format!("problem.{}", self.name());
        Problem {
            kind: format!("urn:hoso:problem:{}", self.name()),
            title: self.title().to_owned(),
            status: self.status().as_u16(),
            code: self.name().to_owned(),
            detail: has(&sentence).then(|| say(&sentence, &[])),
        }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refused(code)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        // To come back later because of what this caller did (429) is not a full house (503).
        let status = match self {
            Self::Later(..) => Some(StatusCode::TOO_MANY_REQUESTS),
            _ => None,
        };
        let told = match &self {
            Self::Told(_, words) => Some(words.clone()),
            _ => None,
        };
        let (code, after) = match self {
            // How long is unknown: a quota lasts for hours, a full house for moments.
            Self::Refused(Code::Quota) => (Code::Quota, Some(3_600)),
            Self::Refused(Code::Busy) => (Code::Busy, Some(1)),
            Self::Refused(code) | Self::Told(code, _) => (code, None),
            Self::Later(code, seconds) => (code, Some(seconds)),
            other => {
                // These texts come from SQLite, the system or ourselves; none holds a value of a dossier.
                tracing::error!(error = %other, "request failed");
                (Code::Server, None)
            }
        };
        let status = status.unwrap_or(code.status());
        let mut problem = Problem { status: status.as_u16(), ..code.problem() };
        problem.detail = told.or(problem.detail);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
