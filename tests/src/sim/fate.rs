//! What happens to the commune as a whole: backups and what comes back from them, phones that are taken away, copied, or
//! bought.

use super::phone::Handset;
use super::world::World;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

const MINUTE: u64 = 60_000;
/// More phones would only make a seed slower.
const MOST_PHONES: usize = 7;

impl World {
    /// One life beside those of the phones.
    pub async fn fate(self: Rc<Self>) {
        for _ in 0..8 + self.dice.below(12) {
            self.wait(40 * MINUTE).await;
            if self.network.healed.load(Relaxed) {
                return;
            }
            match self.dice.below(100) {
                0..25 => self.back_up(),
                25..38 => self.put_back(),
                38..52 => self.network.server.restart(),
                52..60 => self.take_away(),
                60..70 => self.copy_a_phone(),
                70..80 => self.buy_second().await,
                _ => {}
            }
        }
    }

    fn back_up(&self) {
        let place = self.folder.join(format!("backup-{}", self.number()));
        self.network.server.admin().backup(&place).unwrap();
        self.trace.say(format_args!("{} backup", self.clock.now()));
        self.backups.borrow_mut().push(place);
    }

    /// The server breaks, and one of its backups, perhaps an old one, takes its place.
    fn put_back(&self) {
        let backup = self.dice.one(&self.backups.borrow()).cloned();
        if let Some(backup) = backup {
            self.network.server.put_back(&backup);
            self.trace.say(format_args!("{} put back {}", self.clock.now(), self.backups.borrow().len()));
        }
    }

    /// A phone that is not its person's only one loses its rights; so do its copies, which hold the same key.
    fn take_away(&self) {
        let phones = self.phones.borrow();
        let left: Vec<_> = phones.iter().filter(|p| p.person == 0 && p.enrolled.get() && !p.revoked.get()).collect();
        let Some(phone) = self.dice.one(&left).filter(|phone| phone.number > 0) else { return };
        let device = phone.phone().device();
        self.network.server.admin().revoke(device).unwrap();
        for copy in phones.iter().filter(|other| other.phone().device() == device) {
            copy.revoked.set(true);
        }
        self.trace.say(format_args!("{} {} is revoked", self.clock.now(), phone.name()));
    }

    /// `cp -r`: both go on.
    fn copy_a_phone(self: &Rc<Self>) {
        let phones: Vec<Rc<Handset>> = self.phones.borrow().iter().filter(|p| p.person < 2).cloned().collect();
        if self.phones.borrow().len() >= MOST_PHONES {
            return;
        }
        let Some(original) = self.dice.one(&phones) else { return };
        let (number, disk, mut ground) = self.next_phone(original.person);
        ground.off_ms = Arc::new(AtomicI64::new(0));
        let twin = Rc::new(original.twin(number, disk, ground));
        self.trace.say(format_args!("{} {} is a copy of {}", self.clock.now(), twin.name(), original.name()));
        self.phones.borrow_mut().push(Rc::clone(&twin));
        tokio::task::spawn_local(Rc::clone(self).life(twin));
    }

    /// Another phone for the first person, while the network is as it is.
    async fn buy_second(self: &Rc<Self>) {
        if self.phones.borrow().len() >= MOST_PHONES {
            return;
        }
        let first = Rc::clone(&self.phones.borrow()[0]);
        let Ok(invited) = first.phone().invite().await else { return };
        let second = self.buy(0);
        for _ in 0..3 {
            if second.phone().enrol("https://xa.example", None, &invited.code).await.is_ok() {
                second.enrolled.set(true);
                break;
            }
        }
        self.trace.say(format_args!("{} {} is new: {}", self.clock.now(), second.name(), second.enrolled.get()));
        tokio::task::spawn_local(Rc::clone(self).life(second));
    }
}
