//! One seed: a commune, its people, their phones, and some weeks.

use super::dice::Dice;
use super::ledger::Ledger;
use super::machine::{BEGIN_MS, Clock, Ground};
use super::network::Network;
use super::phone::Handset;
use super::server::Server;
use super::trace::Trace;
use hoso_core::catalog::Catalog;
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Role;
use hoso_protocol::simulation;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::time::Duration;

/// The officer's number among the people.
pub const OFFICER: usize = 9;

/// What became of a seed.
pub struct Outcome {
    /// The hash of all that happened.
    pub trace: u64,
    /// How many values were written.
    pub writes: u64,
    /// Requests that phones sent.
    pub requests: u64,
    /// What does not hold; empty if all is well.
    pub violations: Vec<String>,
    /// The last lines of the trace.
    pub last: Vec<String>,
}

/// All that there is in one seed.
pub struct World {
    pub dice: Dice,
    pub clock: Clock,
    pub trace: Arc<Trace>,
    pub network: Arc<Network>,
    pub catalog: Catalog,
    pub folder: PathBuf,
    pub phones: RefCell<Vec<Rc<Handset>>>,
    pub ledger: RefCell<Ledger>,
    /// Whose each dossier is.
    pub dossiers: RefCell<BTreeMap<DossierId, usize>>,
    pub erased: RefCell<BTreeSet<DossierId>>,
    pub counter: Cell<u64>,
    pub backups: RefCell<Vec<PathBuf>>,
    /// The receipt of each version.
    pub receipts: RefCell<BTreeMap<Vec<u8>, String>>,
    /// Receipts that a phone was given: of which dossier, and which phone.
    pub acknowledged: RefCell<BTreeMap<String, (DossierId, usize)>>,
    complaints: RefCell<Vec<String>>,
}

/// Runs one seed. `aloud`: the trace is printed.
pub fn run(seed: u64, aloud: bool) -> Outcome {
    let _world = simulation::enter(seed, BEGIN_MS);
    let disk = tempfile::Builder::new().prefix("hoso-sim-").tempdir_in(disk()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let world = World::new(seed, disk.path(), aloud);
        world.settle().await;
        world.live().await;
        world.heal().await;
        world.examine();
        let requests = world.network.requests();
        Outcome {
            trace: world.trace.hash(),
            writes: world.ledger.borrow().writes,
            requests,
            violations: world.complaints.take(),
            last: world.trace.last(),
        }
    })
}

/// Stores lie in memory where the machine has such a disk: with all pragmas of the product, only its fsync is quick.
fn disk() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

impl World {
    fn new(seed: u64, folder: &Path, aloud: bool) -> Rc<Self> {
        let clock = Clock::start();
        let trace = Arc::new(Trace::new(aloud));
        let dice = Dice::new(seed ^ 0x5EED);
        let badness = [0, 5, 15, 30, 50][dice.below(5) as usize];
        let network = Arc::new(Network {
            clock,
            dice: Dice::new(seed ^ 0x0E77),
            server: Server::start(folder.join("server"), clock),
            trace: Arc::clone(&trace),
            badness,
            healed: AtomicBool::new(true),
            sent: Default::default(),
        });
        Rc::new(Self {
            dice,
            clock,
            trace,
            network,
            catalog: Catalog::embedded().unwrap(),
            folder: folder.to_owned(),
            phones: RefCell::default(),
            ledger: RefCell::default(),
            dossiers: RefCell::default(),
            erased: RefCell::default(),
            counter: Cell::new(0),
            backups: RefCell::default(),
            receipts: RefCell::default(),
            acknowledged: RefCell::default(),
            complaints: RefCell::default(),
        })
    }

    /// Something does not hold.
    pub fn complain(&self, what: String) {
        self.trace.say(format_args!("!! {what}"));
        let mut all = self.complaints.borrow_mut();
        if all.len() < 20 {
            all.push(what);
        }
    }

    /// A phone fresh from the shop.
    pub fn buy(&self, person: usize) -> Rc<Handset> {
        let (number, disk, ground) = self.next_phone(person);
        let phone = Rc::new(Handset::new(number, person, disk, ground));
        self.phones.borrow_mut().push(Rc::clone(&phone));
        phone
    }

    /// Number, disk and machine of the next phone.
    pub fn next_phone(&self, person: usize) -> (usize, PathBuf, Ground) {
        let number = self.phones.borrow().len();
        let ground = Ground {
            name: format!("p{person}.{number}").into(),
            off_ms: Arc::new(AtomicI64::new(0)),
            network: Arc::clone(&self.network),
        };
        (number, self.folder.join(format!("phone-{number}")), ground)
    }

    /// Two people, one of them with two phones, and an officer.
    async fn settle(self: &Rc<Self>) {
        for (person, role) in [(0, Role::Citizen), (1, Role::Member), (OFFICER, Role::Officer)] {
            let phone = self.buy(person);
            let code = self.network.server.code(role);
            phone.phone().enrol("https://xa.example", None, &code).await.unwrap();
            phone.enrolled.set(true);
        }
        self.second_phone().await;
        if self.dice.percent(40) {
            self.second_phone().await;
        }
    }

    async fn second_phone(self: &Rc<Self>) {
        let first = Rc::clone(&self.phones.borrow()[0]);
        let code = first.phone().invite().await.unwrap().code;
        let second = self.buy(0);
        second.phone().enrol("https://xa.example", None, &code).await.unwrap();
        second.enrolled.set(true);
    }

    /// Time passes.
    pub async fn wait(&self, most_ms: u64) {
        tokio::time::sleep(Duration::from_millis(1 + self.dice.below(most_ms))).await;
    }
}
