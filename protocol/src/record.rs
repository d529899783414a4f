//! Records that servers and owners sign beside the edits: certificates, acknowledgements, voids, receipts, statuses,
//! erase records. Each is a `Signed<T>`, kept and relayed verbatim.

use crate::edit::{Fault, Tip};
use crate::ids::{Digest, DossierId, EditId, PublicKey, ReplicaId};
use crate::sign::Record;
use serde::{Deserialize, Serialize};
use sha2::Digest as _;

/// What a device may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A citizen's own device.
    Citizen,
    /// A community digital technology team member's.
    Member,
    /// An officer at the one-stop desk.
    Officer,
    /// Looks at figures and handed-in versions of its communes.
    Viewer,
}

impl Role {
    /// The name on the wire and in commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Member => "member",
            Self::Officer => "officer",
            Self::Viewer => "viewer",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Citizen, Self::Member, Self::Officer, Self::Viewer].into_iter().find(|r| r.name() == text).ok_or(())
    }
}

/// Says whose a device key is. The author of an edit is derived from it, never claimed; it may be younger than the edits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The device's key.
    pub key: PublicKey,
    /// A random id of the person on this server: their devices share it.
    pub person: String,
    /// What people read as "who", such as "Máy thứ 2" or a desk's name; given at enrolment.
    pub label: String,
    /// What the device may do.
    pub role: Role,
    /// The commune it belongs to (code of the unit).
    pub commune: String,
    /// Server time, milliseconds since 1970.
    pub at: i64,
}

impl Record for Certificate {
    const KIND: &'static str = "certificate";
}

/// The server holds these edits durably.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// `digest_of` the edits' ids.
    pub edits: Digest,
    /// How many they are.
    pub count: u64,
    /// Server time, milliseconds since 1970.
    pub at: i64,
}

impl Record for Ack {
    const KIND: &'static str = "ack";
}

/// The server can never take this edit; it fills the edit's place, sets nothing and covers nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Void {
    /// The dossier.
    pub dossier: DossierId,
    /// The refused edit.
    pub edit: EditId,
    /// Its replica.
    pub replica: ReplicaId,
    /// Its number.
    pub n: u64,
    /// The id before it.
    pub prev: Option<EditId>,
    /// Why.
    pub reason: Fault,
    /// Server time, milliseconds since 1970.
    pub at: i64,
}

impl Record for Void {
    const KIND: &'static str = "void";
}

impl From<&Void> for crate::merge::Item {
    fn from(void: &Void) -> Self {
        Self {
            id: void.edit,
            replica: void.replica,
            n: void.n,
            prev: void.prev,
            seen: vec![],
            keys: vec![],
            void: true,
        }
    }
}

/// What is handed in: the tips that were held and the digest of the heads that the case needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The dossier.
    pub dossier: DossierId,
    /// Hash of the procedure version.
    pub procedure: Digest,
    /// All tips, sorted.
    pub tips: Vec<Tip>,
    /// Digest of the needed keys with their live edits.
    pub heads: Digest,
}

impl Version {
    /// Two phones that hand in the same version get one receipt: the same needed values make the same id, whatever else
    /// the phones hold.
    pub fn id(&self) -> Digest {
        let mut hash = sha2::Sha256::new();
        hash.update(b"hoso/1/version\n");
        hash.update(self.dossier.0);
        hash.update(self.procedure.0);
        hash.update(self.heads.0);
        Digest(hash.finalize().into())
    }
}

/// The server received a version. The same for ever for one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// A random number that people can read out, such as `TN-7F3K-92QD`; not a dossier code of the official system.
    pub id: String,
    /// The dossier.
    pub dossier: DossierId,
    /// The version's id.
    pub version: Digest,
    /// Server time, milliseconds since 1970.
    pub at: i64,
    /// The commune that received it.
    pub commune: String,
    /// Where to bring the originals, in words.
    pub place: String,
    /// Whether this version adds to one that was open.
    pub supplement: bool,
}

impl Record for Receipt {
    const KIND: &'static str = "receipt";
}

/// Something that an officer or the server said of a dossier that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// A random id.
    pub id: Digest,
    /// The dossier.
    pub dossier: DossierId,
    /// The number exchanged between one-stop systems (1–10), or as the source has it.
    pub number: u32,
    /// The words.
    pub text: String,
    /// For number 5: the key of the paper that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The code of the official system, typed in by the officer; never made by us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The result date of the official system, typed in by the officer (ISO).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Server time, milliseconds since 1970.
    pub at: i64,
}

impl Record for Status {
    const KIND: &'static str = "status";
}

/// Erases a whole dossier everywhere, for ever. Signed by the owner's device or by the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erase {
    /// The dossier.
    pub dossier: DossierId,
    /// Who signs.
    pub by: PublicKey,
    /// By the signer's clock, milliseconds since 1970.
    pub at: i64,
}

impl Record for Erase {
    const KIND: &'static str = "erase";
}

/// The digest of a set of edits, whatever their order.
pub fn digest_of(ids: impl IntoIterator<Item = EditId>) -> Digest {
    let mut ids: Vec<EditId> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut hash = sha2::Sha256::new();
    for id in ids {
        hash.update(id.0);
    }
    Digest(hash.finalize().into())
}
