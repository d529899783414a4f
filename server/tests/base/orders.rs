//! Whatever the order in which edits arrive and phones read, all end with the same.

use crate::kit::{Served, Writer};
use hoso_protocol::edit::SignedEdit;
use hoso_protocol::ids::EditId;
use hoso_protocol::merge::{History, Item, State};
use hoso_protocol::wire::held_digest;
use std::collections::BTreeSet;

/// A small generator: the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// Edits of three replicas that see each other now and then.
fn history(dice: &mut Dice, first: &Writer) -> Vec<SignedEdit> {
    let mut writers: Vec<Writer> =
        (0..3).map(|_| Writer { replica: hoso_protocol::ids::ReplicaId::random().unwrap(), ..first.clone() }).collect();
    let mut edits = vec![];
    for number in 0..24 {
        let at = dice.below(3);
        let mut body = writers[at].body(&format!("chữ {number}"));
        for other in (0..3).filter(|other| *other != at) {
            if writers[other].n > 0 && dice.below(2) == 0 {
                body.seen.push(writers[other].tip());
            }
        }
        edits.push(writers[at].seal(&body));
    }
    edits
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_in_any_order_are_all_taken_once_what_they_build_on_is_there() {
    let server = Served::start().await;
    for seed in 0..10 {
        let mut dice = Dice(seed);
        let mut phones = [server.citizen().await, server.citizen().await];
        phones[1] = phones[0].second().await;
        let edits = history(&mut dice, &phones[0].writer());
        let mut open = edits.clone();
        let mut rounds = 0;
        while !open.is_empty() {
            dice.shuffle(&mut open);
            let batch: Vec<_> = open.iter().take(1 + dice.below(8)).cloned().collect();
            let reply = phones[dice.below(2)].sync(&batch).await;
            assert_eq!(reply.voids, [], "seed {seed}");
            let waits: BTreeSet<EditId> = reply.later.iter().map(|later| later.id).collect();
            let sent: BTreeSet<EditId> = batch.iter().map(SignedEdit::id).collect();
            open.retain(|edit| !sent.contains(&edit.id()) || waits.contains(&edit.id()));
            rounds += 1;
            assert!(rounds < 1_000, "seed {seed}");
        }
        let mut third = phones[0].second().await;
        let mut law = History::default();
        let reply = third.sync(&[]).await;
        for edit in &reply.edits {
            law.take(Item::from(&edit.open().unwrap()));
        }
        assert!(edits.iter().all(|edit| law.state(&edit.id()) == State::Counted), "seed {seed}");
        assert_eq!(reply.held[0].digest, held_digest(edits.iter().map(SignedEdit::id), []), "seed {seed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_while_others_write_misses_nothing() {
    let server = Served::start().await;
    let owner = server.citizen().await;
    let mut reader = owner.second().await;
    let mut writing = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let mut phone = owner.second().await;
        writing.spawn(async move {
            let mut ids = vec![];
            for _ in 0..15 {
                let edit = phone.writer().text("x");
                phone.sync(std::slice::from_ref(&edit)).await;
                ids.push(edit.id());
            }
            ids
        });
    }
    let (mut written, mut read) = (vec![], vec![]);
    while !writing.is_empty() {
        read.extend(reader.pull().await.iter().map(SignedEdit::id));
        while let Some(done) = writing.try_join_next() {
            written.extend(done.unwrap());
        }
    }
    read.extend(reader.pull().await.iter().map(SignedEdit::id));
    assert_eq!(read.len(), 60, "nothing comes twice");
    assert_eq!(BTreeSet::from_iter(read), BTreeSet::from_iter(written));
}
