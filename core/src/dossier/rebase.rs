//! A newer version of the procedure meets a draft: the person sees what changes, and takes it or not.

use super::rows::keep_version;
use super::set::{Saved, must_agree, must_be_open, set};
use super::state::Dossier;
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::procedure::Procedure;
use hoso_protocol::rebase::{Rebase, compare};
use hoso_protocol::value::Value;
use serde::Serialize;

/// What taking the version of today would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RebaseView {
    /// The draft's own version.
    pub from: Version,
    /// The version of today.
    pub to: Version,
    /// What stays, what is asked for in addition, what is not asked for now.
    #[serde(flatten)]
    pub report: Rebase,
    /// What this report was made of: handed back when it is accepted.
    pub basis: String,
}

/// One version of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its hash.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// First day on which it counts, ISO; absent: not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Last day on which it counts, ISO; absent: open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

impl Version {
    fn of(procedure: &Procedure, hash: &str) -> Self {
        let Procedure { name, valid_from, valid_to, .. } = procedure;
        Self { hash: hash.to_owned(), name: name.clone(), valid_from: valid_from.clone(), valid_to: valid_to.clone() }
    }
}

impl Phone {
    /// What the version of today would change in a draft; `None` where the draft has it already, has left it before, or
    /// was handed in: what the commune has received stays under the version of its day.
    pub fn newer_version(&self, id: DossierId) -> Result<Option<RebaseView>> {
        self.look(id, |_, dossier| {
            let Some(to) = newer(self, dossier)? else { return Ok(None) };
            report(self, dossier, &to).map(Some)
        })
    }

    /// Takes the version of today for a draft: one key is set, and undo takes it back. `basis` is that of the report that
    /// the person saw; where the draft has changed since, they see it again.
    pub fn rebase(&self, id: DossierId, basis: &str) -> Result<Saved> {
        self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            must_agree(dossier, [Key::Procedure])?;
            if dossier.sent.handed_in {
                return Err(Error::refused("rebase_handed_in"));
            }
            let to = newer(self, dossier)?.ok_or_else(|| Error::refused("no_newer_version"))?;
            if basis != token(dossier, &to) {
                return Err(Error::refused("stale_rebase").and("report", report(self, dossier, &to)?));
            }
            let (hash, body) = self.version(&to)?;
            keep_version(db, hash, &body)?;
            set(db, dossier, vec![(Key::Procedure, Value::Text(to))], "step.rebase", now)?;
            Ok(Saved::of(dossier))
        })
    }
}

/// The version of today, where this draft should be offered it.
pub(super) fn newer(phone: &Phone, dossier: &Dossier) -> Result<Option<String>> {
    let own = dossier.procedure()?;
    let Some(to) = phone.catalog().on(&own.code, &phone.today()) else { return Ok(None) };
    let to = to.hash;
    // A phone with an older catalog must not take the draft back: what it has left once it is not offered again.
    let key = Key::Procedure.to_string();
    let had = |text: Option<&str>| text == Some(to.as_str());
    let left = dossier.edits.values().any(|edit| had(edit.body.sets.get(&key).and_then(|(value, _)| value.text())));
    let offered = !dossier.sent.handed_in && !left && !had(dossier.draft.text(&Key::Procedure));
    Ok(offered.then_some(to))
}

fn report(phone: &Phone, dossier: &Dossier, to: &str) -> Result<RebaseView> {
    let old = dossier.procedure()?;
    let new = phone.catalog().by_hash(to).ok_or_else(|| Error::new(Kind::NotFound, "no_procedure"))?;
    Ok(RebaseView {
        from: Version::of(&old, &old.hash()),
        to: Version::of(&new, to),
        report: compare(&dossier.draft, &old, &new),
        basis: token(dossier, to),
    })
}

/// What the report was made of: the draft as it was shown, and the version it was compared with.
fn token(dossier: &Dossier, to: &str) -> String {
    format!("{}-{}", dossier.basis(), to.get(..8).unwrap_or(to))
}
