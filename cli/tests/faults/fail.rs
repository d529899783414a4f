//! The disk fails at each call by which the process changes what it holds: full, broken, over quota, or writing less than
//! it was asked to.

use crate::kill::{each, phone_fault, points};
use crate::shim::{EDQUOT, EIO, ENOSPC, Fault};
use crate::story::{Step, story};
use std::process::Output;

/// What a disk does. Each once, and as long as the process lives.
pub const FAULTS: [(&str, Fault); 8] = [
    ("no space once", Fault::Error { number: ENOSPC, forever: false }),
    ("no space from here on", Fault::Error { number: ENOSPC, forever: true }),
    ("broken once", Fault::Error { number: EIO, forever: false }),
    ("broken from here on", Fault::Error { number: EIO, forever: true }),
    ("over quota from here on", Fault::Error { number: EDQUOT, forever: true }),
    ("half a write once", Fault::Short { forever: false }),
    ("half of each write from here on", Fault::Short { forever: true }),
    ("half a write, then no space", Fault::Torn),
];

/// Whoever is told that something was not saved is told why and what to do; nobody is told so by a crash.
pub fn said_clearly(fault: Fault, output: &Output) -> Result<(), String> {
    if fault == Fault::Kill || output.status.success() {
        return Ok(());
    }
    let said: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap_or_default();
    let clear = |name: &str| said[name].as_str().is_some_and(|text| !text.is_empty());
    if output.status.code().is_some_and(|code| code != 101) && ["code", "message", "next"].into_iter().all(clear) {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(format!("ended with {:?} and said: {text}", output.status.code()))
}

#[test]
fn a_phone_whose_disk_fails_at_any_call_says_so_loses_nothing_and_goes_on() {
    let mut jobs: Vec<(&Step, &str, Fault, u64)> = vec![];
    for (number, step) in story().steps.iter().enumerate() {
        for (which, (name, fault)) in FAULTS.into_iter().enumerate() {
            jobs.extend(points(number * 5 + which * 3, step.calls, 61).into_iter().map(|at| (step, name, fault, at)));
        }
    }
    each("phone's disk fails", &jobs, |world, (step, name, fault, at)| {
        phone_fault(world, step, *fault, *at).map_err(|what| format!("{}, {name} at call {at}: {what}", step.name))
    });
}
