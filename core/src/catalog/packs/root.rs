//! The root file: whose catalog it is and which keys may sign packs. Two of its three keys sign it; they lie in drawers of
//! different people and are needed only when a key is changed or withdrawn.
//!
//! A phone takes its first root from the person who sets it up. From then on only the next version counts, signed by
//! two keys of the version before and by two of its own: step by step, so that no key leaves without being replaced.

use super::fault::refused;
use crate::Result;
use hoso_protocol::pack::is_name;
use minisign_verify::{PublicKey, Signature};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a root file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// Format of root files.
    pub v: u32,
    /// Always `root`: nothing else that these keys ever sign can be taken for one.
    pub kind: RootKind,
    /// Whose catalog, such as `dong-nai`.
    pub name: String,
    /// Counts up by one.
    pub version: u64,
    /// How many of `keys` have to sign.
    pub threshold: usize,
    /// Public root keys, base64 as in a `.pub` file of minisign.
    pub keys: Vec<String>,
    /// Public keys that may sign packs.
    pub packs: Vec<String>,
    /// Public keys that may no longer: what they signed counts no more, neither do their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoked: Vec<String>,
    /// Packs with a smaller number are refused, by new phones too.
    #[serde(default)]
    pub floor: u64,
}

/// The kind of a root file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RootKind {
    /// The only one.
    Root,
}

/// A root file as it lies on a disk: the very text that was signed, and the signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootFile {
    /// JSON of a [`Root`].
    pub signed: String,
    /// minisign signatures, four lines each.
    pub signatures: Vec<String>,
}

/// The format of root files.
pub const ROOT_FORMAT: u32 = 1;

impl Root {
    /// Whether it makes sense: a name, three different keys or more, two or more of them needed, a pack key.
    ///
    /// # Errors
    /// `root_wrong`, `root_newer`.
    pub fn check(&self) -> Result<()> {
        if self.v > ROOT_FORMAT {
            return Err(refused("root_newer"));
        }
        let different = |keys: &[String]| {
            let ids: Option<BTreeSet<String>> = keys.iter().map(|key| key_id(key)).collect();
            ids.is_some_and(|ids| ids.len() == keys.len())
        };
        let keys = self.keys.len() >= 3 && self.threshold >= 2 && self.threshold <= self.keys.len();
        let few = [&self.keys, &self.packs, &self.revoked].iter().all(|keys| keys.len() <= 64);
        let packs = !self.packs.is_empty() && self.packs.iter().all(|key| !self.revoked.contains(key));
        let all = few && different(&self.keys) && different(&self.packs) && different(&self.revoked);
        if is_name(&self.name) && self.version > 0 && keys && packs && all {
            Ok(())
        } else {
            Err(refused("root_wrong"))
        }
    }

    /// Whether enough of these keys signed this text.
    fn signed(&self, file: &RootFile) -> bool {
        let signatures: Vec<Signature> =
            file.signatures.iter().filter_map(|text| Signature::decode(text).ok()).collect();
        let by = |key: &&String| {
            let key = PublicKey::from_base64(key).ok();
            key.is_some_and(|key| signatures.iter().any(|one| key.verify(file.signed.as_bytes(), one, false).is_ok()))
        };
        self.keys.iter().filter(by).count() >= self.threshold
    }
}

impl RootFile {
    /// Reads one, trusting nothing.
    ///
    /// # Errors
    /// `root_wrong`.
    pub fn read(text: &str) -> Result<Self> {
        let file: Self = serde_json::from_str(text).map_err(|_| refused("root_wrong"))?;
        if file.signatures.len() > 64 { Err(refused("root_wrong")) } else { Ok(file) }
    }

    /// As one line with its end.
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// What it says, whoever signed it.
    ///
    /// # Errors
    /// `root_wrong`, `root_newer`.
    pub fn claims(&self) -> Result<Root> {
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        let version: Version = serde_json::from_str(&self.signed).map_err(|_| refused("root_wrong"))?;
        if version.v > ROOT_FORMAT {
            return Err(refused("root_newer"));
        }
        let root: Root = serde_json::from_str(&self.signed).map_err(|_| refused("root_wrong"))?;
        root.check()?;
        Ok(root)
    }

    /// The root in it, signed by enough of its own keys: what a first root has to be.
    ///
    /// # Errors
    /// `root_wrong`, `root_newer`, `root_signatures`.
    pub fn first(&self) -> Result<Root> {
        let root = self.claims()?;
        if root.signed(self) { Ok(root) } else { Err(refused("root_signatures")) }
    }

    /// The root in it, as the next one after `known`.
    ///
    /// # Errors
    /// As [`RootFile::first`], and `root_other` (another name), `root_step` (not the next version).
    pub fn after(&self, known: &Root) -> Result<Root> {
        let root = self.first()?;
        if root.name != known.name {
            return Err(refused("root_other"));
        }
        if known.version.checked_add(1) != Some(root.version) {
            return Err(refused("root_step"));
        }
        if known.signed(self) { Ok(root) } else { Err(refused("root_signatures")) }
    }
}

/// The id by which people name a key, as minisign prints it: 16 upper-case hex digits. `None` if it is no key.
pub fn key_id(key: &str) -> Option<String> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(key).ok()?;
    PublicKey::from_base64(key).ok()?;
    let id: [u8; 8] = bytes.get(2..10)?.try_into().ok()?;
    Some(format!("{:016X}", u64::from_le_bytes(id)))
}
