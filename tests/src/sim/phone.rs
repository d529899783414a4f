//! A simulated phone: a real store on a disk, on a simulated machine. It can be killed, copied and taken away.

use super::machine::Ground;
use hoso_core::dossier::{DossierView, Place, Shelf};
use hoso_core::store::KeyFile;
use hoso_core::{Phone, Result};
use hoso_protocol::ids::DossierId;
use hoso_protocol::value::Value;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// What a dossier shows: the values of each key, one, or several that differ.
pub type Shown = BTreeMap<String, BTreeSet<String>>;

/// One phone of one person.
pub struct Handset {
    /// Its place in the list of actors.
    pub number: usize,
    pub person: usize,
    pub ground: Ground,
    disk: PathBuf,
    life: Cell<u32>,
    phone: RefCell<Rc<Phone>>,
    /// A sync or a hand-in that goes on while the person types.
    pub errand: RefCell<Option<JoinHandle<()>>>,
    pub revoked: Cell<bool>,
    pub enrolled: Cell<bool>,
    /// Screens that were opened and not looked at since, by dossier.
    pub screens: RefCell<BTreeMap<DossierId, String>>,
}

impl Handset {
    pub fn new(number: usize, person: usize, disk: PathBuf, ground: Ground) -> Self {
        let phone = open(&disk.join("0"), &ground);
        Self::with(number, person, disk, ground, phone)
    }

    fn with(number: usize, person: usize, disk: PathBuf, ground: Ground, phone: Rc<Phone>) -> Self {
        Self {
            number,
            person,
            ground,
            disk,
            life: Cell::new(0),
            phone: RefCell::new(phone),
            errand: RefCell::default(),
            revoked: Cell::new(false),
            enrolled: Cell::new(false),
            screens: RefCell::default(),
        }
    }

    /// The running process.
    pub fn phone(&self) -> Rc<Phone> {
        Rc::clone(&self.phone.borrow())
    }

    pub fn name(&self) -> Arc<str> {
        Arc::clone(&self.ground.name)
    }

    fn folder(&self) -> PathBuf {
        self.disk.join(self.life.get().to_string())
    }

    /// Killed, and opened again: the new process sees what the killed one had written, its log not folded in.
    pub async fn kill(&self) {
        self.stop_errand().await;
        let (old, next) = (self.folder(), self.life.get() + 1);
        self.life.set(next);
        copy(&old, &self.folder());
        *self.phone.borrow_mut() = open(&self.folder(), &self.ground);
        std::fs::remove_dir_all(old).unwrap();
    }

    /// Closed and opened again.
    pub async fn close(&self) {
        self.stop_errand().await;
        *self.phone.borrow_mut() = open(&self.folder(), &self.ground);
    }

    /// `cp -r`: two phones that believe to be one.
    pub fn twin(&self, number: usize, disk: PathBuf, ground: Ground) -> Self {
        copy(&self.folder(), &disk.join("0"));
        let phone = open(&disk.join("0"), &ground);
        let twin = Self::with(number, self.person, disk, ground, phone);
        twin.enrolled.set(self.enrolled.get());
        twin
    }

    pub async fn stop_errand(&self) {
        let errand = self.errand.borrow_mut().take();
        if let Some(errand) = errand {
            errand.abort();
            let _ = errand.await;
        }
    }

    pub fn errand_runs(&self) -> bool {
        self.errand.borrow().as_ref().is_some_and(|errand| !errand.is_finished())
    }
}

fn open(folder: &Path, ground: &Ground) -> Rc<Phone> {
    let keys = KeyFile::new(folder.join("key"));
    Rc::new(Phone::open_on(folder, &keys, Arc::new(ground.clone())).unwrap())
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// All dossiers on a phone, hidden ones too.
pub fn dossiers(phone: &Phone) -> BTreeSet<DossierId> {
    let shelves = [Shelf::Open, Shelf::Archived, Shelf::Deleted];
    shelves
        .into_iter()
        .flat_map(|shelf| phone.list(shelf, Place::START, 999).unwrap())
        .map(|item| item.dossier)
        .collect()
}

/// The values of a dossier, the needless ones and the photos too.
pub fn shown(phone: &Phone, id: DossierId) -> Result<Shown> {
    Ok(values(phone, id, &phone.show(id)?))
}

pub fn values(phone: &Phone, id: DossierId, view: &DossierView) -> Shown {
    let mut shown = Shown::new();
    let mut add = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            shown.entry(key.to_owned()).or_default().insert(value.to_owned());
        }
    };
    for (name, field) in &view.fields {
        add(name, field.value.as_deref());
    }
    for (name, answer) in &view.answers {
        add(&format!("answer/{name}"), answer.as_deref());
    }
    for (name, paper) in &view.papers {
        add(&format!("paper/{name}"), paper.state.as_deref());
        for page in &paper.pages {
            add(&format!("photo/{name}/{}", page.page), Some(&page.sha256.to_hex()));
        }
    }
    for (name, value) in &view.earlier {
        add(name, text_of(value).as_deref());
    }
    for conflict in phone.conflicts(Some(id)).unwrap() {
        for value in &conflict.values {
            add(&conflict.key, text_of(&value.value).as_deref());
        }
    }
    shown
}

fn text_of(value: &Value) -> Option<String> {
    value.text().map(str::to_owned).or_else(|| Some(value.photo()?.sha256.to_hex()))
}
