//! Sealed edits: immutable, signed by the device, known by the hash of their bytes.
//!
//! The signed bytes are the JSON text as written. It is stored and relayed verbatim and never written again, so no two
//! implementations have to agree on how JSON is laid out.

use crate::ids::{DossierId, EditId, PublicKey, ReplicaId};
use crate::key::Key;
use crate::sign::{KeyPair, Verifier};
use crate::value::{MAX_VALUE_BYTES, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The version of the edit format that this code writes.
pub const VERSION: u32 = 1;
/// An edit's JSON text may be at most this long; sealing splits.
pub const MAX_EDIT_BYTES: usize = 256 * 1024;
/// An edit may name at most this many tips of other replicas.
pub const MAX_SEEN: usize = 256;

/// A place on a replica's chain: which replica, which number, which id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tip(pub ReplicaId, pub u64, pub EditId);

/// What an edit says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The format's version.
    pub v: u32,
    /// The dossier.
    pub dossier: DossierId,
    /// The store that wrote it.
    pub replica: ReplicaId,
    /// 1, 2, 3 … within dossier and replica, without holes.
    pub n: u64,
    /// The id of `n − 1`.
    pub prev: Option<EditId>,
    /// The tips of other replicas that the writer's screen showed.
    pub seen: Vec<Tip>,
    /// Key → value and when it was made, by the writer's clock (milliseconds since 1970).
    pub sets: BTreeMap<String, (Value, i64)>,
    /// The device's public key.
    pub key: PublicKey,
}

/// An edit on the wire and on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedEdit {
    /// The JSON text of a `Body`.
    pub body: String,
    /// Base64 of the device's signature over the text.
    pub sig: String,
}

/// An edit that was read and found well-formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// SHA-256 of the text.
    pub id: EditId,
    /// What it says.
    pub body: Body,
}

/// Why an edit can never be taken. The codes stand in voids and are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Not the JSON of an edit, or impossible numbers in it.
    #[error("the edit can't be read")]
    Form,
    /// Written by a newer version; not a reason to void it, only to update.
    #[error("the edit was written by a newer version")]
    Newer,
    /// The signature is not that of the key it names.
    #[error("the signature does not fit")]
    Signature,
    /// The text, a value or the list of tips is above its limit.
    #[error("the edit is too large")]
    TooLarge,
    /// A key is none of a dossier's.
    #[error("the edit sets an unknown key")]
    Key,
    /// `prev` or `seen` names a place that is another's or out of order.
    #[error("the edit does not fit its chain")]
    Chain,
    /// Above the cut of a revoked device.
    #[error("the device was revoked")]
    Revoked,
    /// The device may not write in this dossier.
    #[error("the device may not write here")]
    NotAllowed,
}

impl SignedEdit {
    /// Writes and signs an edit.
    pub fn seal(body: &Body, key: &KeyPair) -> Self {
        // Strings, numbers and maps with text keys always serialise.
        let text = serde_json::to_string(body).unwrap_or_default();
        Self { sig: key.sign(text.as_bytes()), body: text }
    }

    /// Writes and signs an edit of our own, and gives it as `open` would: what others would refuse is refused here.
    pub fn write(body: Body, key: &KeyPair) -> Result<(Self, Edit), Fault> {
        body.check()?;
        let signed = Self::seal(&body, key);
        if signed.body.len() > MAX_EDIT_BYTES {
            return Err(Fault::TooLarge);
        }
        let edit = Edit { id: signed.id(), body };
        Ok((signed, edit))
    }

    /// Its id.
    pub fn id(&self) -> EditId {
        EditId(Sha256::digest(self.body.as_bytes()).into())
    }

    /// Reads an edit that comes from outside: signature, form and limits.
    pub fn open(&self) -> Result<Edit, Fault> {
        self.open_with(&mut Verifier::default())
    }

    /// As `open`, for many edits in a row.
    pub fn open_with(&self, verifier: &mut Verifier) -> Result<Edit, Fault> {
        if self.body.len() > MAX_EDIT_BYTES {
            return Err(Fault::TooLarge);
        }
        let edit = self.read()?;
        if !verifier.verify(edit.body.key, self.body.as_bytes(), &self.sig) {
            return Err(Fault::Signature);
        }
        edit.body.check()?;
        Ok(edit)
    }

    /// Reads an edit of our own store, which was verified on its way in.
    pub fn read(&self) -> Result<Edit, Fault> {
        let body = serde_json::from_str(&self.body).map_err(|_| self.newer_or(Fault::Form))?;
        Ok(Edit { id: self.id(), body })
    }

