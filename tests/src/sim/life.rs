//! Chaos: people type and send, networks fail, phones die, clocks jump.

use super::phone::{Handset, Shown, dossiers, shown};
use super::world::{OFFICER, World};
use hoso_protocol::ids::DossierId;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;

const MINUTE: u64 = 60_000;
const YEAR_MS: i64 = 365 * 24 * 3_600_000;

impl World {
    /// All lives at once.
    pub async fn live(self: &Rc<Self>) {
        self.network.healed.store(false, Relaxed);
        let phones: Vec<_> = self.phones.borrow().clone();
        let lives: Vec<_> = phones
            .into_iter()
            .map(|phone| {
                let world = Rc::clone(self);
                tokio::task::spawn_local(async move { world.life(phone).await })
            })
            .collect();
        tokio::task::spawn_local(Rc::clone(self).fate());
        for life in lives {
            life.await.unwrap();
        }
    }

    pub async fn life(self: Rc<Self>, phone: Rc<Handset>) {
        let deeds = 20 + self.dice.below(40);
        for _ in 0..deeds {
            self.wait(10 * MINUTE).await;
            if self.network.healed.load(Relaxed) {
                return;
            }
            match self.dice.below(100) {
                _ if phone.person == OFFICER => self.desk(&phone).await,
                0..72 => self.type_something(&phone),
                72..92 => self.send(&phone),
                92..95 => self.kill(&phone).await,
                95..96 => phone.close().await,
                _ => self.turn_the_clock(&phone),
            }
        }
    }

    /// Killed at any moment, and opened again: all that was called saved is there.
    async fn kill(&self, phone: &Handset) {
        let before = everything(phone);
        phone.kill().await;
        self.trace.say(format_args!("{} {} killed", self.clock.now(), phone.name()));
        if everything(phone) != before {
            self.complain(format!("{} lost something when it was killed", phone.name()));
        }
    }

    fn turn_the_clock(&self, phone: &Handset) {
        let off = match self.dice.below(4) {
            0 => 0,
            1 => -(self.dice.below(10) as i64) * YEAR_MS,
            2 => (self.dice.below(10) as i64) * YEAR_MS,
            _ => self.dice.below(7_200_000) as i64 - 3_600_000,
        };
        phone.ground.off_ms.store(off, Relaxed);
    }
}

fn everything(phone: &Handset) -> BTreeMap<DossierId, Shown> {
    let process = phone.phone();
    dossiers(&process).into_iter().map(|id| (id, shown(&process, id).unwrap())).collect()
}
