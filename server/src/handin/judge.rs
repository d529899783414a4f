//! May this version be received? Pure: no database, no clock.

use super::held::Held;
use hoso_protocol::draft::Draft;
use hoso_protocol::handin::version;
use hoso_protocol::ids::{Digest, DossierId, EditId};
use hoso_protocol::key::Key;
use hoso_protocol::procedure::Procedure;
use hoso_protocol::readiness::{Purpose, check, needed_keys};
use hoso_protocol::record::Version;
use hoso_protocol::wire::HandInReply;
use std::collections::BTreeSet;

/// What a version consists of: its needed keys with their live edits.
pub type Heads = Vec<(Key, EditId)>;

/// The version's heads, or the answer that says why not.
pub fn judge(
    version: &Version,
    procedure: &Procedure,
    held: &Held,
    has_photo: impl Fn(&Digest) -> bool,
) -> Result<Heads, HandInReply> {
    let merged = held.merged();
    let edits = merged.missing(&version.tips);
    if !edits.is_empty() {
        return Err(HandInReply::SendFirst { edits, blobs: vec![] });
    }
    let draft = merged.draft();
    let Some(heads) = heads_of(version, procedure, &draft) else { return Err(HandInReply::Changed) };
    let photos: BTreeSet<Digest> = photos(&heads, &draft);
    let blobs: Vec<Digest> = photos.into_iter().filter(|sha256| !has_photo(sha256)).collect();
    if !blobs.is_empty() {
        return Err(HandInReply::SendFirst { edits: vec![], blobs });
    }
    let check = check(procedure, &draft, Purpose::SendAhead);
    if !check.ready {
        return Err(HandInReply::NotReady { missing: check.missing, wrong: check.wrong });
    }
    Ok(heads)
}

/// The heads of a version that was received before, if what lies behind its tips is held again. Nothing is judged anew.
pub fn recall(version: &Version, procedure: &Procedure, held: &Held) -> Option<Heads> {
    heads_of(version, procedure, &held.merged_at(&version.tips).draft())
}

/// The version that everything held comes to now.
pub fn present(dossier: DossierId, procedure: &Procedure, held: &Held) -> Option<(Version, Heads)> {
    let merged = held.merged();
    let draft = merged.draft();
    let version = version(dossier, procedure, &draft, merged.tips())?;
    let heads = heads_of(&version, procedure, &draft)?;
    Some((version, heads))
}

/// The needed heads, if they are the version's.
fn heads_of(wanted: &Version, procedure: &Procedure, draft: &Draft) -> Option<Heads> {
    // In a conflict of two procedure versions both sides pick the same one.
    draft.procedure().filter(|hash| *hash == wanted.procedure)?;
    let found = version(wanted.dossier, procedure, draft, wanted.tips.clone())?;
    (found.id() == wanted.id()).then_some(())?;
    let keys = needed_keys(procedure, draft);
    let heads = keys.iter().flat_map(|key| draft.live(key).iter().map(move |live| Some((key.clone(), live.edit?))));
    heads.collect()
}

fn photos(heads: &Heads, draft: &Draft) -> BTreeSet<Digest> {
    let live = heads.iter().flat_map(|(key, _)| draft.live(key));
    live.filter_map(|live| live.value.photo()).map(|page| page.sha256).collect()
}
