//! What a list says of a handed-in version.

use super::held::Held;
use super::{procedure, version};
use crate::error::Result;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::procedure::Procedure;
use rusqlite::Transaction;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Remembers the procedures that it read: a desk sees few of them, again and again.
#[derive(Default)]
pub struct About(HashMap<Digest, Option<Procedure>>);

impl About {
    /// The procedure of a version and whom it is for, as far as they are known.
    pub fn version(
        &mut self,
        tx: &Transaction<'_>,
        dossier: DossierId,
        id: Digest,
    ) -> Result<(Option<&Procedure>, Option<String>)> {
        let known = version::procedure_of(tx, id)?;
        let hash = match known {
            Some(hash) => Some(hash),
            // Lost with a restore and not given back yet: by what the dossier says now.
            None => Held::load(tx, dossier)?.merged().draft().procedure(),
        };
        let Some(hash) = hash else { return Ok((None, None)) };
        let procedure = match self.0.entry(hash) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(procedure(tx, hash)?),
        };
        let procedure = procedure.as_ref();
        let field = procedure.and_then(|procedure| procedure.for_field.as_deref()).filter(|_| known.is_some());
        let for_whom = match field {
            Some(field) => version::text_of(tx, id, &format!("field/{field}"))?,
            None => None,
        };
        Ok((procedure, for_whom))
    }
}
