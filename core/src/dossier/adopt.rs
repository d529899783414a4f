//! Taking up again what was not accepted, or what waits for something that went with a lost phone: its content becomes
//! working values, which are sealed as a new edit.

use super::set::{Saved, must_be_open, set};
use super::state::Dossier;
use crate::error::{Error, Result};
use crate::phone::Phone;
use hoso_protocol::draft::{Live, Shown};
use hoso_protocol::edit::{Edit, Tip};
use hoso_protocol::ids::{DossierId, EditId};
use hoso_protocol::key::Key;
use hoso_protocol::merge::State;
use hoso_protocol::value::Value;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

impl Phone {
    /// Writes the content of this phone's refused edits, and of edits that wait, again as values of today. What somebody
    /// wrote since stays as it is, and then the edit stays counted as not accepted. One step, which can be undone.
    pub fn adopt(&self, id: DossierId) -> Result<Saved> {
        self.change(id, |db, dossier, now| {
            must_be_open(dossier)?;
            let edits = left_out(db, self, dossier)?;
            if edits.is_empty() {
                return Err(Error::refused("nothing_to_adopt"));
            }
            let mut values: BTreeMap<Key, (i64, Value)> = BTreeMap::new();
            for edit in &edits {
                for (key, value, at) in keys(edit) {
                    if may_replace(dossier, edit, &key) && values.get(&key).is_none_or(|(other, _)| *other < at) {
                        values.insert(key, (at, value.clone()));
                    }
                }
            }
            // Every word of it is shown again, or a later one of the same person is.
            let whole = |edit: &&Edit| {
                keys(edit).all(|(key, value, _)| {
                    values.contains_key(&key) || matches!(dossier.draft.shown(&key), Shown::One(one) if one == value)
                })
            };
            let taken: Vec<EditId> = edits.iter().filter(whole).map(|edit| edit.id).collect();
            let values = values.into_iter().map(|(key, (_, value))| (key, value)).collect();
            set(db, dossier, values, "step.adopt", now)?;
            for id in taken {
                db.execute("update void set adopted = 1 where edit = ?1", params![id.0])?;
            }
            dossier.count_sent(db, self)?;
            Ok(Saved::of(dossier))
        })
    }
}

fn keys(edit: &Edit) -> impl Iterator<Item = (Key, &Value, i64)> {
    edit.body.sets.iter().filter_map(|(key, (value, at))| Some((key.parse().ok()?, value, *at)))
}

/// Whether a key shows nothing, or only what the edit's writer had on the screen.
fn may_replace(dossier: &Dossier, edit: &Edit, key: &Key) -> bool {
    let body = &edit.body;
    let before = body.prev.map(|prev| Tip(body.replica, body.n.saturating_sub(1), prev));
    let screen: Vec<Tip> = body.seen.iter().copied().chain(before).collect();
    let live = dossier.draft.live(key);
    let seen = |live: &Live| live.edit.is_some_and(|id| dossier.history.shown_by(&screen, &id));
    matches!(dossier.draft.shown(key), Shown::Empty) || live.iter().all(seen)
}

/// Our own voided edits that nobody took up yet, and all that wait.
fn left_out(db: &Connection, phone: &Phone, dossier: &Dossier) -> Result<Vec<Edit>> {
    let mut left = vec![];
    for edit in dossier.edits.values() {
        let wanted = match dossier.history.state(&edit.id) {
            State::Voided => edit.body.key == phone.device() && !adopted(db, edit)?,
            State::Pending => true,
            _ => false,
        };
        if wanted {
            left.push(edit.clone());
        }
    }
    Ok(left)
}

/// Whether a voided edit's content was taken up.
pub(super) fn adopted(db: &Connection, edit: &Edit) -> Result<bool> {
    let mut row = db.prepare_cached("select coalesce(max(adopted), 0) from void where edit = ?1")?;
    Ok(row.query_row([edit.id.0], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::super::{Incoming, seal, take};
    use super::*;
    use hoso_protocol::edit::Fault;
    use hoso_protocol::record::Void;
    use hoso_protocol::sign::{KeyPair, Signed};

    #[test]
    fn what_the_server_can_never_take_is_kept_and_can_be_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let phone = Phone::open(folder.path()).unwrap();
        let id = phone.new_dossier("1.001193", None).unwrap();
        phone.fill(id, &[("child_name", "Nguyễn A")], None).unwrap();
        phone.change(id, |db, dossier, _| seal(db, &phone, dossier)).unwrap();
        phone.fill(id, &[("child_name", "Nguyễn An")], None).unwrap();
        phone.change(id, |db, dossier, _| seal(db, &phone, dossier)).unwrap();
        assert_eq!(phone.adopt(id).unwrap_err().code, "nothing_to_adopt");

        let name = |phone: &Phone| phone.show(id).unwrap().fields["child_name"].value.clone();
        let edit = phone
            .look(id, |_, dossier| Ok(dossier.edits.values().find(|edit| edit.body.n == 2).unwrap().clone()))
            .unwrap();
        let body = &edit.body;
        let (dossier, replica, n, prev) = (id, body.replica, body.n, body.prev);
        let void = Void { dossier, edit: edit.id, replica, n, prev, reason: Fault::Revoked, at: 1 };
        let signed = Signed::new(&void, &KeyPair::random().unwrap());
        let incoming = Incoming { edits: vec![], voids: vec![(signed, void)] };
        phone
            .store()
            .write(|tx, loaded| {
                loaded.clear();
                take(tx, &phone, id, &incoming, 2)
            })
            .unwrap();
        let older = Some("Nguyễn A".to_owned());
        assert_eq!((phone.show(id).unwrap().not_accepted, name(&phone)), (1, older));

        phone.adopt(id).unwrap();
        assert_eq!(name(&phone).as_deref(), Some("Nguyễn An"));
        assert_eq!(phone.show(id).unwrap().not_accepted, 0);
        phone.change(id, |db, dossier, _| seal(db, &phone, dossier)).unwrap();
        assert_eq!(name(&phone).as_deref(), Some("Nguyễn An"), "as a new edit behind the void");
    }
}
