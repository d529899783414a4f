//! One long story of a phone, told once without a fault. Each step keeps both disks as they were before it, so that it can
//! be told again from there as often as one likes.

use crate::folder::Snapshot;
use crate::run::{COMMUNE, Server, World, free_address, ok, phone, run, server};
use crate::sample::sample;
use crate::shim::watch;
use crate::view::{View, look};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// How a step can be told again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One change on the phone: it is there or it is not.
    Local,
    /// A new dossier: as `Local`, but twice is two.
    New,
    /// Many changes in one process, each acknowledged by a line.
    Typing,
    /// Many changes with a server; what is half done is gone on with.
    Online,
}

/// One step, and how it went without a fault.
pub struct Step {
    pub name: String,
    pub kind: Kind,
    pub words: Vec<String>,
    pub input: String,
    pub phone_disk: Snapshot,
    pub server_disk: Snapshot,
    pub server_disk_after: Snapshot,
    /// The dossiers that were there before.
    pub known: Vec<String>,
    pub before: View,
    pub after: View,
    /// How many calls the phone's process made, and the server's.
    pub calls: u64,
    pub server_calls: u64,
    /// How long the recordings of both disks were before the step and after it.
    pub log: (u64, u64),
    pub server_log: (u64, u64),
}

/// The whole story.
pub struct Story {
    pub steps: Vec<Step>,
    pub address: String,
    /// All calls of the phone's processes, and of the server's.
    pub log: Vec<u8>,
    pub server_log: Vec<u8>,
    _world: World,
}

/// A server's address is in each phone's store: steps that need one take turns.
pub static SERVER: Mutex<()> = Mutex::new(());

static STORY: OnceLock<Story> = OnceLock::new();

/// The story, told once in this process.
pub fn story() -> &'static Story {
    STORY.get_or_init(tell)
}

struct Teller {
    world: World,
    address: String,
    known: Vec<String>,
    steps: Vec<Step>,
}

const BIRTH: &str = "1.001193";
const ANSWERS: [&str; 5] =
    ["child_situation=with_parents", "birth_proof=birth_note", "parents=married", "registrant=parent", "hand_in=desk"];

