//! What the law promises, over many histories.

use crate::dice::seeds;
use crate::laws::{Law, Slow};
use crate::store::Both;
use crate::village::Village;
use hoso_protocol::merge::History;

const STEPS: usize = 40;

#[test]
fn nothing_is_lost_and_all_agree_among_honest_phones() {
    for seed in seeds(400) {
        let faults = Village::<Both>::new(seed, Law::Right, 3, false).lives(STEPS);
        assert!(faults.is_empty(), "seed {seed}: {faults:?}");
    }
}

#[test]
fn nothing_is_lost_and_all_agree_with_a_foe_among_them() {
    for seed in seeds(400) {
        let faults = Village::<Both>::new(seed, Law::Right, 3, true).lives(STEPS);
        assert!(faults.is_empty(), "seed {seed}: {faults:?}");
    }
}

#[test]
fn long_histories_hold_as_well() {
    for seed in seeds(20) {
        let faults = Village::<History>::new(seed, Law::Right, 4, seed % 2 == 0).lives(300);
        assert!(faults.is_empty(), "seed {seed}: {faults:?}");
    }
}

/// Each of them looks right. If one of them gets through, the judge has gone blind.
#[test]
fn each_of_the_seven_wrong_laws_is_caught() {
    for law in Law::WRONG {
        let lives = |seed| Village::<Slow>::new(seed, law, 3, false).lives(STEPS);
        let caught = (0..3_000).find_map(|seed| Some((seed, lives(seed))).filter(|(_, faults)| !faults.is_empty()));
        let (seed, faults) = caught.unwrap_or_else(|| panic!("{law:?} was not caught"));
        println!("{law:?} is caught by history {seed}: {faults:?}");
    }
}

/// What a phone writes alone follows its own chain, on however many screens and however often it is sent and sealed.
#[test]
fn one_who_writes_alone_never_sees_a_conflict_with_themselves() {
    for seed in seeds(300) {
        let mut village = Village::<Both>::new(seed, Law::Right, 1, false);
        village.without_copies();
        for _ in 0..STEPS {
            village.step();
            let draft = village.phones[0].draft();
            assert_eq!(draft.conflicts().count(), 0, "seed {seed}");
        }
    }
}
