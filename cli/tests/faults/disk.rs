//! A disk as the recorded calls left it, and what of it may be left when the power goes.
//!
//! What was written is certain once the file was synced. A name is certain once its folder was synced ([`Names::Strict`],
//! all that POSIX promises), or once anything was synced after it ([`Names::Journal`], as ext4 keeps them).

use crate::folder::Snapshot;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// One recorded call.
#[derive(Debug, Clone)]
pub enum Op {
    Create {
        inode: u64,
        path: String,
    },
    Write {
        inode: u64,
        offset: u64,
        bytes: Vec<u8>,
    },
    Cut {
        inode: u64,
        length: u64,
    },
    Sync {
        inode: u64,
        path: String,
    },
    Rename {
        from: String,
        to: String,
    },
    Link {
        from: String,
        to: String,
    },
    Remove {
        path: String,
    },
    Folder {
        path: String,
    },
    /// A line on standard output, or an answer of a server.
    Say(Vec<u8>),
}

/// Reads a recording; each call with where in the recording it ends.
pub fn read(log: &[u8]) -> Vec<(u64, Op)> {
    let (mut ops, mut at) = (vec![], 0);
    while at < log.len() {
        let number = |n: usize| u64::from_le_bytes(log[at + n * 8..at + n * 8 + 8].try_into().unwrap());
        let (what, inode, offset, length) = (number(0) as u8, number(1), number(2), number(3) as usize);
        let bytes = log[at + 32..at + 32 + length].to_vec();
        at += 32 + length;
        let text = || String::from_utf8(bytes.clone()).unwrap();
        let names = || {
            let (from, to) = text().split_once('\0').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
            (from, to)
        };
        let op = match what {
            b'C' => Op::Create { inode, path: names().0 },
            b'W' => Op::Write { inode, offset, bytes },
            b'T' => Op::Cut { inode, length: offset },
            b'S' => Op::Sync { inode, path: names().0 },
            b'R' => Op::Rename { from: names().0, to: names().1 },
            b'L' => Op::Link { from: names().0, to: names().1 },
            b'U' => Op::Remove { path: names().0 },
            b'M' => Op::Folder { path: names().0 },
            b'A' => Op::Say(bytes),
            other => panic!("{other} in the recording"),
        };
        ops.push((at as u64, op));
    }
    ops
}

/// What makes a name certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    Journal,
    Strict,
}

#[derive(Debug, Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Cut(u64),
}

#[derive(Debug, Clone, Default)]
struct File {
    certain: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thing {
    File(usize),
    Folder,
}

#[derive(Debug, Clone, Default)]
struct Name {
    certain: Option<Thing>,
    /// Since it was certain, with the number of the call.
    pending: Vec<(u64, Option<Thing>)>,
}

impl Name {
    fn now(&self) -> Option<Thing> {
        self.pending.last().map_or(self.certain, |(_, thing)| *thing)
    }
}

/// A small random number generator: a state is told by its seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// The disk.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    files: Vec<File>,
    inodes: HashMap<u64, usize>,
    names: BTreeMap<String, Name>,
    calls: u64,
    /// Calls up to here have certain names in the journal model.
    journal: u64,
}

impl Disk {
    pub fn apply(&mut self, op: &Op) {
        self.calls += 1;
        match op {
            Op::Create { inode, path } => {
                self.files.push(File::default());
                self.inodes.insert(*inode, self.files.len() - 1);
                self.name(path, Some(Thing::File(self.files.len() - 1)));
            }
            Op::Write { inode, offset, bytes } => self.change(*inode, Change::Write(*offset, bytes.clone())),
            Op::Cut { inode, length } => self.change(*inode, Change::Cut(*length)),
            Op::Sync { inode, path } => {
                self.journal = self.calls;
                let here = |name: &str| name.rsplit_once('/').is_some_and(|(folder, _)| folder == path);
                if path.is_empty() || self.names.get(path).and_then(Name::now) == Some(Thing::Folder) {
                    for (_, name) in self.names.iter_mut().filter(|(name, _)| here(name)) {
                        name.certain = name.now();
                        name.pending.clear();
                    }
                } else if let Some(file) = self.inodes.get(inode) {
                    let file = &mut self.files[*file];
                    for change in std::mem::take(&mut file.pending) {
                        make(&mut file.certain, &change, |_| true);
                    }
                }
            }
            Op::Rename { from, to } => {
                let thing = self.names.get(from).and_then(Name::now);
                self.name(to, thing);
                self.name(from, None);
            }
            Op::Link { from, to } => {
                let thing = self.names.get(from).and_then(Name::now);
                self.name(to, thing);
            }
            Op::Remove { path } => self.name(path, None),
            Op::Folder { path } => self.name(path, Some(Thing::Folder)),
            Op::Say(_) => {}
        }
    }

    fn name(&mut self, path: &str, thing: Option<Thing>) {
        self.names.entry(path.to_owned()).or_default().pending.push((self.calls, thing));
    }

    fn change(&mut self, inode: u64, change: Change) {
        let file =
            self.inodes.get(&inode).copied().unwrap_or_else(|| panic!("inode {inode} was not made on this disk"));
        self.files[file].pending.push(change);
    }

    /// What may be there after the power went now.
    pub fn after_power_loss(&self, names: Names, dice: &mut Dice) -> Snapshot {
        let until = self.journal + dice.roll(self.calls - self.journal + 1);
        let mut there: BTreeMap<&str, Thing> = BTreeMap::new();
        for (path, name) in &self.names {
            let thing = match names {
                Names::Journal => {
                    let kept = name.pending.iter().rev().find(|(call, _)| *call <= until);
                    kept.map_or(name.certain, |(_, thing)| *thing)
                }
                Names::Strict => match dice.roll(name.pending.len() as u64 + 1) {
                    0 => name.certain,
                    n => name.pending[n as usize - 1].1,
                },
            };
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if let Some(thing) = thing
                && (folder.is_empty() || there.get(folder) == Some(&Thing::Folder))
            {
                there.insert(path, thing);
            }
        }
        // All that was not synced is gone, or all is there, or each piece of a disk has its own luck.
        let luck = dice.roll(4);
        let found = there.into_iter().map(|(path, thing)| {
            let bytes = match thing {
                Thing::Folder => None,
                Thing::File(file) => Some(self.bytes(&self.files[file], luck, dice)),
            };
            (PathBuf::from(path.trim_start_matches('/')), bytes)
        });
        Snapshot(found.collect())
    }

    fn bytes(&self, file: &File, luck: u64, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = file.certain.clone();
        for change in &file.pending {
            match luck {
                0 => {}
                1 => make(&mut bytes, change, |_| true),
                2 => {
                    if dice.roll(2) == 0 {
                        make(&mut bytes, change, |_| true);
                    }
                }
                _ => {
                    let seed = dice.roll(u64::MAX);
                    make(&mut bytes, change, |sector| Dice(seed ^ sector).roll(2) == 0);
                }
            }
        }
        bytes
    }
}

const SECTOR: u64 = 512;

/// Does those sectors of a change that are kept.
fn make(bytes: &mut Vec<u8>, change: &Change, kept: impl Fn(u64) -> bool) {
    match change {
        Change::Cut(length) => {
            if kept(0) {
                bytes.resize(*length as usize, 0);
            }
        }
        Change::Write(offset, new) => {
            for (at, byte) in (*offset..).zip(new) {
                if kept(at / SECTOR) {
                    if bytes.len() <= at as usize {
                        bytes.resize(at as usize + 1, 0);
                    }
                    bytes[at as usize] = *byte;
                }
            }
        }
    }
}
