//! Identifiers: random or hashed bytes, written as lower-case hex.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A text that is no identifier of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: {0} hex digits expected")]
pub struct WrongId(usize);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "std::borrow::Cow<'_, str>", into = "String")]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// The same as hex, without allocation on the caller's side of things.
            pub fn to_hex(self) -> String {
                hex::encode(self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = WrongId;

            /// Lower-case hex only: one id has one spelling.
            fn from_str(text: &str) -> Result<Self, WrongId> {
                let mut bytes = [0; $len];
                let wrong = WrongId($len * 2);
                if text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(wrong);
                }
                hex::decode_to_slice(text, &mut bytes).map_err(|_| wrong)?;
                Ok(Self(bytes))
            }
        }

        impl TryFrom<std::borrow::Cow<'_, str>> for $name {
            type Error = WrongId;

            fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Self, WrongId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                hex::encode(id.0)
            }
        }
    };
}

id!(
    /// A dossier: 16 random bytes.
    DossierId,
    16
);
id!(
    /// A replica: the random id of one store, new after every restore, salvage or detected clone.
    ReplicaId,
    16
);
id!(
    /// An edit: the SHA-256 of its signed JSON text.
    EditId,
    32
);
id!(
    /// An Ed25519 public key: a device or a server.
    PublicKey,
    32
);
id!(
    /// A SHA-256 of anything else: a photo, a procedure version, a set of edits.
    Digest,
    32
);

impl DossierId {
    /// A new one from the system's random source.
    pub fn random() -> Result<Self, getrandom::Error> {
        random().map(Self)
    }
}

impl ReplicaId {
    /// A new one from the system's random source.
    pub fn random() -> Result<Self, getrandom::Error> {
        random().map(Self)
    }
}

fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    crate::simulation::fill(&mut bytes)?;
    Ok(bytes)
}
