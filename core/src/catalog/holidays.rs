//! The working days of state offices, as `catalog/holidays.tsv` has them.

use hoso_protocol::calendar::Calendar;

const TEXT: &str = include_str!("../../../catalog/holidays.tsv");

/// The calendar built into this program. Its file is read by the tests, line by line; should it all the same be
/// unreadable, no year is known and every expected day is shown as uncertain.
pub fn calendar() -> Calendar {
    Calendar::parse(TEXT).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, NaiveDate};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_line_can_be_read_and_says_where_it_stands() {
        Calendar::parse(TEXT).unwrap();
        for line in TEXT.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert!(cells.len() == 3 && cells[2].chars().count() > 10, "{line}");
        }
    }

    #[test]
    fn a_day_off_is_a_weekday_and_a_day_worked_instead_is_not() {
        for line in TEXT.lines().filter(|l| !l.starts_with('#')) {
            let weekend = |text: &str| day(text).weekday().number_from_monday() > 5;
            match line.split('\t').collect::<Vec<_>>()[..] {
                [text, "off", _] => assert!(!weekend(text), "{line}"),
                [text, "worked", _] => assert!(weekend(text), "{line}"),
                _ => {}
            }
        }
    }

    #[test]
    fn the_holidays_of_2026_are_off_and_the_two_saturdays_are_worked() {
        let calendar = calendar();
        assert!(calendar.knows(2026));
        for off in ["2026-01-02", "2026-02-16", "2026-02-20", "2026-04-27", "2026-08-31", "2026-09-01", "2026-11-24"] {
            assert!(!calendar.is_working_day(day(off)), "{off}");
        }
        for worked in ["2026-01-10", "2026-08-22", "2026-02-23", "2026-11-23", "2026-11-25"] {
            assert!(calendar.is_working_day(day(worked)), "{worked}");
        }
        let before_tet = day("2026-02-13").and_hms_opt(9, 0, 0).unwrap();
        let expected = calendar.expected(before_tet, 1).unwrap();
        assert_eq!((expected.day, expected.certain), (day("2026-02-23"), true));
    }

    #[test]
    fn a_day_counted_into_2027_is_uncertain_until_the_year_is_announced_in_full() {
        let calendar = calendar();
        assert!(!calendar.knows(2027) && !calendar.is_working_day(day("2027-02-08")));
        let december = day("2026-12-31").and_hms_opt(9, 0, 0).unwrap();
        let expected = calendar.expected(december, 1).unwrap();
        assert_eq!((expected.day, expected.certain), (day("2027-01-04"), false));
    }
}
