//! What is missing, said offline, with where to get it.

use super::rows::{receipts, statuses};
use super::state::Dossier;
use crate::error::Result;
use crate::phone::Phone;
use crate::time::day;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::key::Key;
use hoso_protocol::readiness::{Check, Item, Kind, Purpose, check, needs, not_yet};
use hoso_protocol::status;
use hoso_protocol::text::say;
use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// The check as screens show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckView {
    /// The check itself.
    #[serde(flatten)]
    pub check: Check,
    /// For missing papers: where to get them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub where_to_get: BTreeMap<String, String>,
    /// Whether it can be sent ahead at all; where not, `place` says where to go.
    pub send_ahead: bool,
    /// Where to bring it.
    pub place: String,
    /// What to know of the version that it was checked against.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// Something to know that is neither missing nor wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The sentence's code, such as `notice.ended`.
    pub code: &'static str,
    /// The sentence.
    pub text: String,
}

impl Phone {
    /// Checks a dossier against its own procedure version. Where the commune asked for a paper, only that is asked for.
    pub fn check(&self, id: DossierId) -> Result<CheckView> {
        self.look(id, |db, dossier| {
            let mut view = of(db, dossier)?;
            view.check.wrong.extend(not_yet(&*dossier.procedure()?, &dossier.draft, &self.today()));
            view.check.ready &= view.check.wrong.is_empty();
            view.notices = notices(self, dossier)?;
            Ok(view)
        })
    }
}

/// What a person should know of the version that their draft follows: its days, and that there is a newer one. What the
/// commune has received stays under the version of its day, so nothing is said of that.
fn notices(phone: &Phone, dossier: &Dossier) -> Result<Vec<Notice>> {
    let procedure = dossier.procedure()?;
    let mut notices = vec![];
    if dossier.sent.handed_in {
        return Ok(notices);
    }
    let today = phone.today();
    let mut tell = |code, iso: &str| notices.push(Notice { code, text: say(code, &[("day", &day(iso))]) });
    // ISO days are in order as texts.
    if let Some(last) = procedure.valid_to.as_deref().filter(|last| *last < today.as_str()) {
        tell("notice.ended", last);
    }
    if let Some(first) = procedure.valid_from.as_deref().filter(|first| *first > today.as_str()) {
        tell("notice.not_yet", first);
    }
    if super::rebase::newer(phone, dossier)?.is_some() {
        tell("notice.newer", "");
    }
    let needs = needs(&procedure, &dossier.draft.answers());
    for paper in super::show::kept(&procedure, &needs, &dossier.draft) {
        let text = say("notice.paper_kept", &[("name", &paper.name)]);
        notices.push(Notice { code: "notice.paper_kept", text });
    }
    Ok(notices)
}

/// The check of a loaded dossier.
pub(super) fn of(db: &Connection, dossier: &Dossier) -> Result<CheckView> {
    let procedure = dossier.procedure()?;
    let (asked, missing) = asked(db, dossier)?;
    let check = if missing.is_empty() {
        check(&procedure, &dossier.draft, Purpose::of(&procedure))
    } else {
        let total = u32::try_from(asked).unwrap_or(u32::MAX);
        let left = u32::try_from(missing.len()).unwrap_or(u32::MAX);
        Check { ready: false, done: total.saturating_sub(left), total, missing, wrong: vec![] }
    };
    let papers =
        check.missing.iter().filter(|item| item.kind == Kind::Paper).filter_map(|item| procedure.paper(&item.key));
    let where_to_get = papers.filter_map(|paper| Some((paper.key.clone(), paper.where_to_get.clone()?))).collect();
    Ok(CheckView {
        check,
        where_to_get,
        send_ahead: procedure.send_ahead,
        place: procedure.place.clone(),
        notices: vec![],
    })
}

/// How many papers the commune asked for last, and those of them about which nothing changed since this phone heard of it.
fn asked(db: &Connection, dossier: &Dossier) -> Result<(usize, Vec<Item>)> {
    let received = receipts(db, dossier.num)?.last().map_or(i64::MIN, |receipt| receipt.at);
    let statuses = statuses(db, dossier.num)?;
    let mut asks: Vec<_> = statuses
        .into_iter()
        .rev()
        .take_while(|status| status.number == status::ASKED && status.at >= received)
        .collect();
    asks.reverse();
    let mut missing: Vec<Item> = vec![];
    for ask in &asks {
        let Some(paper) = &ask.paper else { continue };
        let heard: Option<Option<Vec<u8>>> = db
            .prepare_cached("select paper_heads from status where id = ?1")?
            .query_row([ask.id.0], |row| row.get(0))
            .optional()?;
        if heard.flatten().is_none_or(|heads| heads == heads_of(dossier, paper).0) {
            // Asked for twice: the last words count.
            missing.retain(|item| item.key != *paper);
            let (key, text) = (paper.clone(), ask.text.clone());
            missing.push(Item { kind: Kind::Paper, key, code: "missing.asked".to_owned(), text });
        }
    }
    Ok((asks.len().max(missing.len()), missing))
}

/// What a dossier says of a paper, in short: state and pages.
pub(crate) fn heads_of(dossier: &Dossier, paper: &str) -> Digest {
    let mut hash = Sha256::new();
    let of_paper = |key: &&Key| matches!(key, Key::Paper(name) | Key::Photo(name, _) if name == paper);
    for key in dossier.draft.keys().filter(of_paper) {
        for live in dossier.draft.live(key) {
            hash.update(key.to_string());
            hash.update(serde_json::to_vec(&live.value).unwrap_or_default());
        }
    }
    Digest(hash.finalize().into())
}
