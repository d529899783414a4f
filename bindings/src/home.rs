//! The first screen: the dossiers, by the person they are for.

use crate::error::HoSoError;
use crate::hoso::HoSo;
use crate::platform::Network;
use hoso_core::Phone;
use hoso_core::dossier::{self, ListItem};
use hoso_core::search::holds;
use hoso_core::time::when;
use hoso_protocol::text::say;

/// So many lines are looked through at once where a list is searched.
const PIECE: u32 = 500;
/// A page of the list has no more.
const MOST: u32 = 500;

/// Where a dossier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Place {
    /// On this phone only.
    Phone,
    /// Some of it waits to be sent.
    Sending,
    /// The server has all of it.
    Server,
    /// The commune has it: sent ahead.
    HandedIn,
}

impl Place {
    pub(crate) fn of(name: &str) -> (Self, String) {
        let place = match name {
            "handed_in" => Self::HandedIn,
            "server" => Self::Server,
            "sending" => Self::Sending,
            _ => Self::Phone,
        };
        (place, say(&format!("app.where.{name}"), &[]))
    }
}

/// Which dossiers a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Shelf {
    /// Those in work.
    Open,
    /// Those that were put away.
    Archived,
    /// Those that were deleted and can come back.
    Deleted,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DossierLine {
    /// What `HoSo.draft` takes.
    pub id: String,
    /// The procedure's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The person it is for; empty where nobody typed the name yet. Lines of one person stand together.
    pub for_whom: String,
    /// How many things are missing or wrong.
    pub missing: u64,
    /// The same in words.
    pub missing_text: String,
    /// How many values two phones wrote differently.
    pub conflicts: u64,
    /// Where it is.
    pub place: Place,
    /// The same in words.
    pub place_text: String,
    /// When it was changed last, as RFC 3339.
    pub updated_at: String,
    /// The same for people, in Vietnam's time.
    pub updated_text: String,
}

/// The first screen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Home {
    /// The lines: the person whose dossier was changed last comes first.
    pub dossiers: Vec<DossierLine>,
    /// Where the next page begins; null: this was the last one.
    pub next: Option<String>,
    /// The phone is known to a server.
    pub enrolled: bool,
    /// The platform says that there is no network.
    pub offline: bool,
    /// When the last sync went through, as RFC 3339; null: never.
    pub last_sync: Option<String>,
    /// The line under the list: no signal, not enrolled, or when the last sync was.
    pub note: String,
}

#[uniffi::export]
impl HoSo {
    /// The dossiers of a shelf, a page at a time: at most `limit` lines after `after` (null: from the beginning). With `text`
    /// only those whose title or person holds the words, with or without marks.
    #[uniffi::method(default(shelf = None, text = "", after = None, limit = 50))]
    pub fn home(
        &self,
        shelf: Option<Shelf>,
        text: String,
        after: Option<String>,
        limit: u32,
    ) -> Result<Home, HoSoError> {
        let network = self.engine.network();
        self.engine.run(|phone| {
            let shelf = match shelf {
                None | Some(Shelf::Open) => dossier::Shelf::Open,
                Some(Shelf::Archived) => dossier::Shelf::Archived,
                Some(Shelf::Deleted) => dossier::Shelf::Deleted,
            };
            let after = after.map_or(dossier::Place::START, |after| dossier::Place::from_text(&after));
            let (items, next) = page(phone, shelf, &text, after, limit.clamp(1, MOST))?;
            let (enrolled, last_sync) = (phone.account()?.is_some(), phone.last_sync()?);
            let offline = network == Some(Network::Absent);
            let note = match (&last_sync, enrolled, offline) {
                (_, _, true) => say("app.offline", &[]),
                (_, false, _) => say("app.not_enrolled", &[]),
                (None, ..) => say("app.never_synced", &[]),
                (Some(at), ..) => say("app.synced", &[("at", &when(at))]),
            };
            Ok(Home { dossiers: by_person(items), next, enrolled, offline, last_sync, note })
        })
    }
}

/// The lines of a page that hold the text, and where the next page begins.
pub(crate) fn page(
    phone: &Phone,
    shelf: dossier::Shelf,
    text: &str,
    mut after: dossier::Place,
    limit: u32,
) -> hoso_core::Result<(Vec<ListItem>, Option<String>)> {
    let (searched, limit) = (!text.trim().is_empty(), limit as usize);
    let mut found: Vec<ListItem> = vec![];
    loop {
        // One more than is shown tells whether there is a next page.
        let piece = phone.list(shelf, after, if searched { PIECE } else { limit as u32 + 1 })?;
        let Some(last) = piece.last() else { return Ok((found, None)) };
        after = last.after;
        for item in piece {
            if searched && !holds(&format!("{} {}", item.title, item.for_whom), text) {
                continue;
            }
            if found.len() == limit {
                let next = found.last().map(|last| last.after.to_text());
                return Ok((found, next));
            }
            found.push(item);
        }
    }
}

/// Lines of one person together, in the order in which each person comes first.
fn by_person(items: Vec<ListItem>) -> Vec<DossierLine> {
    let mut people: Vec<(String, Vec<DossierLine>)> = vec![];
    for item in items {
        let line = DossierLine::from(item);
        match people.iter_mut().find(|(name, _)| *name == line.for_whom) {
            Some((_, lines)) => lines.push(line),
            None => people.push((line.for_whom.clone(), vec![line])),
        }
    }
    people.into_iter().flat_map(|(_, lines)| lines).collect()
}

impl From<ListItem> for DossierLine {
    fn from(item: ListItem) -> Self {
        let (place, place_text) = Place::of(&item.place);
        Self {
            id: item.dossier.to_hex(),
            code: item.code,
            title: item.title,
            for_whom: item.for_whom,
            missing: item.missing,
            missing_text: match item.missing {
                0 => say("app.left.none", &[]),
                n => say("app.left", &[("n", &n.to_string())]),
            },
            conflicts: item.conflicts,
            place,
            place_text,
            updated_text: when(&item.updated_at),
            updated_at: item.updated_at,
        }
    }
}
