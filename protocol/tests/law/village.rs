//! A village: phones with several open screens each, a server that voids, exchange that is partial and in any order,
//! cloned phones, phones put back from an old copy, and a foe.

use crate::dice::Dice;
use crate::judge;
use crate::laws::Law;
use crate::ledger::{KEYS, Ledger};
use crate::letter::{DOSSIER, Letter, Post};
use crate::phone::Phone;
use crate::store::Store;
use hoso_protocol::edit::{Body, Tip, VERSION};
use hoso_protocol::ids::{EditId, ReplicaId};
use hoso_protocol::sign::KeyPair;
use hoso_protocol::value::Value;
use std::collections::BTreeSet;

pub struct Village<S> {
    pub phones: Vec<Phone<S>>,
    pub ledger: Ledger,
    pub dice: Dice,
    law: Law,
    /// Which phone (by number) a copy was made of, and the copy.
    copies: Vec<(usize, Phone<S>)>,
    copied: bool,
    foe: Option<KeyPair>,
    server: KeyPair,
}

impl<S: Store> Village<S> {
    pub fn new(seed: u64, law: Law, phones: usize, with_foe: bool) -> Self {
        let mut ledger = Ledger::new(seed);
        Self {
            phones: (0..phones).map(|n| Phone::new(law, ledger.replica(), n as u8 + 1)).collect(),
            ledger,
            dice: Dice::new(seed),
            law,
            copies: Vec::new(),
            copied: true,
            foe: with_foe.then(|| KeyPair::from_seed(&[66; 32])),
            server: KeyPair::from_seed(&[77; 32]),
        }
    }

    /// Nobody clones a phone or puts one back.
    pub fn without_copies(&mut self) {
        self.copied = false;
    }

