//! Signatures: Ed25519 over a JSON text exactly as it was written, kept and relayed verbatim.

use crate::ids::PublicKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// A device's or a server's key pair.
#[derive(Clone)]
pub struct KeyPair(SigningKey);

impl KeyPair {
    /// From 32 secret bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// From the system's random source.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut seed = [0; 32];
        crate::simulation::fill(&mut seed)?;
        Ok(Self::from_seed(&seed))
    }

    /// The secret bytes, for the secret store only.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs bytes; the signature in base64 without padding.
    pub fn sign(&self, bytes: &[u8]) -> String {
        BASE64.encode(self.0.sign(bytes).to_bytes())
    }
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyPair({})", self.public())
    }
}

/// Whether `signature` is this key's over these bytes. Strict: weak keys and mangled signatures are refused.
pub fn verify(key: PublicKey, bytes: &[u8], signature: &str) -> bool {
    Verifier::default().verify(key, bytes, signature)
}

/// Verifies many signatures in a row. The key that it saw last need not be read anew: the edits of a sync are mostly one
/// phone's.
#[derive(Debug, Clone, Default)]
pub struct Verifier(Option<VerifyingKey>);

impl Verifier {
    /// As `verify`.
    pub fn verify(&mut self, key: PublicKey, bytes: &[u8], signature: &str) -> bool {
        let Ok(raw) = BASE64.decode(signature) else { return false };
        let Ok(signature) = ed25519_dalek::Signature::from_slice(&raw) else { return false };
        if self.0.is_none_or(|known| known.to_bytes() != key.0) {
            self.0 = VerifyingKey::from_bytes(&key.0).ok();
        }
        self.0.is_some_and(|key| key.verify_strict(bytes, &signature).is_ok())
    }
}

/// A kind of record that a server or a device signs. The kind is part of what is signed, so that a signature over one
/// kind can never be shown as another.
pub trait Record: Serialize + DeserializeOwned {
    /// Such as `void`.
    const KIND: &'static str;
}

/// A signed record: its JSON text as written, and the signature over kind and text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Signed<T> {
    /// The JSON text.
    pub body: String,
    /// Base64 of the signature.
    pub sig: String,
    #[serde(skip)]
    kind: PhantomData<fn() -> T>,
}

/// A record that is not what it says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// The signature is not this key's over this text.
    #[error("the signature does not fit")]
    Signature,
    /// The text is no record of this kind.
    #[error("the record can't be read")]
    Form,
}

impl<T: Record> Signed<T> {
    /// Writes and signs a record.
    pub fn new(record: &T, key: &KeyPair) -> Self {
        let body = serde_json::to_string(record).unwrap_or_default();
        let sig = key.sign(&bytes::<T>(&body));
        Self { body, sig, kind: PhantomData }
    }

    /// The record, once the signature was found to be `key`'s.
    pub fn open(&self, key: PublicKey) -> Result<T, Forged> {
        if !verify(key, &bytes::<T>(&self.body), &self.sig) {
            return Err(Forged::Signature);
        }
        self.read()
    }

    /// The record as it stands in a store of ours, where it was verified on its way in.
    pub fn read(&self) -> Result<T, Forged> {
        serde_json::from_str(&self.body).map_err(|_| Forged::Form)
    }

    /// Puts a stored record together again.
    pub fn from_parts(body: String, sig: String) -> Self {
        Self { body, sig, kind: PhantomData }
    }
}

fn bytes<T: Record>(body: &str) -> Vec<u8> {
    [b"hoso/1/", T::KIND.as_bytes(), b"\n", body.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct A(u32);
    impl Record for A {
        const KIND: &'static str = "a";
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct B(u32);
    impl Record for B {
        const KIND: &'static str = "b";
    }

    #[test]
    fn a_verifier_that_goes_from_key_to_key_says_the_same_as_one_for_each() {
        let keys = [KeyPair::from_seed(&[1; 32]), KeyPair::from_seed(&[2; 32])];
        let mut verifier = Verifier::default();
        for (signer, claimed) in [(0, 0), (0, 0), (1, 1), (1, 0), (0, 1), (0, 0)] {
            let sig = keys[signer].sign(b"text");
            let key = keys[claimed].public();
            assert_eq!(verifier.verify(key, b"text", &sig), signer == claimed);
            assert!(!verifier.verify(PublicKey([255; 32]), b"text", &sig), "no key at all");
        }
    }

    #[test]
    fn a_signature_counts_for_its_key_its_text_and_its_kind_only() {
        let (key, other) = (KeyPair::random().unwrap(), KeyPair::random().unwrap());
        let a = Signed::new(&A(7), &key);
        assert_eq!(a.open(key.public()), Ok(A(7)));
        assert_eq!(a.open(other.public()), Err(Forged::Signature));
        let as_b = Signed::<B>::from_parts(a.body.clone(), a.sig.clone());
        assert_eq!(as_b.open(key.public()), Err(Forged::Signature));
        let altered = Signed::<A>::from_parts("8".into(), a.sig);
        assert_eq!(altered.open(key.public()), Err(Forged::Signature));
        assert!(!verify(PublicKey([0; 32]), b"x", ""));
    }
}
