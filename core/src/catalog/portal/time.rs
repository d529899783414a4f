//! Time limits: `5 Ngày làm việc`, `24 Giờ`, `1` without a unit, `Không có thông tin`.

use super::text::NOTHING;
use hoso_protocol::procedure::{TimeLimit, TimeUnit};
use hoso_protocol::text::say;

/// Longer ones first.
const UNITS: [(&str, TimeUnit); 5] = [
    (" Ngày làm việc", TimeUnit::WorkingDays),
    (" Giờ làm việc", TimeUnit::Hours),
    (" Ngày", TimeUnit::Days),
    (" Giờ", TimeUnit::Hours),
    (" Tháng", TimeUnit::Months),
];

/// The time limit at the beginning of this text, and its length. A figure without a unit is one only where it stands
/// alone; where digits of a fee follow, nobody can tell them apart here.
pub(super) fn read(text: &str) -> Option<(TimeLimit, usize)> {
    if text.starts_with(NOTHING) {
        return Some((TimeLimit { text: NOTHING.to_owned(), ..TimeLimit::default() }, NOTHING.len()));
    }
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    let figure = text.get(..digits).filter(|figure| figure.starts_with(|c: char| c.is_ascii_digit()))?;
    let rest = text.get(digits..)?;
    let amount = figure.parse().ok();
    match UNITS.iter().find(|(word, _)| rest.starts_with(word)) {
        Some((word, unit)) => {
            let length = digits + word.len();
            let text = text.get(..length)?.to_owned();
            Some((TimeLimit { text, amount, unit: *unit, ..TimeLimit::default() }, length))
        }
        None => Some((without_unit(figure), digits)),
    }
}

/// A figure whose unit the portal lost. It is never guessed.
pub(super) fn without_unit(figure: &str) -> TimeLimit {
    let text = say("import.no_unit", &[("n", figure)]);
    TimeLimit { text, amount: figure.parse().ok(), unit: TimeUnit::Unknown, ..TimeLimit::default() }
}

/// A time limit in words.
pub(super) fn in_words(text: &str) -> TimeLimit {
    TimeLimit { text: text.to_owned(), ..TimeLimit::default() }
}
