//! The judge at the end of a history: what has to hold whatever happened.

use crate::ledger::{Fate, KEYS, Ledger};
use crate::letter::Post;
use crate::phone::Phone;
use crate::store::Store;
use crate::village::Village;
use hoso_protocol::ids::EditId;
use std::collections::{BTreeMap, BTreeSet};

type Heads = Vec<Vec<EditId>>;

fn heads<S: Store>(store: &S) -> Heads {
    KEYS.map(|key| {
        let mut heads = store.heads(key);
        heads.sort();
        heads
    })
    .into()
}

/// All say the same, whoever heard what first; and nothing waits for what is there.
pub fn convergence<S: Store>(village: &mut Village<S>) {
    let first = &village.phones[0];
    let (shown, draft) = (heads(&first.store), first.draft());
    if village.phones.iter().any(|phone| heads(&phone.store) != shown || phone.draft() != draft) {
        village.ledger.fault("diverged");
    }
    let mut letters = first.letters();
    letters.extend(first.letters());
    village.dice.shuffle(&mut letters);
    let mut again = S::new(village.law());
    letters.iter().for_each(|letter| again.take(&letter.item));
    if heads(&again) != shown || again.tips() != first.store.tips() || again.pending() != first.store.pending() {
        village.ledger.fault("order matters");
    }
    for phone in &village.phones {
        for id in phone.store.pending() {
            let void = phone.post.get(&(id, true));
            let Some(item) = void.or(phone.post.get(&(id, false))).map(|letter| &letter.item) else { continue };
            let mut needs = item.prev.into_iter().chain(item.seen.iter().map(|tip| tip.2));
            if needs.all(|id| phone.store.fills(&id)) {
                village.ledger.fault("pending for ever");
            }
        }
        if KEYS.iter().flat_map(|key| phone.store.heads(key)).any(|id| !phone.store.counts(&id)) {
            village.ledger.fault("what does not count is shown");
        }
    }
}

/// Each value that was typed is live, or was replaced by somebody who saw it, or was refused for ever.
pub fn nothing_is_lost<S: Store>(village: &mut Village<S>) {
    let held: BTreeSet<EditId> = village.phones.iter().flat_map(|phone| phone.post.keys().map(|name| name.0)).collect();
    let fates = village.ledger.fates.values();
    let gone = fates.filter(|fate| match fate {
        Fate::Working => true,
        Fate::Sealed(id) => !held.contains(id) && !village.ledger.lost.contains(id),
        Fate::TypedOver | Fate::Undone | Fate::LostWithPhone => false,
    });
    if gone.count() > 0 {
        village.ledger.fault("what was typed is nowhere");
    }
    let phone = &village.phones[0];
    let mut faults = BTreeSet::new();
    for key in KEYS {
        let setters: BTreeMap<EditId, &Post> =
            phone.post.iter().filter(|((_, void), l)| !void && l.sets(key)).map(|((id, _), l)| (*id, l)).collect();
        let heads: BTreeSet<EditId> = phone.store.heads(key).into_iter().collect();
        let counted = || setters.keys().filter(|id| phone.store.counts(id));
        if heads.is_empty() && counted().next().is_some() {
            faults.insert("a value vanished");
        }
        for id in counted().filter(|id| !heads.contains(id)) {
            if !counted().any(|by| by != id && was_shown_to_the_writer(phone, &village.ledger, &setters, key, *by, *id))
            {
                faults.insert("silent loss");
            }
        }
    }
    if phone.is_hidden() && !deleted_by_somebody_who_saw_all(phone, &village.ledger) {
        faults.insert("hidden unseen");
    }
    village.ledger.faults.extend(faults);
}

/// Whether the writer of `by` had `id` on the screen, or something that had replaced it there, or typed it themselves.
fn was_shown_to_the_writer<S: Store>(
    phone: &Phone<S>,
    ledger: &Ledger,
    setters: &BTreeMap<EditId, &Post>,
    key: &'static str,
    by: EditId,
    id: EditId,
) -> bool {
    let Some(origin) = ledger.origins.get(&by) else { return false };
    if origin.hostile || origin.typed_before.contains(&id) {
        return true;
    }
    let screen = origin.screens.get(key).and_then(|screen| screen.get(key));
    let mut shown: Vec<EditId> = screen.into_iter().flatten().copied().collect();
    let mut at = 0;
    while let Some(head) = shown.get(at).copied() {
        if head == id {
            return true;
        }
        let tips = setters.get(&head).map(|letter| tips_of(letter)).unwrap_or_default();
        let behind: Vec<EditId> =
            setters.keys().filter(|x| !shown.contains(x) && phone.store.behind(&tips, x)).copied().collect();
        shown.extend(behind);
        at += 1;
    }
    false
}

fn tips_of(letter: &Post) -> Vec<EditId> {
    letter.item.seen.iter().map(|tip| tip.2).chain(letter.item.prev).collect()
}

/// A dossier is out of sight only where each value that is live was on the screen of somebody who deleted it.
fn deleted_by_somebody_who_saw_all<S: Store>(phone: &Phone<S>, ledger: &Ledger) -> bool {
    phone.store.heads("deleted").iter().filter(|id| phone.store.hides(id)).any(|id| {
        let Some(origin) = ledger.origins.get(id) else { return false };
        let screen = origin.screens.get("deleted");
        let live = ["field/a", "field/b"]
            .into_iter()
            .flat_map(|key| phone.store.heads(key).into_iter().map(move |h| (key, h)));
        origin.hostile
            || live.into_iter().all(|(key, head)| {
                let on_screen = screen.and_then(|s| s.get(key)).is_some_and(|shown| shown.contains(&head));
                on_screen || head == *id || origin.typed_before.contains(&head)
            })
    })
}
