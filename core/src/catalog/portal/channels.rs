//! The ways to hand in: rows of way, time limit, fee and remark, run together.
//!
//! A new row is where the name of a way is followed, without a space, by a time limit and a fee; the same words inside
//! a remark ("- Trực tuyến: …") are prose.

use super::text::{NOTHING, joined};
use super::{fees, time};
use hoso_protocol::procedure::{Channel, ChannelKind, Fee, TimeLimit};
use hoso_protocol::text::say;

/// The heading of the four columns, run together.
pub(super) const HEAD: &str = "Hình thức nộpThời gianPhí, lệ phíMô tả";
const KINDS: [(&str, ChannelKind); 3] =
    [("Trực tuyến", ChannelKind::Online), ("Trực tiếp", ChannelKind::Direct), ("Dịch vụ bưu chính", ChannelKind::Post)];
/// Time limits in words are not longer.
const WORDS: usize = 300;

/// What the cell holds.
#[derive(Debug, Default)]
pub(super) struct Channels {
    pub rows: Vec<Channel>,
    /// How many rows have digits of time and fee that can't be told apart.
    pub unclear: usize,
    pub rest: Option<String>,
}

struct Start {
    at: usize,
    kind: ChannelKind,
    time: TimeLimit,
    fee: Fee,
    /// Where the condition or the remark begins.
    end: usize,
    unclear: bool,
}

/// The name of a way as the portal has it.
pub(super) fn word(kind: ChannelKind) -> &'static str {
    KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(word, _)| word)
}

/// Takes the rows apart.
pub(super) fn channels(cell: &str) -> Channels {
    let cell = cell.trim_start();
    let cell = cell.strip_prefix(HEAD).unwrap_or(cell);
    let mut names: Vec<(usize, &str, ChannelKind)> = vec![];
    for (word, kind) in KINDS {
        names.extend(cell.match_indices(word).map(|(at, _)| (at, word, kind)));
    }
    names.sort_by_key(|(at, ..)| *at);
    let mut starts: Vec<Start> = vec![];
    let mut words: Vec<String> = vec![];
    for (at, word, kind) in names {
        if starts.last().is_some_and(|before| at < before.end) {
            continue;
        }
        let after = cell.get(at + word.len()..).unwrap_or_default();
        let row = row(after).or_else(|| in_words(after, at == 0, &mut words));
        if let Some((time, fee, length, unclear)) = row {
            starts.push(Start { at, kind, time, fee, end: at + word.len() + length, unclear });
        }
    }
    let mut found = Channels::default();
    let first = starts.first().map_or(cell.len(), |start| start.at);
    found.rest = joined(cell.get(..first).unwrap_or_default());
    let ends: Vec<usize> = starts.iter().skip(1).map(|start| start.at).chain([cell.len()]).collect();
    for (mut start, end) in starts.into_iter().zip(ends) {
        let mut note = cell.get(start.end..end).unwrap_or_default();
        // "(i) Trường hợp …" numbers a remark.
        let bracket = fees::brackets(note).filter(|(text, _)| text.chars().count() > 3);
        if let Some((condition, length)) = bracket {
            fees::with_condition(&mut start.fee, condition);
            note = note.get(length..).unwrap_or_default();
        }
        found.unclear += usize::from(start.unclear);
        found.rows.push(Channel { kind: start.kind, time: start.time, fee: start.fee, note: joined(note) });
    }
    found
}

type Read = (TimeLimit, Fee, usize, bool);

/// Time limit and fee at the beginning of this text.
fn row(after: &str) -> Option<Read> {
    if let Some((figure, currency, length)) = fees::money(after) {
        return Some(glued(after, figure, currency, length));
    }
    let (time, length) = time::read(after)?;
    let rest = after.get(length..)?;
    if let Some((fee, more)) = fees::read(rest) {
        return Some((time, fee, length + more, false));
    }
    let ends = rest.is_empty() || KINDS.iter().any(|(word, _)| rest.starts_with(word));
    ends.then(|| (time, Fee { text: NOTHING.to_owned(), ..Fee::default() }, length, false))
}

/// `120,000 VNĐ` is 1 without its unit and 20,000 VNĐ, if the condition says 20.000 and can't mean another split.
fn glued(after: &str, figure: &str, currency: &'static str, length: usize) -> Read {
    let whole = after.get(..length).unwrap_or_default();
    let condition = after.get(length..).and_then(fees::brackets).map(|(text, _)| text.replace(',', "."));
    let says = |amount: &str| {
        let amount = amount.replace(',', ".");
        let said = |text: &str| {
            // As a number of its own: "20.000", not the end of "120.000".
            condition.as_deref().is_some_and(|condition| {
                condition.match_indices(text).any(|(at, _)| {
                    let before = condition.get(..at).and_then(|left| left.chars().next_back());
                    before.is_none_or(|c| !c.is_ascii_digit() && c != '.')
                })
            })
        };
        said(&amount) && amount.len() > 3 || said(&format!("{amount}.000"))
    };
    let group = figure.find(',').unwrap_or(figure.len());
    let mut splits = (1..group).filter_map(|at| figure.split_at_checked(at)).filter(|(_, amount)| {
        !amount.starts_with('0') && amount.find(',').unwrap_or(amount.len()) <= 3 && says(amount)
    });
    match (splits.next(), splits.next()) {
        (Some((days, amount)), None) => {
            let text = format!("{amount}{currency}");
            let fee = fees::read(&text).map(|(fee, _)| fee).unwrap_or_default();
            (time::without_unit(days), fee, length, false)
        }
        _ => {
            let fee = Fee { text: whole.to_owned(), ..Fee::default() };
            (time::in_words(&say("import.time_unclear", &[])), fee, length, true)
        }
    }
}

/// A time limit in words before the fee: at the beginning of the cell, and in later rows the same words again or others
/// that begin like them.
fn in_words(after: &str, first: bool, words: &mut Vec<String>) -> Option<Read> {
    let end = [fees::FREE, NOTHING].iter().filter_map(|word| after.find(word)).min().filter(|end| *end <= WORDS)?;
    let text = after.get(..end)?;
    let same = |text: &str| text.trim().trim_end_matches('.').to_owned();
    let capital = text.chars().next().is_some_and(char::is_uppercase);
    let known = words.iter().any(|known| same(known) == same(text));
    if !capital || text.contains('\n') || !(first || known || text.starts_with("Không")) {
        return None;
    }
    words.push(text.to_owned());
    let (fee, length) = fees::read(after.get(end..)?)?;
    Some((time::in_words(text.trim()), fee, end + length, false))
}
