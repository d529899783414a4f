//! The simulation as a test: some seeds of it, and that a seed is a seed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use hoso_tests::sim;

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [1, 2, 3, 4, 5, 6] {
        assert_eq!(sim::run(seed, false).trace, sim::run(seed, false).trace, "seed {seed}");
    }
}
