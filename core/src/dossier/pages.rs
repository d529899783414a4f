//! Pages of a paper: another order, or away with one.

use super::set::{Saved, must_be_open, set};
use super::state::Dossier;
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use crate::photo::{between, spread};
use hoso_protocol::draft::Shown;
use hoso_protocol::ids::DossierId;
use hoso_protocol::key::Key;
use hoso_protocol::value::{PhotoPage, Value};

impl Phone {
    /// Puts a page at a place among the paper's pages, counted from 1.
    pub fn move_page(&self, id: DossierId, paper: &str, page: &str, place: usize) -> Result<Saved> {
        self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            let page = id_of(dossier, paper, page);
            let page = page.as_str();
            let moved = find(dossier, paper, page)?;
            let mut others: Vec<(String, PhotoPage)> = dossier
                .draft
                .pages(paper)
                .into_iter()
                .filter(|(other, _)| *other != page)
                .map(|(other, photo)| (other.to_owned(), photo.clone()))
                .collect();
            let at = place.saturating_sub(1).min(others.len());
            let order = |i: Option<usize>| i.and_then(|i| others.get(i)).map(|(_, photo)| photo.order.clone());
            let (before, after) = (order(at.checked_sub(1)), order(Some(at)));
            let values = match between(before.as_deref(), after.as_deref()) {
                Ok(order) => vec![value(paper, page, &moved, order)],
                Err(_) => {
                    // No room between the two: all pages get new places.
                    others.insert(at, (page.to_owned(), moved));
                    let orders = spread(others.len());
                    others.iter().zip(orders).map(|((page, photo), order)| value(paper, page, photo, order)).collect()
                }
            };
            set(db, dossier, values, "step.move", now)?;
            Ok(Saved::of(dossier))
        })
    }

    /// Takes a page away; undo brings it back.
    pub fn remove_page(&self, id: DossierId, paper: &str, page: &str) -> Result<Saved> {
        self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            let page = id_of(dossier, paper, page);
            find(dossier, paper, &page)?;
            let key = Key::Photo(paper.to_owned(), page);
            set(db, dossier, vec![(key, Value::Cleared)], "step.remove", now)?;
            Ok(Saved::of(dossier))
        })
    }
}

fn value(paper: &str, page: &str, photo: &PhotoPage, order: String) -> (Key, Value) {
    (Key::Photo(paper.to_owned(), page.to_owned()), Value::Photo(PhotoPage { order, ..photo.clone() }))
}

/// The id of a page by its id or by its number among the paper's pages, counted from 1.
pub(super) fn id_of(dossier: &Dossier, paper: &str, page: &str) -> String {
    let by_number = page.parse::<usize>().ok().filter(|_| page.len() < 4).and_then(|number| number.checked_sub(1));
    let pages = dossier.draft.pages(paper);
    by_number.and_then(|i| pages.get(i)).map_or(page, |(id, _)| id).to_owned()
}

/// A page that a paper shows; in a conflict it has to be resolved first.
pub(super) fn find(dossier: &Dossier, paper: &str, page: &str) -> Result<PhotoPage> {
    let key = Key::Photo(paper.to_owned(), page.to_owned());
    match dossier.draft.shown(&key) {
        Shown::One(value) => value.photo().cloned().ok_or_else(|| Error::new(Kind::NotFound, "no_page")),
        Shown::Conflict(_) => Err(Error::refused("in_conflict")),
        Shown::Empty => Err(Error::new(Kind::NotFound, "no_page")),
    }
}