    /// A whole history and what is wrong with its end.
    pub fn lives(mut self, steps: usize) -> BTreeSet<&'static str> {
        for _ in 0..steps {
            self.step();
        }
        self.exchange_all();
        judge::convergence(&mut self);
        judge::nothing_is_lost(&mut self);
        if self.ledger.faults.is_empty() {
            self.people_resolve();
        }
        self.ledger.faults
    }

    pub fn step(&mut self) {
        let at = self.dice.below(self.phones.len());
        let screen = self.dice.below(2);
        let room = self.copied && self.phones.len() < 5;
        let (phone, ledger) = (&mut self.phones[at], &mut self.ledger);
        match self.dice.below(100) {
            0..22 => phone.look(screen),
            22..50 => {
                let key = KEYS[self.dice.below(2)];
                // People often mean the same.
                let value = Value::Text(format!("v{}", self.dice.below(40)));
                phone.fill(screen, key, value, ledger);
            }
            50..53 => {
                let value = if self.dice.chance(70) { Value::Text("yes".into()) } else { Value::Cleared };
                phone.fill(screen, "deleted", value, ledger);
            }
            53..56 => phone.undo(ledger),
            56..66 => phone.seal(ledger),
            66..91 => self.exchange(at),
            91..94 if room => {
                phone.seal(ledger);
                let twin = phone.copy();
                self.phones.push(twin);
            }
            94..96 if self.copied => {
                phone.seal(ledger);
                let copy = phone.copy();
                self.copies.push((at, copy));
            }
            96 | 97 => {
                if let Some((of, copy)) = self.dice.pick(&self.copies) {
                    self.phones[*of] = self.phones[*of].put_back(copy, ledger);
                }
            }
            98 if self.foe.is_some() => self.foe_writes(at),
            98.. => {
                let edits: Vec<Post> = phone.post.values().filter(|letter| letter.edit.is_some()).cloned().collect();
                if let Some(edit) = self.dice.pick(&edits) {
                    phone.receive(&[Letter::void(edit, &self.server)], ledger);
                }
            }
            _ => {}
        }
    }

    /// A part of what another phone holds, in any order.
    fn exchange(&mut self, at: usize) {
        let from = self.dice.below(self.phones.len());
        let mut letters = self.phones[from].letters();
        self.dice.shuffle(&mut letters);
        letters.truncate(self.dice.below(letters.len() + 1));
        self.phones[at].receive(&letters, &mut self.ledger);
    }

    /// A foe with a key of his own, who may write in the dossier, and writes what no phone would.
    fn foe_writes(&mut self, at: usize) {
        let Some(key) = self.foe.clone() else { return };
        let phone = &self.phones[at];
        let (own, victim) = (ReplicaId([66; 16]), phone.replica);
        let known: Vec<Tip> = phone.letters().iter().map(|l| Tip(l.item.replica, l.item.n, l.item.id)).collect();
        // Under his own name or a victim's, after any place of it.
        let replica = if self.dice.chance(50) { own } else { victim };
        let after: Vec<&Tip> = known.iter().filter(|tip| tip.0 == replica).collect();
        let (mut n, mut prev) = self.dice.pick(&after).map_or((1, None), |tip| (tip.1 + 1, Some(tip.2)));
        // He claims to have seen whatever he likes.
        let claims = known.iter().filter(|tip| tip.0 != replica && self.dice.chance(40)).copied();
        let mut seen: Vec<Tip> = claims.collect();
        match self.dice.below(6) {
            0 => (n, prev) = (n + 1, Some(EditId([6; 32]))),
            1 => prev = self.dice.pick(&known).map(|tip| tip.2).or(prev),
            2 => seen.push(Tip(ReplicaId([9; 16]), 1, EditId([9; 32]))),
            3 => seen.iter_mut().for_each(|tip| tip.1 += 1),
            _ => {}
        }
        if prev.is_some() == (n == 1) {
            n = 2;
        }
        let sets = KEYS.iter().filter(|_| self.dice.chance(50));
        let at_ms = -1;
        let body = Body {
            v: VERSION,
            dossier: DOSSIER,
            replica,
            n,
            prev,
            seen,
            sets: sets.map(|key| ((*key).to_owned(), (Value::Text("foe".into()), at_ms))).collect(),
            key: key.public(),
        };
        // What the form refuses never gets in at all.
        if let Ok(letter) = Letter::edit(&body, &key) {
            self.ledger.origins.entry(letter.item.id).or_default().hostile = true;
            self.phones[at].receive(&[letter], &mut self.ledger);
        }
    }

    /// Everybody gives everybody all that they hold, until nobody has news.
    pub fn exchange_all(&mut self) {
        for phone in &mut self.phones {
            phone.seal(&mut self.ledger);
        }
        for _ in 0..2 {
            let mut pool: Vec<Post> = self.phones.iter().flat_map(Phone::letters).collect();
            for phone in &mut self.phones {
                self.dice.shuffle(&mut pool);
                phone.receive(&pool, &mut self.ledger);
            }
        }
    }

    /// Two people who resolve differently make a new conflict of just these two; one who sees both ends it.
    fn people_resolve(&mut self) {
        let (one, other) = (self.dice.below(self.phones.len()), self.dice.below(self.phones.len()));
        let disputed: Vec<&'static str> =
            KEYS.into_iter().filter(|key| self.phones[one].store.heads(key).len() > 1).collect();
        self.picks(one, &disputed, "picked");
        if one != other {
            self.picks(other, &disputed, "picked otherwise");
        }
        self.exchange_all();
        let expected = if one == other { 1 } else { 2 };
        let two_picks = |key: &&str| self.phones.iter().all(|phone| phone.store.heads(key).len() == expected);
        if !disputed.iter().all(two_picks) {
            self.ledger.fault("two who resolve differently are not both heard");
        }
        let third = self.dice.below(self.phones.len());
        self.picks(third, &disputed, "picked at last");
        self.exchange_all();
        if self.phones.iter().any(|phone| KEYS.iter().any(|key| phone.store.heads(key).len() > 1)) {
            self.ledger.fault("a conflict can't be resolved");
        }
    }

    fn picks(&mut self, at: usize, keys: &[&'static str], value: &str) {
        self.phones[at].look(0);
        for key in keys {
            self.phones[at].fill(0, key, Value::Text(value.to_owned()), &mut self.ledger);
        }
    }

    pub fn law(&self) -> Law {
        self.law
    }
}
