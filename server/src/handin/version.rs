//! Handed-in versions: which edits they consist of, and the values as they were handed in.

use super::judge::Heads;
use super::procedure;
use crate::clock::now;
use crate::error::{Error, Result};
use hoso_protocol::draft::{Draft, Live};
use hoso_protocol::edit::SignedEdit;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::procedure::Procedure;
use hoso_protocol::record::Version;
use rusqlite::{OptionalExtension as _, Transaction};
use std::collections::BTreeSet;

/// A version as it was handed in: needed keys only, and nothing that was written later.
pub struct Handed {
    /// By which it was judged.
    pub procedure: Procedure,
    /// Its values.
    pub draft: Draft,
}

/// Whether this version is known whole.
pub fn is_known(tx: &Transaction<'_>, version: Digest) -> Result<bool> {
    let mut select = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM version WHERE id = ?)")?;
    Ok(select.query_row([version.0], |row| row.get(0))?)
}

/// Keeps what a version consists of.
pub fn keep(tx: &Transaction<'_>, version: &Version, heads: &Heads) -> Result<()> {
    let id = version.id();
    let body = serde_json::to_string(version).map_err(|_| Error::Internal("a version could not be written"))?;
    tx.prepare_cached("INSERT INTO version (id, dossier, procedure, body, at) VALUES (?, ?, ?, ?, ?)")?.execute((
        id.0,
        version.dossier.0,
        version.procedure.0,
        body,
        now(),
    ))?;
    let mut insert = tx.prepare_cached("INSERT INTO version_head (version, key, edit) VALUES (?, ?, ?)")?;
    for (key, edit) in heads {
        insert.execute((id.0, key.to_string(), edit.0))?;
    }
    Ok(())
}

/// The photos of a version.
pub fn photos(tx: &Transaction<'_>, dossier: DossierId, version: Digest) -> Result<BTreeSet<Digest>> {
    let Some(Handed { draft, .. }) = Handed::load(tx, dossier, version)? else { return Ok(BTreeSet::new()) };
    let live = draft.keys().flat_map(|key| draft.live(key));
    Ok(live.filter_map(|live| live.value.photo()).map(|page| page.sha256).collect())
}

impl Handed {
    /// A version of a dossier; `None` if the server lost it with a restore and no phone has given it back yet.
    pub fn load(tx: &Transaction<'_>, dossier: DossierId, version: Digest) -> Result<Option<Self>> {
        let hash: Option<[u8; 32]> = tx
            .prepare_cached("SELECT procedure FROM version WHERE id = ? AND dossier = ?")?
            .query_row((version.0, dossier.0), |row| row.get(0))
            .optional()?;
        let Some(procedure) = hash.map(|hash| procedure(tx, Digest(hash))).transpose()?.flatten() else {
            return Ok(None);
        };
        let mut draft = Draft::default();
        let mut select = tx.prepare_cached(
            "SELECT head.key, edit.body, edit.sig FROM version_head head JOIN edit ON edit.id = head.edit
             WHERE head.version = ? ORDER BY head.key, head.edit",
        )?;
        let mut rows = select.query([version.0])?;
        while let Some(row) = rows.next()? {
            let key: String = row.get(0)?;
            let signed = SignedEdit { body: row.get(1)?, sig: row.get(2)? };
            let edit = signed.read().map_err(|_| Error::Internal("an edit in the database can't be read"))?;
            if let Some(live) = Live::of(&edit, &key) {
                draft.add(&key, live);
            }
        }
        Ok(Some(Self { procedure, draft }))
    }
}
