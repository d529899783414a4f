//! What a person does over the network, while typing goes on: syncing, handing in, withdrawing, the desk.

use super::phone::{Handset, dossiers};
use super::typing::short;
use super::world::World;
use hoso_core::sync::{CancellationToken, HandedIn, Quiet};
use hoso_core::{Error, Kind, Phone};
use hoso_protocol::desk::DeskDecision;
use hoso_protocol::ids::DossierId;
use std::rc::Rc;
use std::time::Duration;

impl World {
    /// Begins an errand, unless one goes on.
    pub fn send(self: &Rc<Self>, phone: &Rc<Handset>) {
        if phone.errand_runs() {
            return;
        }
        let (world, of) = (Rc::clone(self), Rc::clone(phone));
        // The person gives up: the app asks the sync to stop, or the system ends the app's task.
        let patience = self.dice.percent(30).then(|| Duration::from_millis(self.dice.below(20_000)));
        let drop_it = self.dice.percent(50);
        let errand = tokio::task::spawn_local(async move {
            let cancel = CancellationToken::new();
            let work = world.errand(&of, cancel.clone());
            let done = match patience {
                None => work.await,
                Some(time) if drop_it => match tokio::time::timeout(time, work).await {
                    Ok(done) => done,
                    Err(_) => ("dropped", Ok(String::new())),
                },
                Some(time) => {
                    let stop = async {
                        tokio::time::sleep(time).await;
                        cancel.cancel();
                        std::future::pending().await
                    };
                    tokio::select! { biased; done = work => done, never = stop => never }
                }
            };
            let (what, end) = match done {
                (what, Ok(end)) => (what, end),
                (what, Err(error)) => {
                    world.judge(&of, what, &error);
                    (what, error.code)
                }
            };
            world.trace.say(format_args!("{} {} {what}: {end}", world.clock.now(), of.name()));
        });
        *phone.errand.borrow_mut() = Some(errand);
    }

    /// Whatever the network does, an errand ends with one of these.
    fn judge(&self, of: &Handset, what: &str, error: &Error) {
        let expected = match error.kind {
            Kind::Network | Kind::Refused | Kind::NotFound => true,
            Kind::NotAllowed => of.revoked.get() && error.code == "revoked",
            _ => false,
        };
        if !expected {
            self.complain(format!("{} {what}: {}", of.name(), error.code));
        }
    }

    async fn errand(&self, of: &Handset, cancel: CancellationToken) -> (&'static str, Result<String, Error>) {
        let process = of.phone();
        let all: Vec<DossierId> = dossiers(&process).into_iter().collect();
        let some = self.dice.one(&all).copied();
        match (self.dice.below(100), some) {
            (0..20, Some(id)) => {
                let done = process.hand_in(id, cancel).await;
                ("hand-in", done.map(|done| self.handed_in(of, &process, id, &done)))
            }
            (20..23, Some(id)) => {
                let done = process.withdraw(id, cancel).await;
                ("withdraw", done.map(|_| short(id)))
            }
            _ => {
                let done = process.sync(&Quiet, cancel).await;
                ("sync", done.map(|report| format!("sent {} received {}", report.sent, report.received)))
            }
        }
    }

    /// "The commune has it": one version has one receipt for ever, and the phone says so at once.
    fn handed_in(&self, of: &Handset, phone: &Phone, id: DossierId, done: &HandedIn) -> String {
        let number = done.receipt.id.clone();
        if let Some(version) = self.network.server.version_of(&number) {
            let known = self.receipts.borrow_mut().entry(version).or_insert_with(|| number.clone()).clone();
            if known != number {
                self.complain(format!("one version has two receipts: {known} and {number}"));
            }
            self.acknowledged.borrow_mut().insert(number.clone(), (id, of.number));
        }
        let withdrawn = |view: &hoso_core::dossier::DossierView| view.status.iter().any(|status| status.number == 7);
        if phone.show(id).is_ok_and(|view| view.place != "handed_in" && !withdrawn(&view)) {
            self.complain(format!("{} handed in {} and does not show it", of.name(), short(id)));
        }
        number
    }

    /// The officer looks at the list and decides about one dossier.
    pub async fn desk(&self, officer: &Handset) {
        let phone = officer.phone();
        let Ok(list) = phone.desk_list().await else { return };
        let Some(line) = self.dice.one(&list) else { return };
        let dossier = line.dossier;
        let text = format!("Ý kiến {}", self.number());
        let decision = match self.dice.below(10) {
            0..6 => DeskDecision::Ask { dossier, paper: "birth_note".into(), text },
            6..8 => DeskDecision::Take { dossier, code: format!("H59-{}", self.number()), due: "2026-12-01".into() },
            8 => DeskDecision::Refuse { dossier, text },
            _ => DeskDecision::Finish { dossier },
        };
        let done = phone.desk_decide(&decision).await;
        let end = done.as_ref().map_or_else(|error| error.code.clone(), |status| status.number.to_string());
        self.trace.say(format_args!("{} {} decides on {}: {end}", self.clock.now(), officer.name(), short(dossier)));
    }
}
