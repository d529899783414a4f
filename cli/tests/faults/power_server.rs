//! The power goes under a server: states of its disk between any two calls, opened by the real program. What the phone
//! was answered for is there.

use crate::disk::{Dice, Disk, Names, Op, read};
use crate::folder::Snapshot;
use crate::kill::all;
use crate::run::World;
use crate::story::{Step, story};
use hoso_server::{ServerDir, audit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

type Facts = BTreeSet<String>;

/// What a server holds that somebody was answered for; photos only if their file is as it was.
fn facts(folder: &Path, photos: &BTreeMap<PathBuf, Vec<u8>>) -> Result<Facts, String> {
    let dir = ServerDir::open(folder).map_err(|error| format!("does not open: {error}"))?;
    let report = audit::verify(&dir).map_err(|error| format!("no audit: {error}"))?;
    if let Some(fault) = report.fault {
        return Err(format!("the log of who did what is not whole: {fault:?}"));
    }
    let mut facts = Facts::new();
    let read = dir.store().read(|tx| {
        for (table, id) in [
            ("edit", "id"),
            ("void", "id"),
            ("receipt", "version"),
            ("status", "id"),
            ("erase", "dossier"),
            ("device", "key"),
            ("procedure", "hash"),
            ("dossier", "id"),
        ] {
            let mut rows = tx.prepare(&format!("SELECT hex({id}) FROM {table}"))?;
            for row in rows.query_map([], |row| row.get::<_, String>(0))? {
                facts.insert(format!("{table} {}", row?));
            }
        }
        let mut rows = tx.prepare("SELECT hex(sha256), file FROM blob")?;
        for row in rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
            let (sha256, file) = row?;
            let place = Path::new("blobs").join(file);
            let whole = std::fs::read(folder.join(&place)).is_ok_and(|bytes| photos.get(&place) == Some(&bytes));
            facts.insert(format!("photo {sha256}{}", if whole { "" } else { " not whole" }));
        }
        Ok(())
    });
    read.map_err(|error| format!("can't be read: {error}"))?;
    match facts.iter().find(|fact| fact.ends_with("not whole")) {
        Some(photo) => Err(photo.clone()),
        None => Ok(facts),
    }
}

/// All photos that a server ever had, by their random names.
fn photos<'a>(disks: impl Iterator<Item = &'a Snapshot>) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = disks.flat_map(|disk| &disk.0).filter_map(|(path, bytes)| {
        let place = path.strip_prefix("srv/hoso").ok()?;
        place.starts_with("blobs").then(|| bytes.clone().map(|bytes| (place.to_owned(), bytes)))?
    });
    files.collect()
}

struct Told {
    step: &'static Step,
    ops: Vec<(bool, Op)>,
    before: Facts,
    after: Facts,
}

fn told(weak: bool) -> (Vec<Told>, BTreeMap<PathBuf, Vec<u8>>) {
    let story = story();
    let photos = photos(story.steps.iter().map(|step| &step.server_disk_after));
    let world = World::new();
    let of = |disk: &Snapshot| {
        disk.restore(&world.server_disk());
        facts(&world.server(), &photos).unwrap()
    };
    let mut ops = read(&story.server_log).into_iter().peekable();
    let mut told = vec![];
    for step in &story.steps {
        let mut of_step = vec![];
        while let Some((at, op)) = ops.next_if(|(at, _)| *at <= step.server_log.1) {
            let is_wal = matches!(&op, Op::Sync { path, .. } if path.ends_with("server.db-wal"));
            if !weak || !is_wal {
                of_step.push((at > step.server_log.0, op));
            }
        }
        if !of_step.is_empty() {
            told.push(Told { step, ops: of_step, before: of(&step.server_disk), after: of(&step.server_disk_after) });
        }
    }
    (told, photos)
}

fn try_states(weak: bool, names: Names, wanted: u64, salt: u64) -> (u64, Vec<String>) {
    let (told, photos) = told(weak);
    let moments: u64 = told.iter().flat_map(|one| &one.ops).filter(|(ours, _)| *ours).count() as u64;
    let (world, mut disk, mut moment) = (World::new(), Disk::default(), 0);
    let (mut states, mut lost) = (0, vec![]);
    for one in told {
        let last = one.ops.iter().rposition(|(ours, op)| *ours && matches!(op, Op::Say(_)));
        let half: Facts = one.before.intersection(&one.after).cloned().collect();
        for (n, (ours, op)) in one.ops.iter().enumerate() {
            disk.apply(op);
            if !ours {
                continue;
            }
            moment += 1;
            for more in 0..moment * wanted / moments - (moment - 1) * wanted / moments {
                let seed = salt.wrapping_add(moment * 1_000 + more);
                disk.after_power_loss(names, &mut Dice(seed)).restore(&world.server_disk());
                let due = if last.is_some_and(|last| n >= last) { &one.after } else { &half };
                let missing = match facts(&world.server(), &photos) {
                    Ok(there) => due.difference(&there).next().cloned(),
                    Err(what) => Some(what),
                };
                states += 1;
                lost.extend(
                    missing.map(|what| format!("{}, {names:?}, moment {moment}, seed {seed}: {what}", one.step.name)),
                );
            }
        }
    }
    (states, lost)
}

#[test]
fn what_a_server_answered_for_is_there_whatever_its_disk_forgot_when_the_power_went() {
    let wanted = if all() { 10_000 } else { 1_000 };
    for names in [Names::Journal, Names::Strict] {
        let since = Instant::now();
        let (states, lost) = try_states(false, names, wanted / 2, 0);
        let (seconds, count) = (since.elapsed().as_secs_f64(), lost.len());
        println!("power loss under a server, {names:?}: {states} states, {count} with a loss, {seconds:.1} s");
        assert!(lost.is_empty(), "{count} of {states}:\n{}", lost[..count.min(20)].join("\n"));
    }
}

#[test]
fn a_server_that_does_not_sync_its_log_is_found_to_lose() {
    let (states, lost) = try_states(true, Names::Journal, 300, 77);
    println!("server without syncs of its log: {states} states, {} with a loss", lost.len());
    assert!(!lost.is_empty());
}