fn tell() -> Story {
    let world = World::new();
    let mut t = Teller { world, address: free_address(), known: vec![], steps: vec![] };
    let [one, two, three] = [1, 2, 3].map(|shade| t.photo(shade));
    let first = t.new_dossier();
    let id = first.as_str();
    t.local(&[&["answer", id][..], &ANSWERS].concat());
    t.local(&["fill", id, "child_name=Nguyễn Văn An", "mother_name=Lê Thị Bình", "child_birth_place=Xã Tân Hòa"]);
    t.local(&["fill", id, "child_name=Nguyễn Văn Ân"]);
    t.local(&["undo", id]);
    t.local(&["redo", id]);
    t.typing(id, 12);
    t.local(&["attach", id, "birth_note", &one, &two]);
    let page = t.page(id, 1);
    t.local(&["retake", id, "birth_note", &page, &three]);
    let page = t.page(id, 1);
    t.local(&["move-page", id, "birth_note", &page, "1"]);
    let page = t.page(id, 1);
    t.local(&["remove-page", id, "birth_note", &page]);
    for (paper, state) in [("birth_note", "have"), ("declaration", "bring_later"), ("id_card_shown", "shown")] {
        t.local(&["paper", id, paper, state]);
    }
    t.local(&["rename", id, "Khai sinh cho bé Ân"]);
    let missing = t.ask(&["check", id])["missing"].as_array().unwrap().clone();
    let values: Vec<String> = missing.iter().map(|item| sample(item["key"].as_str().unwrap())).collect();
    t.local(&["fill", id].into_iter().chain(values.iter().map(String::as_str)).collect::<Vec<_>>());
    let second = t.new_dossier();
    t.local(&["attach", &second, "birth_note", &two]);
    t.local(&["delete", &second]);
    t.local(&["undelete", &second]);
    t.local(&["archive", &second]);
    t.admin(&["commune", "add", COMMUNE, "Xã Tân Hòa"]);
    let code = t.code("citizen");
    let url = format!("http://{}", t.address);
    t.online(&["enrol", "--server", &url, &code]);
    t.online(&["sync"]);
    t.conflict(id);
    t.online(&["sync"]);
    let conflict = t.ask(&["conflicts", id])["conflicts"][0].clone();
    let basis = conflict["basis"].as_str().unwrap();
    t.local(&["resolve", id, "child_birth_place", "--value", "Ấp Ba", "--basis", basis]);
    t.online(&["hand-in", id]);
    t.desk_asks(id);
    t.local(&["attach", id, "birth_note", &two]);
    t.online(&["sync"]);
    t.online(&["hand-in", id]);
    t.online(&["withdraw", id]);
    t.local(&["erase", &second, "--yes"]);
    t.online(&["sync"]);
    let read = |name: &str| std::fs::read(t.world.elsewhere(name)).unwrap();
    let (log, server_log) = (read("phone.log"), read("server.log"));
    Story { steps: t.steps, address: t.address, log, server_log, _world: t.world }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Runs a step's words on a world's phone, watched, its calls recorded where there is a recording.
fn watched(world: &World, words: &[String], input: &str) -> (Output, u64) {
    let count = world.elsewhere("count");
    let mut command = phone(&world.phone(), words);
    watch(&mut command, &world.phone_disk());
    command.env("FAULT_COUNT", &count).env("FAULT_LOG", world.elsewhere("phone.log"));
    let output = run(&mut command, input, Duration::from_secs(60), || false);
    (output, std::fs::read_to_string(count).unwrap().parse().unwrap())
}

impl Teller {
    fn new_dossier(&mut self) -> String {
        let said = self.step(Kind::New, &["new", BIRTH], "");
        let id = said["dossier"].as_str().unwrap().to_owned();
        self.known.push(id.clone());
        id
    }

    fn local(&mut self, words: &[&str]) {
        self.step(Kind::Local, words, "");
    }

    fn typing(&mut self, id: &str, lines: u32) {
        let input: String = (1..=lines).map(|n| format!("child_birth_place=Ấp {n}\n")).collect();
        self.step(Kind::Typing, &["type", id], &input);
    }

    fn online(&mut self, words: &[&str]) {
        self.step(Kind::Online, words, "");
    }

    fn step(&mut self, kind: Kind, line: &[&str], input: &str) -> Value {
        let words = words(line);
        let (phone_disk, server_disk) = self.disks();
        let before = self.view(&phone_disk);
        let count = self.world.elsewhere("server-count");
        let length = |name: &str| std::fs::metadata(self.world.elsewhere(name)).map_or(0, |file| file.len());
        let start = (length("phone.log"), length("server.log"));
        let running = (kind == Kind::Online).then(|| self.serve(Some(&count)));
        let (output, calls) = watched(&self.world, &words, input);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        if let Some(running) = running {
            running.stop();
        }
        let server_calls =
            if kind == Kind::Online { std::fs::read_to_string(count).unwrap().parse().unwrap() } else { 0 };
        let (phone_disk_after, server_disk_after) = self.disks();
        let after = self.view(&phone_disk_after);
        let (log, server_log) = ((start.0, length("phone.log")), (start.1, length("server.log")));
        self.steps.push(Step {
            name: format!("{} {}", self.steps.len(), line[0]),
            kind,
            words,
            input: input.to_owned(),
            phone_disk,
            server_disk,
            server_disk_after,
            known: self.known.clone(),
            before,
            after,
            calls,
            server_calls,
            log,
            server_log,
        });
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    fn disks(&self) -> (Snapshot, Snapshot) {
        (Snapshot::of(&self.world.phone_disk()), Snapshot::of(&self.world.server_disk()))
    }

    /// What a person sees, looked at on a copy: a look of ours must not stand in the recording.
    fn view(&self, disk: &Snapshot) -> View {
        if disk.0.is_empty() {
            return View::new();
        }
        let copy = crate::folder::scratch();
        disk.restore(copy.path());
        look(&copy.path().join("home/hoso"), &self.known).unwrap()
    }

    fn serve(&self, count: Option<&Path>) -> Server {
        Server::start(&self.world, &self.address, |command| {
            watch(command, &self.world.server_disk());
            command.env("FAULT_LOG", self.world.elsewhere("server.log"));
            if let Some(count) = count {
                command.env("FAULT_COUNT", count);
            }
        })
        .expect("the server starts")
    }

    fn admin(&self, line: &[&str]) -> Value {
        let mut command = server(&self.world.server(), line);
        watch(&mut command, &self.world.server_disk());
        command.env("FAULT_LOG", self.world.elsewhere("server.log"));
        ok(&mut command)
    }

    fn code(&self, role: &str) -> String {
        self.admin(&["invite", "--role", role, "--commune", COMMUNE])["code"].as_str().unwrap().to_owned()
    }

    fn page(&self, id: &str, number: usize) -> String {
        let shown = self.ask(&["show", id]);
        shown["papers"]["birth_note"]["pages"][number - 1]["page"].as_str().unwrap().to_owned()
    }

    /// A command that is no step of the story; it is recorded all the same.
    fn ask(&self, line: &[&str]) -> Value {
        serde_json::from_slice(&watched(&self.world, &words(line), "").0.stdout).unwrap()
    }

    fn photo(&self, shade: u8) -> String {
        let path: PathBuf = self.world.elsewhere(&format!("photo-{shade}.jpg"));
        image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([shade, x as u8, y as u8])).save(&path).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The same person's other phone writes another birth place, and so does this one.
    fn conflict(&mut self, id: &str) {
        let running = self.serve(None);
        let other = self.world.elsewhere("other");
        let code = self.ask(&["invite"])["code"].as_str().unwrap().to_owned();
        let url = format!("http://{}", self.address);
        for line in [&["enrol", "--server", &url, &code][..], &["sync"], &["fill", id, "child_birth_place=Ấp Hai"]] {
            ok(&mut phone(&other, &words(line)));
        }
        ok(&mut phone(&other, &words(&["sync"])));
        running.stop();
        self.local(&["fill", id, "child_birth_place=Ấp Một"]);
    }

    /// An officer asks for a paper again; the phone hears of it.
    fn desk_asks(&mut self, id: &str) {
        let running = self.serve(None);
        let (desk, code) = (self.world.elsewhere("desk"), self.code("officer"));
        let url = format!("http://{}", self.address);
        ok(&mut phone(&desk, &words(&["enrol", "--server", &url, &code])));
        ok(&mut phone(&desk, &words(&["desk", "list"])));
        ok(&mut phone(&desk, &words(&["desk", "ask", id, "--paper", "birth_note", "--text", "Ảnh bị mờ"])));
        running.stop();
        self.online(&["sync"]);
    }
}
