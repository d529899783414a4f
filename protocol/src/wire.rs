//! The messages between phone and server: HTTP + JSON, compressed with zstd. `docs/protocol.md` describes them.

use crate::edit::SignedEdit;
use crate::ids::{Digest, DossierId, EditId, PublicKey};
use crate::readiness::Item;
use crate::record::{Ack, Certificate, Erase, Receipt, Role, Status, Version, Void};
use crate::sign::Signed;
use serde::{Deserialize, Serialize};

/// Every answer of a server of ours carries this header; what lacks it came from something in between.
pub const SERVER_HEADER: &str = "hoso-server";
/// The header's value: the version of these messages.
pub const WIRE_VERSION: &str = "1";
/// A request's body may be at most this long once unpacked.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
/// A photo may be at most this long.
pub const MAX_PHOTO_BYTES: u64 = 8 * 1024 * 1024;
/// A device may have at most this many open uploads.
pub const MAX_OPEN_UPLOADS: u32 = 20;

/// `POST /v1/enrol`: a one-time code for a device key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The code, as typed: case, spaces and hyphens don't matter.
    pub code: String,
    /// The device's key.
    pub key: PublicKey,
    /// The key's signature over `hoso/1/enrol\n<code in its normal form>`: nobody enrols a key that they don't hold.
    pub proof: String,
}

/// The answer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolReply {
    /// The bearer token; the server keeps only its hash.
    pub token: String,
    /// The server's public key: what it signs is verified with it.
    pub server: PublicKey,
    /// Says whose the device is.
    pub certificate: Signed<Certificate>,
}

/// What a proof of possession is signed over.
pub fn enrol_proof(code: &str) -> Vec<u8> {
    format!("hoso/1/enrol\n{}", normal_code(code)).into_bytes()
}

/// A code's normal form: letters and digits only, upper case, with what looks alike made equal (O 0, I L 1).
pub fn normal_code(code: &str) -> String {
    let plain = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
    plain
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect()
}

/// `POST /v1/invite`: a code for a second phone of the same person. Refused on a team member's device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteReply {
    /// The one-time code.
    pub code: String,
    /// Until when, milliseconds since 1970.
    pub until: i64,
    /// The role that it gives.
    pub role: Role,
    /// How many dossiers the new phone will see.
    pub dossiers: u64,
}

/// `POST /v1/sync`: both ways in one round trip.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// Opaque; absent at the first sync and after the phone lost its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Edits that the server may not hold, each replica's in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<SignedEdit>,
    /// Erase records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erases: Vec<Signed<Erase>>,
}

/// The answer to it. Edits of the request that stand neither in `voided` nor in `later` are held now: `ack` signs them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncReply {
    /// Over the accepted edits of the request; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack: Option<Signed<Ack>>,
    /// Edits of the request that can never be taken, and voids of others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub voids: Vec<Signed<Void>>,
    /// Edits of the request that can't be taken now; no void.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Later>,
    /// Edits that the phone may not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<SignedEdit>,
    /// Certificates of the devices that wrote them, where the phone may not know them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Signed<Certificate>>,
    /// Statuses of dossiers that were handed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<Signed<Status>>,
    /// Receipts of hand-ins, also those of the person's other phones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Signed<Receipt>>,
    /// Dossiers that were erased.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erases: Vec<Signed<Erase>>,
    /// Photos that can be fetched from `/v1/blobs/<id>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<Blob>,
    /// For each dossier of the request, and each whose last entry stands in this answer: what the server holds of it now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// Where to go on.
    pub cursor: String,
    /// There is more to fetch.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// The cursor did not match (a restored server): this answer starts from zero, and the phone has to compare what
    /// both hold (`/v1/compare`) and give back what the server lost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restored: bool,
}

/// An edit that can't be taken now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// The edit.
    pub id: EditId,
    /// Why.
    pub reason: LaterReason,
}

/// Why an edit has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaterReason {
    /// The server does not hold what it builds on: send that first.
    SendFirst,
    /// A daily quota is used up.
    Quota,
    /// It was written by a newer version than the server knows.
    UpdateServer,
}

/// A photo that the server holds whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// A random id, good for fetching it.
    pub id: String,
    /// The dossier.
    pub dossier: DossierId,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Their number.
    pub bytes: u64,
}

/// What a side holds of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The dossier.
    pub dossier: DossierId,
    /// `held_digest` of its edits and voids.
    pub digest: u64,
}

/// A short digest of edits and voids that are held, pending ones included: equal sets have equal digests whatever their
/// order; 53 bits, so that JSON carries it everywhere. An edit that was voided counts as its void alone: some hold its
/// content and others don't.
pub fn held_digest(edits: impl IntoIterator<Item = EditId>, voids: impl IntoIterator<Item = EditId>) -> u64 {
    let first = |id: EditId, salt: u8| {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(id.0.iter().skip(usize::from(salt))).for_each(|(to, from)| *to = *from);
        u64::from_be_bytes(bytes)
    };
    let edits = edits.into_iter().fold(0, |sum: u64, id| sum.wrapping_add(first(id, 0)));
    // A void takes other bytes of the same id, or voiding an edit could go unnoticed.
    voids.into_iter().fold(edits, |sum, id| sum.wrapping_add(first(id, 8))) & ((1 << 53) - 1)
}

/// `POST /v1/compare`, after the server said `restored`: what the phone holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareRequest {
    /// Its dossiers, at most 5,000 a request.
    pub held: Vec<Held>,
    /// Receipts and statuses that it was given; the server adopts those that it signed and lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Signed<Receipt>>,
    /// See `receipts`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<Signed<Status>>,
}

/// The answer to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareReply {
    /// Dossiers of which the two hold different things: the phone offers all its edits of them again.
    pub differ: Vec<DossierId>,
    /// Photos (dossier, hash) that the server does not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_blobs: Vec<(DossierId, Digest)>,
}

/// `POST /v1/hand-in`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandInRequest {
    /// The version, persisted on the phone before it is sent.
    pub version: Version,
    /// A receipt for this version that the phone holds already, from before a restore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Signed<Receipt>>,
}

/// The answer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum HandInReply {
    /// It was received, now or before.
    Received {
        /// The same for ever for one version.
        receipt: Signed<Receipt>,
    },
    /// By the server's check of the same version something is missing.
    NotReady {
        /// As in `Check`.
        missing: Vec<Item>,
        /// As in `Check`.
        wrong: Vec<Item>,
    },
    /// The server does not hold this yet: sync first.
    SendFirst {
        /// Edits on the way to the version's tips.
        edits: Vec<EditId>,
        /// Photos on needed keys.
        blobs: Vec<Digest>,
    },
    /// The server's heads differ from the version's: sync, look, and hand in again.
    Changed,
    /// Never sent ahead, or the server does not know this version of the procedure.
    Refused {
        /// `not_sent_ahead`, `unknown_procedure`, `not_the_owner`.
        reason: String,
    },
}

/// `POST /v1/withdraw`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawRequest {
    /// The dossier whose open version is withdrawn.
    pub dossier: DossierId,
}

/// The answer to it: a status with number 7.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawReply {
    /// Signed by the server.
    pub status: Signed<Status>,
}

/// RFC 9457 problem details, with our stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:hoso:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// In English, short, the same for one code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code: `unauthorized`, `revoked`, `forbidden`, `not_found`, `bad_request`, `too_large`, `quota`,
    /// `busy`, `code_used`, `code_unknown`, `no_paper`, `conflict`, `server`.
    pub code: String,
    /// What can be done next, in plain Vietnamese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
