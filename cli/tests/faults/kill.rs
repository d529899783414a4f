//! The process is killed at each call by which it changes what the disk holds.

use crate::check::recovers;
use crate::run::{Server, World, phone, run};
use crate::shim::{Fault, inject};
use crate::story::{Kind, SERVER, Step, story};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The points of a step that this run tries: all of them in a soak, else every `every`-th, from another one in each step.
pub fn points(number: usize, calls: u64, every: u64) -> Vec<u64> {
    let every = if all() { 1 } else { every };
    let first = 1 + (number as u64 * 7) % every;
    (first..=calls).step_by(usize::try_from(every).unwrap()).collect()
}

pub fn all() -> bool {
    std::env::var("FAULTS").is_ok_and(|which| which == "all")
}

/// One thing that was tried and went wrong, with the words to try it again.
pub struct Wrong(pub String);

/// Does all jobs on as many threads as there are cores, each with disks of its own, and tells how many there were.
pub fn each<J: Sync>(what: &str, jobs: &[J], work: impl Fn(&World, &J) -> Result<(), String> + Sync) {
    let (next, wrong, since) = (AtomicUsize::new(0), Mutex::new(vec![]), Instant::now());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let world = World::new();
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(what) = work(&world, job) {
                        wrong.lock().unwrap().push(Wrong(what));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    println!("{what}: {} points, {} wrong, {:.1} s", jobs.len(), wrong.len(), since.elapsed().as_secs_f64());
    let told: Vec<&str> = wrong.iter().take(20).map(|wrong| wrong.0.as_str()).collect();
    assert!(wrong.is_empty(), "{} of {} points:\n{}", wrong.len(), jobs.len(), told.join("\n"));
}

/// Tells a step again on this world with a fault in the phone's process at one call.
pub fn phone_fault(world: &World, step: &Step, fault: Fault, at: u64) -> Result<(), String> {
    let turn = (step.kind == Kind::Online).then(|| SERVER.lock().unwrap_or_else(|broken| broken.into_inner()));
    step.phone_disk.restore(&world.phone_disk());
    let address = &story().address;
    let mut server = None;
    if turn.is_some() {
        step.server_disk.restore(&world.server_disk());
        server = Server::start(world, address, |_| {});
    }
    let mut command = phone(&world.phone(), &step.words);
    inject(&mut command, &world.phone_disk(), fault, at);
    let output = run(&mut command, &step.input, Duration::from_secs(60), || false);
    drop(server);
    crate::fail::said_clearly(fault, &output)?;
    recovers(step, world, &output, address)
}

#[test]
fn a_phone_that_is_killed_at_any_call_loses_nothing_and_goes_on() {
    let jobs: Vec<(&Step, u64)> = story()
        .steps
        .iter()
        .enumerate()
        .flat_map(|(number, step)| points(number, step.calls, 12).into_iter().map(move |at| (step, at)))
        .collect();
    each("phone killed", &jobs, |world, (step, at)| {
        phone_fault(world, step, Fault::Kill, *at).map_err(|what| format!("{} killed at call {at}: {what}", step.name))
    });
}
