//! What a scanned QR code says.

use crate::engine::guard;
use hoso_core::qr::Qr;

/// What a scanned QR code says.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Scanned {
    /// Enrol at this server with this code: ask the person first, and show the server's name.
    Enrol {
        /// The server's address.
        server: String,
        /// The one-time code.
        code: String,
    },
    /// The number of a receipt.
    Receipt {
        /// As people read it out.
        number: String,
    },
    /// Not one of ours.
    Other,
}

/// Reads the text of a scanned QR code. Any text will do.
#[uniffi::export]
pub fn read_qr(text: String) -> Scanned {
    let read = guard(|| Ok(Qr::read(&text)));
    match read {
        Ok(Some(Qr::Enrol { server, code })) => Scanned::Enrol { server, code },
        Ok(Some(Qr::Receipt { number })) => Scanned::Receipt { number },
        _ => Scanned::Other,
    }
}
