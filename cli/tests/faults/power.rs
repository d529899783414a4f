//! The power goes: states of the phone's disk between any two calls, opened by the real program.

use crate::check::whole;
use crate::disk::{Dice, Disk, Names, Op, read};
use crate::kill::all;
use crate::run::World;
use crate::story::{Step, story};
use crate::view::look;
use std::collections::HashMap;
use std::process::Output;
use std::sync::Mutex;
use std::time::Instant;

/// A recording as it is, or as it would be if the product were made less careful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Product {
    AsItIs,
    /// SQLite's `synchronous = normal`: the write-ahead log is synced only before a checkpoint.
    Normal,
    /// Names are left to the file system.
    NoFolderSync,
    /// A photo's row is committed before its bytes are written.
    RowFirst,
}

/// One step's calls.
struct Told {
    step: &'static Step,
    ops: Vec<Op>,
}

/// The recording by steps. What ran between two steps stands at the beginning of the later one.
fn told(product: Product) -> Vec<Told> {
    let story = story();
    let mut ops = read(&story.log).into_iter().peekable();
    let mut told = vec![];
    for step in &story.steps {
        let mut of_step = vec![];
        while let Some((end, op)) = ops.next_if(|(end, _)| *end <= step.log.1) {
            // What another command said acknowledges nothing of this step.
            if end > step.log.0 || !matches!(op, Op::Say(_)) {
                of_step.push(op);
            }
        }
        told.push(Told { step, ops: of_step });
    }
    let folders: Vec<String> = told
        .iter()
        .flat_map(|one| &one.ops)
        .filter_map(|op| if let Op::Folder { path } = op { Some(path.clone()) } else { None })
        .collect();
    for one in &mut told {
        let ops = std::mem::take(&mut one.ops);
        one.ops = match product {
            Product::AsItIs => ops,
            Product::Normal => normal(ops),
            Product::NoFolderSync => ops
                .into_iter()
                .filter(|op| !matches!(op, Op::Sync { path, .. } if path.is_empty() || folders.contains(path)))
                .collect(),
            Product::RowFirst => row_first(ops),
        };
    }
    told
}

/// Leaves out each sync of the write-ahead log that is not followed by a write to the database itself.
fn normal(ops: Vec<Op>) -> Vec<Op> {
    let mut paths: HashMap<u64, String> = HashMap::new();
    for op in &ops {
        if let Op::Create { inode, path } | Op::Sync { inode, path } = op {
            paths.insert(*inode, path.clone());
        }
    }
    let is_wal = |op: &Op| matches!(op, Op::Sync { path, .. } if path.ends_with("/dossiers.db-wal"));
    let writes = |op: &Op| match op {
        Op::Write { inode, .. } => paths.get(inode).map(|path| path.ends_with("/dossiers.db")),
        _ => None,
    };
    let before_checkpoint = |n: usize| ops[n + 1..].iter().find_map(writes) == Some(true);
    let kept: Vec<bool> = (0..ops.len()).map(|n| !is_wal(&ops[n]) || before_checkpoint(n)).collect();
    ops.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(op, _)| op).collect()
}

/// Moves what was done in the folder of photos behind what was done to the database.
fn row_first(ops: Vec<Op>) -> Vec<Op> {
    let mut photos: Vec<u64> = vec![];
    let (mut first, mut last) = (vec![], vec![]);
    for op in ops {
        let of_photos = match &op {
            Op::Create { inode, path } if path.contains("/photos/") => {
                photos.push(*inode);
                true
            }
            Op::Write { inode, .. } | Op::Cut { inode, .. } => photos.contains(inode),
            Op::Sync { path, .. } => path.contains("/photos"),
            Op::Rename { from, .. } => from.contains("/photos/"),
            _ => false,
        };
        if of_photos { last.push(op) } else { first.push(op) }
    }
    first.extend(last);
    first
}

struct Tally {
    states: u64,
    lost: Vec<String>,
}

/// Tries about so many states, spread over all moments of the story; each is opened and looked at.
fn try_states(product: Product, names: Names, wanted: u64, salt: u64) -> Tally {
    let told = told(product);
    let moments: u64 = told.iter().map(|one| one.ops.len() as u64).sum();
    let tally = Mutex::new(Tally { states: 0, lost: vec![] });
    let threads = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (told, tally) = (&told, &tally);
            scope.spawn(move || {
                let (world, mut disk, mut moment) = (World::new(), Disk::default(), 0);
                for one in told {
                    let mut said = vec![];
                    for op in &one.ops {
                        disk.apply(op);
                        if let Op::Say(text) = op {
                            said.extend_from_slice(text);
                        }
                        moment += 1;
                        let due = moment * wanted / moments - (moment - 1) * wanted / moments;
                        for n in 0..due {
                            let seed = salt.wrapping_add(moment * 1_000 + n);
                            if seed % threads == thread {
                                let lost = state(&world, one.step, &disk, names, seed, &said);
                                let mut tally = tally.lock().unwrap();
                                tally.states += 1;
                                tally.lost.extend(lost.err().map(|what| {
                                    format!("{}, {names:?}, moment {moment}, seed {seed}: {what}", one.step.name)
                                }));
                            }
                        }
                    }
                }
            });
        }
    });
    tally.into_inner().unwrap()
}

fn state(world: &World, step: &Step, disk: &Disk, names: Names, seed: u64, said: &[u8]) -> Result<(), String> {
    disk.after_power_loss(names, &mut Dice(seed)).restore(&world.phone_disk());
    let there = look(&world.phone(), &step.known)?;
    let output = Output { status: Default::default(), stdout: said.to_vec(), stderr: vec![] };
    whole(step, &output, &there)
}

#[test]
fn what_was_acknowledged_is_there_whatever_the_disk_forgot_when_the_power_went() {
    let wanted = if all() { 20_000 } else { 2_000 };
    for names in [Names::Journal, Names::Strict] {
        let since = Instant::now();
        let tally = try_states(Product::AsItIs, names, wanted / 2, 0);
        let (states, lost) = (tally.states, tally.lost.len());
        println!("power loss, {names:?}: {states} states, {lost} with a loss, {:.1} s", since.elapsed().as_secs_f64());
        assert!(tally.lost.is_empty(), "{lost} of {states}:\n{}", tally.lost[..lost.min(20)].join("\n"));
    }
}

#[test]
fn a_product_that_is_less_careful_is_found_to_lose() {
    for (product, names) in
        [(Product::Normal, Names::Journal), (Product::NoFolderSync, Names::Strict), (Product::RowFirst, Names::Journal)]
    {
        let tally = try_states(product, names, 600, 77);
        println!("{product:?}, {names:?}: {} states, {} with a loss", tally.states, tally.lost.len());
        assert!(!tally.lost.is_empty(), "{product:?} is not found to lose anything");
    }
}
