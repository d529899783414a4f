//! What can be wrong with a pack or a root file: one stable code each, always «refused», the old catalog stays.

use crate::{Error, Kind};
use hoso_protocol::pack::Broken;

/// Refused, with the sentence of this code.
pub(super) fn refused(code: &str) -> Error {
    Error::new(Kind::Refused, code)
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Self {
        refused(broken.code())
    }
}
