//! How tus says no: our problem details, with the statuses that tus wants.

use super::VERSION;
use crate::error::{Code, Error};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why an upload does not go on.
#[derive(Debug)]
pub(super) enum Refusal {
    /// As everywhere else.
    Other(Error),
    /// 400: the connection broke in the middle of a piece, or a newer request took over.
    Broken,
    /// 412: no or another version of tus.
    Version,
    /// 409: the server holds another number of bytes.
    Offset,
    /// 410: it waited too long, or its bytes are gone.
    Gone,
    /// 460: the piece was damaged on its way and does not count.
    Damaged,
    /// 422: all bytes are there and they are not the photo that was announced. The upload is gone.
    WrongBytes,
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (code, status) = match self {
            Self::Other(error) => return error.into_response(),
            Self::Broken => (Code::BadRequest, 400),
            Self::Version => (Code::BadRequest, 412),
            Self::Offset => (Code::Conflict, 409),
            Self::Gone => (Code::NotFound, 410),
            Self::Damaged => (Code::BadRequest, 460),
            Self::WrongBytes => (Code::Conflict, 422),
        };
        let mut problem = code.problem();
        problem.status = status;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, serde_json::to_vec(&problem).unwrap_or_default()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if matches!(self, Self::Version) {
            headers.insert("tus-version", VERSION);
        }
        response
    }
}
