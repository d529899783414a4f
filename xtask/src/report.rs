//! The closing lines: what was run, what passed, what did not run and why.

use std::fmt;

/// How many checks of one suite passed, failed and were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Checks that passed.
    pub passed: u64,
    /// Checks that failed; a suite that could not start counts as one.
    pub failed: u64,
    /// Checks that the runner left out (`#[ignore]`).
    pub skipped: u64,
}

impl Count {
    /// A suite that is one single yes or no.
    pub fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed), skipped: 0 }
    }

    /// Adds the counts of a `test result:` line, the last line of each test program; other lines change nothing.
    pub fn add_line(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else { return };
        let counts = rest.split_once(". ").map_or(rest, |(_, counts)| counts);
        for part in counts.split(';') {
            if let Some((number, word)) = part.trim().split_once(' ')
                && let Ok(number) = number.parse::<u64>()
            {
                match word {
                    "passed" => self.passed += number,
                    "failed" => self.failed += number,
                    "ignored" => self.skipped += number,
                    _ => {}
                }
            }
        }
    }
}

impl Count {
    /// The outcome of a suite whose program ended so. A crate that did not compile or a test program that was killed writes
    /// no result line: that is a failure too.
    pub fn ended(mut self, well: bool) -> Outcome {
        if !well && self.failed == 0 {
            self.failed = 1;
        }
        Outcome::Ran(self)
    }

    /// Takes over the counts of Maven's last line, `Tests run: 9, Failures: 0, Errors: 0, Skipped: 0`. The lines of single
    /// classes, which say how long each took, change nothing.
    pub fn add_maven_line(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("Tests run: ").filter(|_| !line.contains("Time elapsed")) else {
            return;
        };
        let number = |word: &str| {
            let part = counts.split(',').find(|part| part.trim().starts_with(word) || word.is_empty())?;
            part.trim().trim_start_matches(word).trim_matches([':', ' ']).parse::<u64>().ok()
        };
        let [run, failures, errors, skipped] =
            ["", "Failures", "Errors", "Skipped"].map(|word| number(word).unwrap_or_default());
        self.failed += failures + errors;
        self.skipped += skipped;
        self.passed += run.saturating_sub(failures + errors + skipped);
    }
}

/// How a suite ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ran.
    Ran(Count),
    /// It could not run here, with the reason; said aloud, but no failure.
    Skipped(String),
}

impl Outcome {
    /// Whether the whole run must fail. A suite in which nothing at all ran fails too.
    pub fn failed(&self) -> bool {
        matches!(self, Self::Ran(c) if c.failed > 0 || c.passed == 0)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ran(Count { passed, failed, skipped: 0 }) => write!(f, "{passed} passed, {failed} failed"),
            Self::Ran(Count { passed, failed, skipped }) => {
                write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
            }
            Self::Skipped(why) => write!(f, "skipped ({why})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_several_test_programs_add_up() {
        let mut count = Count::default();
        for line in [
            "running 3 tests",
            "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 5 passed; 4 failed; 0 ignored; 7 measured; 9 filtered out; finished in 0.00s",
        ] {
            count.add_line(line);
        }
        assert_eq!(count, Count { passed: 7, failed: 4, skipped: 1 });
    }

    #[test]
    fn the_counts_of_a_maven_run_are_taken_once() {
        let mut count = Count::default();
        for line in [
            "[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1.2 s -- in vn.hoso.core.StoryTest",
            "[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 0, Time elapsed: 1.2 s <<< FAILURE! -- in vn.Other",
            "[ERROR] Tests run: 10, Failures: 1, Errors: 1, Skipped: 2",
        ] {
            count.add_maven_line(line);
        }
        assert_eq!(count, Count { passed: 6, failed: 2, skipped: 2 });
    }

    #[test]
    fn a_test_that_prints_numbers_is_not_counted() {
        let mut count = Count::default();
        count.add_line("it says 3 passed; 1 failed");
        assert_eq!(count, Count::default());
    }

    #[test]
    fn a_suite_in_which_nothing_ran_is_a_failure_and_a_skipped_one_is_not() {
        assert!(Outcome::Ran(Count::default()).failed());
        assert!(Outcome::Ran(Count::one(false)).failed());
        assert!(!Outcome::Ran(Count::one(true)).failed());
        assert!(!Outcome::Skipped("no tool".into()).failed());
    }

    #[test]
    fn closing_lines_have_the_form_that_machines_read() {
        assert_eq!(Outcome::Ran(Count { passed: 12, failed: 0, skipped: 0 }).to_string(), "12 passed, 0 failed");
        assert_eq!(
            Outcome::Ran(Count { passed: 1, failed: 2, skipped: 3 }).to_string(),
            "1 passed, 2 failed, 3 skipped"
        );
        assert_eq!(Outcome::Skipped("no tool".into()).to_string(), "skipped (no tool)");
    }
}
