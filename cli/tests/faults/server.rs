//! The same for the server's process, while a phone syncs, hands in, withdraws and erases.

use crate::check::{recovers, whole};
use crate::fail::{FAULTS, said_clearly};
use crate::kill::{each, points};
use crate::run::{Server, World, ok, phone, run, server};
use crate::shim::{Fault, inject};
use crate::story::{Kind, SERVER, Step, story};
use crate::view::{View, look};
use std::time::Duration;

/// As long a phone is waited for that asks a broken server again and again; then it is killed too.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Tells an online step again on this world with a fault in the server's process at one call.
fn server_fault(world: &World, step: &Step, fault: Fault, at: u64) -> Result<(), String> {
    let _turn = SERVER.lock().unwrap_or_else(|broken| broken.into_inner());
    step.phone_disk.restore(&world.phone_disk());
    step.server_disk.restore(&world.server_disk());
    let address = &story().address;
    let mut running = Server::start(world, address, |command| inject(command, &world.server_disk(), fault, at));
    let gone = || running.as_mut().is_none_or(Server::gone);
    let output = run(&mut phone(&world.phone(), &step.words), &step.input, PATIENCE, gone);
    drop(running);
    if output.status.code().is_some() {
        said_clearly(fault, &output)?;
    }
    whole(step, &output, &look(&world.phone(), &step.known)?)?;
    recovers(step, world, &output, address)?;
    answered_for(world, step, address)
}

/// The log of the server is whole, and a new phone of the same person sees what the first one sees.
fn answered_for(world: &World, step: &Step, address: &str) -> Result<(), String> {
    let running = Server::start(world, address, |_| {}).ok_or("the server does not start any more")?;
    ok(&mut server(&world.server(), &["audit"]));
    let words = |line: &[&str]| line.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    ok(&mut phone(&world.phone(), &words(&["sync"])));
    let code = ok(&mut phone(&world.phone(), &words(&["invite"])));
    let (other, url) = (world.elsewhere("other"), format!("http://{address}"));
    let _ = std::fs::remove_dir_all(&other);
    ok(&mut phone(&other, &words(&["enrol", "--server", &url, code["code"].as_str().unwrap()])));
    ok(&mut phone(&other, &words(&["sync"])));
    drop(running);
    let seen = |folder: &std::path::Path| -> Result<View, String> {
        // On which shelf a dossier lies is each phone's own affair; a phone that comes later can't know whether a paper
        // was photographed again since it was asked for, and goes on asking.
        let own =
            |place: &str| place.ends_with(".shelf") || place.ends_with(".archived") || place.ends_with(".missing");
        Ok(look(folder, &step.known)?.into_iter().filter(|(place, _)| !own(place)).collect())
    };
    let (ours, theirs) = (seen(&world.phone())?, seen(&other)?);
    let places = ours.keys().chain(theirs.keys());
    match places.into_iter().find(|place| ours.get(*place) != theirs.get(*place)) {
        None => Ok(()),
        Some(place) => Err(format!("on a new phone {place} is {:?}, not {:?}", theirs.get(place), ours.get(place))),
    }
}

fn online() -> impl Iterator<Item = (usize, &'static Step)> {
    story().steps.iter().enumerate().filter(|(_, step)| step.kind == Kind::Online)
}

#[test]
fn a_server_that_is_killed_at_any_call_keeps_what_it_answered_for_and_goes_on() {
    let jobs: Vec<(&Step, u64)> = online()
        .flat_map(|(number, step)| points(number, step.server_calls, 41).into_iter().map(move |at| (step, at)))
        .collect();
    each("server killed", &jobs, |world, (step, at)| {
        server_fault(world, step, Fault::Kill, *at)
            .map_err(|what| format!("{}, server killed at call {at}: {what}", step.name))
    });
}

#[test]
fn a_server_whose_disk_fails_at_any_call_keeps_what_it_answered_for_and_goes_on() {
    let mut jobs: Vec<(&Step, &str, Fault, u64)> = vec![];
    for (number, step) in online() {
        for (which, (name, fault)) in FAULTS.into_iter().enumerate() {
            jobs.extend(
                points(number * 5 + which * 17, step.server_calls, 211).into_iter().map(|at| (step, name, fault, at)),
            );
        }
    }
    each("server's disk fails", &jobs, |world, (step, name, fault, at)| {
        server_fault(world, step, *fault, *at)
            .map_err(|what| format!("{}, server's disk: {name} at call {at}: {what}", step.name))
    });
}
