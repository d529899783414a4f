//! Handed-in versions: which edits they consist of, and the values as they were handed in.

use super::held::Held;
use super::judge::{Heads, present};
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

/// Whether a version is known whole. One that a restore lost is found again where it is what the dossier says now.
pub fn find_again(tx: &Transaction<'_>, dossier: DossierId, id: Digest) -> Result<bool> {
    if is_known(tx, id)? {
        return Ok(true);
    }
    let held = Held::load(tx, dossier)?;
    let hash = held.merged().draft().procedure();
    let procedure = hash.map(|hash| procedure(tx, hash)).transpose()?.flatten();
    match procedure.and_then(|procedure| present(dossier, &procedure, &held)) {
        Some((version, heads)) if version.id() == id => keep(tx, &version, &heads).map(|()| true),
        _ => Ok(false),
    }
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
pub fn photos(tx: &Transaction<'_>, version: Digest) -> Result<BTreeSet<Digest>> {
    let Some(Handed { draft, .. }) = Handed::load(tx, version)? else { return Ok(BTreeSet::new()) };
    let live = draft.keys().flat_map(|key| draft.live(key));
    Ok(live.filter_map(|live| live.value.photo()).map(|page| page.sha256).collect())
}

/// The hash of the procedure that a version was judged by.
pub fn procedure_of(tx: &Transaction<'_>, version: Digest) -> Result<Option<Digest>> {
    let mut select = tx.prepare_cached("SELECT procedure FROM version WHERE id = ?")?;
    Ok(select.query_row([version.0], |row| Ok(Digest(row.get(0)?))).optional()?)
}

/// One text of a version.
pub fn text_of(tx: &Transaction<'_>, version: Digest, key: &str) -> Result<Option<String>> {
    let mut found = None;
    each(tx, version, Some(key), |_, live| found = live.value.text().map(str::to_owned))?;
    Ok(found)
}

/// Calls with each live value of a version, or those of one key.
fn each(tx: &Transaction<'_>, version: Digest, key: Option<&str>, mut call: impl FnMut(&str, Live)) -> Result<()> {
    let mut select = tx.prepare_cached(
        "SELECT head.key, edit.body, edit.sig FROM version_head head JOIN edit ON edit.id = head.edit
         WHERE head.version = ?1 AND (?2 IS NULL OR head.key = ?2) ORDER BY head.key, head.edit",
    )?;
    let mut rows = select.query((version.0, key))?;
    while let Some(row) = rows.next()? {
        let key: String = row.get(0)?;
        let signed = SignedEdit { body: row.get(1)?, sig: row.get(2)? };
        let edit = signed.read().map_err(|_| Error::Internal("an edit in the database can't be read"))?;
        if let Some(live) = Live::of(&edit, &key) {
            call(&key, live);
        }
    }
    Ok(())
}

impl Handed {
    /// A version; `None` if the server lost it with a restore and no phone has given it back yet.
    pub fn load(tx: &Transaction<'_>, version: Digest) -> Result<Option<Self>> {
        let procedure = procedure_of(tx, version)?.map(|hash| procedure(tx, hash)).transpose()?.flatten();
        let Some(procedure) = procedure else { return Ok(None) };
        let mut draft = Draft::default();
        each(tx, version, None, |key, live| draft.add(key, live))?;
        Ok(Some(Self { procedure, draft }))
    }
}
