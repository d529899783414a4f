//! Hand-in: what exactly is handed in.

use crate::draft::Draft;
use crate::edit::Tip;
use crate::ids::{Digest, DossierId};
use crate::procedure::Procedure;
use crate::readiness::needed_keys;
use crate::record::Version;
use sha2::Digest as _;

/// The version that a draft makes at present: all its values have to be sealed (a working value has no id to hash, and
/// makes `None`).
pub fn version(dossier: DossierId, procedure: &Procedure, draft: &Draft, tips: Vec<Tip>) -> Option<Version> {
    let mut hash = sha2::Sha256::new();
    for key in needed_keys(procedure, draft) {
        let mut ids = draft.live(&key).iter().map(|live| live.edit).collect::<Option<Vec<_>>>()?;
        ids.sort_unstable();
        let name = key.to_string();
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
        hash.update((ids.len() as u64).to_be_bytes());
        for id in ids {
            hash.update(id.0);
        }
    }
    let procedure = procedure.hash().parse().ok()?;
    Some(Version { dossier, procedure, tips, heads: Digest(hash.finalize().into()) })
}
