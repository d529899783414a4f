//! What must hold once all is healed.

use super::phone::{Handset, Shown, dossiers, values};
use super::typing::short;
use super::world::World;
use hoso_protocol::ids::DossierId;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a phone of a person must show like all others of them.
#[derive(Debug, PartialEq, Eq)]
struct Picture {
    shown: Shown,
    title: String,
    place: String,
    hidden: bool,
    came_back: bool,
    missing: usize,
    status: Vec<String>,
}

impl World {
    pub fn examine(&self) {
        let phones: Vec<Rc<Handset>> = self.phones.borrow().clone();
        for phone in &phones {
            self.examine_alone(phone);
        }
        for person in phones.iter().map(|phone| phone.person).collect::<BTreeSet<_>>() {
            let of: Vec<_> =
                phones.iter().filter(|p| p.person == person && !p.revoked.get() && p.enrolled.get()).collect();
            let pictures: Vec<_> = of.iter().map(|phone| self.pictures(phone)).collect();
            for (phone, picture) in of.iter().zip(&pictures).skip(1) {
                self.compare(of[0], &pictures[0], phone, picture);
            }
            if let Some(first) = pictures.first() {
                let trusted = |by: usize| !phones[by].revoked.get();
                self.nothing_lost(person, first, &trusted);
            }
        }
        self.examine_server();
        let admin = self.network.server.admin();
        if let Some(fault) = hoso_server::audit::verify(&admin).unwrap().fault {
            self.complain(format!("the audit chain is broken: {fault:?}"));
        }
    }

    /// What was erased is gone, photos and receipts are there.
    fn examine_server(&self) {
        let server = &self.network.server;
        for id in self.erased.borrow().iter().filter(|id| server.has("erase", "dossier", &id.0)) {
            for table in ["edit", "void", "photo", "blob", "upload", "version", "receipt", "status"] {
                if server.has(table, "dossier", &id.0) {
                    self.complain(format!("{} was erased and stands in {table}", short(*id)));
                }
            }
            for phone in self.phones.borrow().iter().filter(|phone| phone.enrolled.get() && !phone.revoked.get()) {
                if dossiers(&phone.phone()).contains(id) {
                    self.complain(format!("{} was erased and is on {}", short(*id), phone.name()));
                }
            }
        }
        for (receipt, (id, by)) in self.acknowledged.borrow().iter() {
            let kept = self.phones.borrow()[*by].revoked.get() || server.has("erase", "dossier", &id.0);
            if !kept && server.version_of(receipt).is_none() {
                self.complain(format!("the receipt {receipt} of {} is lost", short(*id)));
            }
        }
        for phone in self.phones.borrow().iter().filter(|phone| phone.enrolled.get() && !phone.revoked.get()) {
            let process = phone.phone();
            for id in dossiers(&process) {
                let view = process.show(id).unwrap();
                for page in view.papers.values().flat_map(|paper| &paper.pages) {
                    if !server.has("blob", "sha256", &page.sha256.0) {
                        self.complain(format!("a photo of {} never came to the server", short(id)));
                    }
                }
            }
        }
    }

    /// What one phone must be like by itself.
    fn examine_alone(&self, phone: &Handset) {
        let process = phone.phone();
        let found = process.doctor().unwrap();
        if !found.healthy {
            self.complain(format!("{} is ill: {:?}", phone.name(), found.faults));
        }
        if phone.revoked.get() {
            self.nothing_lost(phone.person, &self.pictures(phone), &|by| by == phone.number);
        }
        for id in dossiers(&process) {
            let owner = self.dossiers.borrow().get(&id).copied();
            if owner != Some(phone.person) {
                self.complain(format!("{} holds {} of {owner:?}", phone.name(), short(id)));
            }
            if phone.revoked.get() {
                continue;
            }
            let view = process.show(id).unwrap();
            let away = view.papers.values().flat_map(|paper| &paper.pages).filter(|page| !page.here).count();
            if away + view.waiting as usize > 0 {
                self.complain(format!(
                    "{} {}: {away} photos away, {} edits wait",
                    phone.name(),
                    short(id),
                    view.waiting
                ));
            }
        }
    }

    fn pictures(&self, phone: &Handset) -> BTreeMap<DossierId, Picture> {
        let process = phone.phone();
        let picture = |id| {
            let view = process.show(id).unwrap();
            let check = process.check(id).map(|check| check.check.missing.len() + check.check.wrong.len());
            Picture {
                shown: values(&process, id, &view),
                title: view.title,
                place: view.place.to_owned(),
                hidden: view.deleted,
                came_back: view.came_back,
                missing: check.unwrap_or(999),
                status: view.status.iter().map(|status| format!("{} {}", status.number, status.text)).collect(),
            }
        };
        dossiers(&process).into_iter().map(|id| (id, picture(id))).collect()
    }

    fn compare(
        &self,
        one: &Handset,
        first: &BTreeMap<DossierId, Picture>,
        other: &Handset,
        second: &BTreeMap<DossierId, Picture>,
    ) {
        for id in first.keys().chain(second.keys()).collect::<BTreeSet<_>>() {
            if first.get(id) != second.get(id) {
                let (a, b) = (first.get(id), second.get(id));
                self.complain(format!("{} and {} differ in {}: {a:?} | {b:?}", one.name(), other.name(), short(*id)));
            }
        }
    }

    /// Every acknowledged value is shown, or is covered by one that its writer had seen it before.
    fn nothing_lost(&self, person: usize, pictures: &BTreeMap<DossierId, Picture>, trusted: &dyn Fn(usize) -> bool) {
        for (id, _) in self.dossiers.borrow().iter().filter(|(_, owner)| **owner == person) {
            if self.erased.borrow().contains(id) {
                continue;
            }
            let empty = Shown::new();
            let shown = pictures.get(id).map_or(&empty, |picture| &picture.shown);
            for lost in self.ledger.borrow().lost(*id, shown, trusted) {
                self.complain(format!("lost in {}: {lost}", short(*id)));
            }
        }
    }
}