    fn newer_or(&self, fault: Fault) -> Fault {
        #[derive(Deserialize)]
        struct OnlyVersion {
            v: u32,
        }
        let newer = serde_json::from_str::<OnlyVersion>(&self.body).is_ok_and(|only| only.v > VERSION);
        if newer { Fault::Newer } else { fault }
    }
}

impl Body {
    fn check(&self) -> Result<(), Fault> {
        if self.v > VERSION {
            return Err(Fault::Newer);
        }
        // `n` has to fit the databases' signed integers.
        let number = 1..=i64::MAX as u64;
        if self.v == 0 || !number.contains(&self.n) || (self.n == 1) != self.prev.is_none() || self.sets.is_empty() {
            return Err(Fault::Form);
        }
        if self.seen.len() > MAX_SEEN {
            return Err(Fault::TooLarge);
        }
        // Its own replica's chain is named by `prev` alone.
        if self.seen.iter().any(|tip| tip.0 == self.replica) {
            return Err(Fault::Chain);
        }
        for (key, (value, _)) in &self.sets {
            let key: Key = key.parse().map_err(|_| Fault::Key)?;
            let page = matches!(value, Value::Photo(_));
            if page != matches!(key, Key::Photo(..)) && *value != Value::Cleared {
                return Err(Fault::Key);
            }
            let size = match value {
                Value::Cleared => 0,
                Value::Text(text) => text.len(),
                Value::Photo(page) => page.kind.len() + page.order.len(),
            };
            if size > MAX_VALUE_BYTES {
                return Err(Fault::TooLarge);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(key: &KeyPair) -> Body {
        Body {
            v: VERSION,
            dossier: DossierId([1; 16]),
            replica: ReplicaId([2; 16]),
            n: 1,
            prev: None,
            seen: vec![],
            sets: [("field/a".to_owned(), (Value::Text("á".into()), 5))].into(),
            key: key.public(),
        }
    }

    #[test]
    fn an_edit_reads_back_and_any_other_byte_is_found() {
        let key = KeyPair::random().unwrap();
        let edit = SignedEdit::seal(&body(&key), &key);
        assert_eq!(edit.open().unwrap().body, body(&key));
        let mut altered = edit.clone();
        altered.body = altered.body.replace('á', "à");
        assert_eq!(altered.open(), Err(Fault::Signature));
        assert_ne!(altered.id(), edit.id());
    }

    #[test]
    fn what_is_written_opens_as_what_was_said_when_it_was_written() {
        let key = KeyPair::random().unwrap();
        let (signed, edit) = SignedEdit::write(body(&key), &key).unwrap();
        assert_eq!(signed.open(), Ok(edit));
        let wrong = Body { sets: [("x".to_owned(), (Value::Cleared, 0))].into(), ..body(&key) };
        assert_eq!(SignedEdit::write(wrong, &key), Err(Fault::Key));
        let many = (0..60).map(|i| (format!("field/f{i}"), (Value::Text("x".repeat(MAX_VALUE_BYTES)), 0)));
        let long = Body { sets: many.collect(), ..body(&key) };
        assert_eq!(SignedEdit::write(long, &key), Err(Fault::TooLarge));
    }

    #[test]
    fn what_can_never_be_right_is_refused_with_its_reason() {
        let key = KeyPair::random().unwrap();
        let refused = |change: &dyn Fn(&mut Body)| {
            let mut b = body(&key);
            change(&mut b);
            SignedEdit::seal(&b, &key).open().unwrap_err()
        };
        assert_eq!(refused(&|b| b.n = 0), Fault::Form);
        assert_eq!(refused(&|b| b.n = 2), Fault::Form);
        assert_eq!(refused(&|b| b.n = u64::MAX), Fault::Form);
        assert_eq!(refused(&|b| b.sets.clear()), Fault::Form);
        assert_eq!(refused(&|b| b.v = 9), Fault::Newer);
        assert_eq!(refused(&|b| b.seen = vec![Tip(b.replica, 1, EditId([0; 32]))]), Fault::Chain);
        assert_eq!(refused(&|b| drop(b.sets.insert("x".into(), (Value::Cleared, 0)))), Fault::Key);
        let long = Value::Text("x".repeat(MAX_VALUE_BYTES + 1));
        assert_eq!(refused(&|b| drop(b.sets.insert("field/a".into(), (long.clone(), 0)))), Fault::TooLarge);
        let nonsense = SignedEdit { body: "{\"v\":2,\"new\":1}".into(), sig: String::new() };
        assert_eq!(nonsense.open(), Err(Fault::Newer));
        assert_eq!(SignedEdit { body: "{".into(), sig: String::new() }.open(), Err(Fault::Form));
    }
}
