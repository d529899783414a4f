//! Working days: Monday to Friday, less public holidays, plus the days that are worked instead. Holidays are data.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use std::collections::BTreeSet;

/// The calendar of state offices for some years.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    off: BTreeSet<NaiveDate>,
    worked: BTreeSet<NaiveDate>,
    years: BTreeSet<i32>,
}

/// A line of the calendar that can't be read; its number from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {0} of the calendar can't be read: `YYYY-MM-DD<TAB>off|worked<TAB>source` or `YYYY<TAB>year<TAB>source` expected"
)]
pub struct WrongLine(pub usize);

impl Calendar {
    /// Reads lines `date<TAB>off|worked<TAB>source`; a line `YYYY<TAB>year<TAB>source` says that a year is complete.
    /// Empty lines and lines that start with `#` are notes.
    pub fn parse(text: &str) -> Result<Self, WrongLine> {
        let mut calendar = Self::default();
        for (i, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || WrongLine(i + 1);
            let mut cells = line.split('\t');
            let (day, what) = (cells.next().ok_or_else(wrong)?, cells.next().ok_or_else(wrong)?);
            match what {
                "year" => drop(calendar.years.insert(day.parse().map_err(|_| wrong())?)),
                "off" => drop(calendar.off.insert(day.parse().map_err(|_| wrong())?)),
                "worked" => drop(calendar.worked.insert(day.parse().map_err(|_| wrong())?)),
                _ => return Err(wrong()),
            }
        }
        Ok(calendar)
    }

    /// Whether the holidays of a year are known.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Whether offices work on a day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.worked.contains(&day) || (!weekend && !self.off.contains(&day))
    }

    /// The first working day after a day; `None` beyond the last day that can be written.
    pub fn next_working_day(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.iter_days().skip(1).find(|d| self.is_working_day(*d))
    }

    /// The day on which something received now is expected, `days` working days later ("dự kiến", never a promise).
    /// What comes in on a day off counts from the next working day. The day of receipt does not count.
    pub fn expected(&self, received: NaiveDateTime, days: u32) -> Option<Expected> {
        let mut day = received.date();
        if !self.is_working_day(day) {
            day = self.next_working_day(day)?;
        }
        // More than ten years of working days is no time limit that anybody set.
        for _ in 0..days.min(3_000) {
            day = self.next_working_day(day)?;
        }
        Some(Expected { day, certain: (received.year()..=day.year()).all(|year| self.knows(year)) })
    }

    /// As `expected` where the source says: on the day of receipt, and on the next working day if received after 15:00.
    pub fn same_day(&self, received: NaiveDateTime) -> Option<Expected> {
        let three = NaiveTime::from_hms_opt(15, 0, 0)?;
        let late = self.is_working_day(received.date()) && received.time() > three;
        self.expected(received, u32::from(late))
    }
}

/// An expected day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The day.
    pub day: NaiveDate,
    /// Whether the holidays of all years on the way are known.
    pub certain: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn calendar() -> Calendar {
        Calendar::parse("# note\n2026\tyear\tx\n2026-01-01\toff\tx\n2026-01-02\toff\tx\n2026-01-10\tworked\tx\n2026-11-24\toff\tx\n").unwrap()
    }

    #[test]
    fn a_holiday_and_a_weekend_do_not_count_and_a_saturday_worked_instead_does() {
        let c = calendar();
        assert_eq!(c.expected(at("2025-12-31 09:00"), 1).unwrap().day.to_string(), "2026-01-05");
        assert_eq!(c.expected(at("2026-01-09 09:00"), 1).unwrap().day.to_string(), "2026-01-10");
        assert_eq!(c.expected(at("2026-11-23 09:00"), 1).unwrap().day.to_string(), "2026-11-25");
        assert_eq!(c.expected(at("2026-11-21 09:00"), 0).unwrap().day.to_string(), "2026-11-23");
    }

    #[test]
    fn after_three_the_result_comes_the_next_working_day() {
        let c = calendar();
        assert_eq!(c.same_day(at("2026-11-20 15:00")).unwrap().day.to_string(), "2026-11-20");
        assert_eq!(c.same_day(at("2026-11-20 15:01")).unwrap().day.to_string(), "2026-11-23");
        assert_eq!(c.same_day(at("2026-11-22 16:00")).unwrap().day.to_string(), "2026-11-23");
    }

    #[test]
    fn a_year_whose_holidays_are_not_known_is_said_to_be_uncertain() {
        let c = calendar();
        assert!(c.expected(at("2026-11-20 09:00"), 3).unwrap().certain);
        assert!(!c.expected(at("2026-12-30 09:00"), 9).unwrap().certain);
        assert!(!c.expected(at("2025-12-30 09:00"), 3).unwrap().certain);
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert_eq!(Calendar::parse("2026\tyear\tx\n2026-13-01\toff\tx").unwrap_err(), WrongLine(2));
        assert_eq!(Calendar::parse("x").unwrap_err(), WrongLine(1));
    }
}
