//! All heals: networks are good, clocks are right, and every phone syncs until there is nothing to say.

use super::phone::Handset;
use super::world::{OFFICER, World};
use hoso_core::sync::{CancellationToken, Quiet};
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// After so many rounds there must be nothing left to say.
const ROUNDS: usize = 8;

impl World {
    pub async fn heal(self: &Rc<Self>) {
        self.network.healed.store(true, Relaxed);
        // Lives that fate began end by themselves. What is still on its way arrives, and calls that wait for their next try end.
        tokio::time::sleep(Duration::from_secs(3_600)).await;
        let phones: Vec<Rc<Handset>> = self.phones.borrow().clone();
        for phone in &phones {
            phone.stop_errand().await;
            phone.ground.off_ms.store(0, Relaxed);
        }
        for round in 0..ROUNDS {
            let mut news = 0;
            for phone in phones.iter().filter(|phone| phone.person != OFFICER && phone.enrolled.get()) {
                news += self.heal_one(phone, round).await;
            }
            if news == 0 {
                return;
            }
        }
        self.complain(format!("after {ROUNDS} rounds there is still something to say"));
    }

    /// How much there was to say.
    async fn heal_one(&self, phone: &Handset, round: usize) -> u64 {
        let done = phone.phone().sync(&Quiet, CancellationToken::new()).await;
        let report = match done {
            Ok(_) if phone.revoked.get() => {
                self.complain(format!("{} was revoked and still syncs", phone.name()));
                return 0;
            }
            Ok(report) => report,
            Err(error) if phone.revoked.get() && error.code == "revoked" => return 0,
            Err(error) => {
                self.complain(format!("{} can't sync: {}", phone.name(), error.code));
                return 1;
            }
        };
        self.trace.say(format_args!(
            "{} {} healed: sent {} received {} later {} differ {} photos {} {}",
            self.clock.now(),
            phone.name(),
            report.sent,
            report.received,
            report.later,
            report.differ.len(),
            report.photos_sent,
            report.photos_received
        ));
        let differ = report.differ.len() as u64;
        if round + 1 == ROUNDS && differ + report.later > 0 {
            self.complain(format!("{}: {differ} dossiers differ, {} edits wait", phone.name(), report.later));
        }
        report.sent + report.received + report.later + differ + report.photos_sent + report.photos_received
    }
}
