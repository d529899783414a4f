//! Fees: `Miễn phí`, `50,000 VNĐ`, `10 USD`, `Không có thông tin`, each with a condition in brackets or none.

use super::text::{NOTHING, joined, tidy};
use hoso_protocol::procedure::Fee;

pub(super) const FREE: &str = "Miễn phí";
/// As the portal writes them, with the unit that is kept; `None` is VND.
const CURRENCIES: [(&str, Option<&str>); 4] =
    [(" Việt Nam Đồng", None), (" VNĐ", None), (" USD", Some("USD")), (" EUR", Some("EUR"))];
/// The portal lost three noughts of many fees; what is smaller than the smallest note is not shown as a fact.
const SMALLEST: u64 = 1000;

/// The fee at the beginning of this text, without its condition, and its length.
pub(super) fn read(text: &str) -> Option<(Fee, usize)> {
    for word in [FREE, NOTHING] {
        if text.starts_with(word) {
            let amount = (word == FREE).then_some(0);
            return Some((Fee { text: word.to_owned(), amount, ..Fee::default() }, word.len()));
        }
    }
    let (figure, currency, length) = money(text)?;
    let unit = CURRENCIES.iter().find(|(word, _)| *word == currency).and_then(|(_, unit)| *unit);
    let amount = figure.replace(',', "").parse().ok().filter(|n| unit.is_some() || *n >= SMALLEST);
    let fee = Fee { text: text.get(..length)?.to_owned(), amount, unit: unit.map(str::to_owned), ..Fee::default() };
    Some((fee, length))
}

/// `figure currency` at the beginning of this text, and the length of both.
pub(super) fn money(text: &str) -> Option<(&str, &'static str, usize)> {
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b',').count();
    let figure = text.get(..digits).filter(|figure| !figure.is_empty())?;
    let rest = text.get(digits..)?;
    let (currency, _) = CURRENCIES.iter().find(|(word, _)| rest.starts_with(word))?;
    Some((figure, currency, digits + currency.len()))
}

/// Whether the portal's figure is too small to be a fee.
pub(super) fn is_tiny(fee: &Fee) -> bool {
    fee.amount.is_none() && money(&fee.text).is_some()
}

/// The text in brackets at the beginning, and the length of both brackets with it; none where they don't close.
pub(super) fn brackets(text: &str) -> Option<(&str, usize)> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return text.get(1..at).map(|inside| (inside, at + 1)).filter(|_| text.starts_with('('));
        }
    }
    None
}

/// Puts the condition to a fee. "Miễn phí" with a condition is no promise that it costs nothing.
pub(super) fn with_condition(fee: &mut Fee, condition: &str) {
    let Some(condition) = joined(condition) else { return };
    let empty = ["không", "không có", "không quy định", "không có thông tin", "miễn phí"];
    let says_nothing = empty.contains(&condition.to_lowercase().trim_end_matches('.'));
    if fee.amount == Some(0) && !says_nothing {
        fee.amount = None;
    }
    fee.text = format!("{} ({})", fee.text, tidy(&condition));
    fee.condition = Some(condition);
}
