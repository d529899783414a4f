//! "Gửi trước cho xã xem": sending ahead, its receipt, what the commune says.

use crate::draft::Draft;
use crate::error::HoSoError;
use hoso_core::dossier::StatusView;
use hoso_core::qr::Qr;
use hoso_core::sync::HandedIn;
use hoso_core::time::{day, when};

/// The commune has it. This is not yet the official receipt; `text` says so.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Receipt {
    /// The number that people can read out.
    pub number: String,
    /// The server's time, as RFC 3339.
    pub server_time: String,
    /// The same for people, in Vietnam's time.
    pub time_text: String,
    /// Where to bring the originals.
    pub place: String,
    /// What it means, in words.
    pub text: String,
    /// Whether it adds to one that was open.
    pub supplement: bool,
    /// What a QR code shown at the desk says: the number, nothing else.
    pub qr: String,
    /// The server's signature over it.
    pub signature: String,
}

impl From<HandedIn> for Receipt {
    fn from(handed_in: HandedIn) -> Self {
        let receipt = handed_in.receipt;
        Self {
            qr: Qr::Receipt { number: receipt.id.clone() }.to_string(),
            number: receipt.id,
            time_text: when(&receipt.server_time),
            server_time: receipt.server_time,
            place: receipt.place,
            text: handed_in.text,
            supplement: receipt.supplement,
            signature: receipt.signature,
        }
    }
}

/// One thing that the commune said.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StatusLine {
    /// The number exchanged between one-stop systems.
    pub number: u32,
    /// The words.
    pub text: String,
    /// The paper that is asked for: a tap leads there.
    pub paper: Option<String>,
    /// The code of the official system, once the officer gave it.
    pub official_code: Option<String>,
    /// The day of the official appointment, for people.
    pub due_text: Option<String>,
    /// The server's time, as RFC 3339.
    pub at: String,
    /// The same for people, in Vietnam's time.
    pub at_text: String,
}

impl From<StatusView> for StatusLine {
    fn from(status: StatusView) -> Self {
        Self {
            number: status.number,
            text: status.text,
            paper: status.paper,
            official_code: status.code,
            due_text: status.due.as_deref().map(day),
            at_text: when(&status.at),
            at: status.at,
        }
    }
}

#[uniffi::export]
impl Draft {
    /// Sends the dossier ahead to the commune's desk and waits for the receipt; photos go whatever they cost. The same content
    /// gets the same receipt, however often it is sent. Says `not_ready` with what is missing.
    pub fn hand_in(&self) -> Result<Receipt, HoSoError> {
        self.engine.online(async |phone, stop| Ok(phone.hand_in(self.id, stop).await?.into()))
    }

    /// Takes an open hand-in back; in words what the commune's server says.
    pub fn withdraw(&self) -> Result<String, HoSoError> {
        self.engine.online(async |phone, stop| Ok(phone.withdraw(self.id, stop).await?.text))
    }
}
