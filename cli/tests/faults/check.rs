//! What has to hold after a fault, and that work goes on.

use crate::run::{Server, World, ok, phone, run};
use crate::story::{Kind, Step};
use crate::view::{View, look};
use std::process::Output;
use std::time::Duration;

/// Values that a place may have while a sync or a hand-in is on its way.
fn on_the_way(place: &str) -> bool {
    [".where", ".changed_since_hand_in", ".here", ".not_accepted", ".waiting", ".missing"]
        .iter()
        .any(|end| place.ends_with(end))
}

/// Whether the process had said before it ended that it was done.
pub fn acknowledged(step: &Step, output: &Output) -> bool {
    step.kind != Kind::Typing && output.stdout.ends_with(b"\n")
}

/// Compares what is there with before and after; what is wrong is told, and where.
pub fn whole(step: &Step, output: &Output, there: &View) -> Result<(), String> {
    if acknowledged(step, output) {
        return same(&step.after, there).map_err(|what| format!("acknowledged and not there: {what}"));
    }
    match step.kind {
        Kind::Local | Kind::New => same(&step.before, there)
            .or_else(|_| same(&step.after, there))
            .map_err(|what| format!("neither before nor after: {what}")),
        Kind::Typing => typed(step, output, there),
        Kind::Online => {
            let places = step.before.keys().chain(step.after.keys()).chain(there.keys());
            for place in places.filter(|place| !on_the_way(place)) {
                let value = there.get(place);
                if value != step.before.get(place) && value != step.after.get(place) {
                    return Err(format!("{place} is {value:?}"));
                }
            }
            Ok(())
        }
    }
}

fn same(wanted: &View, there: &View) -> Result<(), String> {
    let places = wanted.keys().chain(there.keys());
    let differs = places.into_iter().find(|place| wanted.get(*place) != there.get(*place));
    differs.map_or(Ok(()), |place| Err(format!("{place}: {:?}, not {:?}", there.get(place), wanted.get(place))))
}

fn owned((place, value): (&String, &String)) -> (String, String) {
    (place.clone(), value.clone())
}

/// The last line that was acknowledged is there, or a later one; everything else is as before.
fn typed(step: &Step, output: &Output, there: &View) -> Result<(), String> {
    let said = output.stdout.iter().filter(|byte| **byte == b'\n').count();
    let field = "d0.fields.child_birth_place.value";
    let is = there.get(field).cloned();
    let line = step.input.lines().position(|line| {
        let value = line.split_once('=').map(|(_, value)| serde_json::json!(value).to_string());
        value == is
    });
    let number = match line {
        Some(line) => line + 1,
        None if is.as_ref() == step.before.get(field) => 0,
        None => return Err(format!("{field} is {is:?}")),
    };
    if number < said {
        return Err(format!("line {said} was acknowledged, line {number} is there"));
    }
    let rest = |view: &View| view.iter().filter(|(place, _)| *place != field).map(owned).collect();
    let (after, there): (View, View) = (rest(&step.after), rest(there));
    same(&rest(&step.before), &there).or_else(|_| same(&after, &there))
}

/// After the fault: the phone opens, nothing is lost or half, and work goes on to where the story went.
pub fn recovers(step: &Step, world: &World, output: &Output, address: &str) -> Result<(), String> {
    // A fresh folder of which nothing was made yet is a fresh phone.
    let there = look(&world.phone(), &step.known)?;
    whole(step, output, &there)?;
    let done = same(&step.after, &there).is_ok();
    let server = (step.kind == Kind::Online).then(|| Server::start(world, address, |_| {}).expect("the server starts"));
    let again = match step.kind {
        Kind::Local | Kind::New if done => None,
        _ => Some(run(&mut phone(&world.phone(), &step.words), &step.input, Duration::from_secs(60), || false)),
    };
    if let Some(again) = &again {
        // What was done before the fault and can't be done twice is said to be so.
        let error = serde_json::from_slice::<serde_json::Value>(&again.stderr).unwrap_or_default();
        let done_already = done && step.words[0] == "withdraw" && error["code"] == "conflict";
        if !again.status.success() && !done_already {
            return Err(format!("told again: {}", String::from_utf8_lossy(&again.stderr)));
        }
    }
    drop(server);
    let there = look(&world.phone(), &step.known)?;
    let twice = step.kind == Kind::New;
    if !twice {
        // A second telling also hears what the server said meanwhile.
        let heard = |view: &View| match step.kind {
            Kind::Online => view.iter().filter(|(place, _)| !place.contains(".status.")).map(owned).collect(),
            _ => view.clone(),
        };
        same(&heard(&step.after), &heard(&there))
            .map_err(|what| format!("told again it does not end as it did: {what}"))?;
    }
    if again.is_none() {
        ok(&mut phone(&world.phone(), &["new".to_owned(), "1.001193".to_owned()]));
    }
    Ok(())
}
