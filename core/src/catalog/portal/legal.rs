//! Laws and decisions: names and numbers, run together: `Luật Hộ tịch60/2014/QH13Nghị định…`.

use super::text::{present, tidy};
use hoso_protocol::procedure::Legal;

/// The heading of the two columns, run together.
pub(super) const HEAD: &str = "Tên văn bản pháp lýMã văn bản";
/// Who makes laws, as numbers end with them; longer ones before those they begin with.
const MAKERS: [&str; 40] = [
    "BNNPTNT", "BNNMT", "BNN", "BTNMT", "BTTTT", "BTP", "BTC", "BCA", "BCT", "NHNN", "BGTVT", "BGDĐT", "BXD", "BKHĐT",
    "BKHCN", "BLĐTBXH", "BYT", "BNV", "BNG", "BQP", "BVHTTDL", "BDTTG", "BHXH", "TTCP", "TTg", "VPCP", "VPQH",
    "UBTVQH", "UBDT", "UBND", "HĐND", "HĐTP", "TANDTC", "VKSNDTC", "KTNN", "TCHQ", "CTN", "CP", "CQ", "TW",
];
/// Sorts of laws, as numbers have them before their makers.
const KINDS: [&str; 12] = ["TTLT-", "TT-", "NĐ-", "ND-", "NQ-", "QĐ-", "CT-", "VBHN-", "PL-", "L-", "LCT-", "CV-"];
/// What may stand before the figures in the cell of the number.
const SORTS: [&str; 14] = [
    "Thông tư liên tịch số ",
    "Thông tư liên tịch ",
    "Văn bản hợp nhất số ",
    "Văn bản hợp nhất ",
    "Luật số ",
    "Luật ",
    "Nghị định số ",
    "Nghị định ",
    "Thông tư số ",
    "Thông tư ",
    "Quyết định số ",
    "Quyết định ",
    "Nghị quyết số ",
    "Nghị quyết ",
];

/// Takes the laws apart. What follows the last number is a name without one.
pub(super) fn legal(cell: &str) -> Vec<Legal> {
    let cell = cell.trim();
    let cell = cell.strip_prefix(HEAD).unwrap_or(cell);
    let (mut found, mut start, mut from) = (vec![], 0, 0);
    while let Some((at, end)) = number(cell, from) {
        from = end;
        if let Some(cell_start) = cell_of_number(cell, start, at) {
            let name = tidy(cell.get(start..cell_start).unwrap_or_default());
            let number = tidy(cell.get(cell_start..end).unwrap_or_default());
            found.push(Legal { number, name, basis: None });
            start = end;
        }
    }
    if let Some(name) = present(cell.get(start..)) {
        found.push(Legal { number: String::new(), name, basis: None });
    }
    found
}

/// The next `digits/year/letters` from `from` on; decisions have no year: `2222/QĐ-BHXH`.
fn number(cell: &str, from: usize) -> Option<(usize, usize)> {
    for (slash, _) in cell.get(from..)?.match_indices('/') {
        let slash = from + slash;
        let after = cell.get(slash + 1..)?;
        let year = after.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
        let length = if year {
            after.get(4..).and_then(|rest| rest.strip_prefix('/')).map(|ending| 5 + letters(ending)).filter(|n| *n > 5)
        } else {
            made_by(after).filter(|_| after.starts_with("QĐ-"))
        };
        let Some(length) = length else { continue };
        let before = cell.get(from..slash)?;
        let run = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let digits = before.get(before.len() - run..)?;
        // "ngày 17/11/202072/2020/QH14": a year stands before the number.
        let glued_year = year && run > 4 && (digits.starts_with("19") || digits.starts_with("20"));
        let run = if glued_year { run - 4 } else { run };
        if run > 0 {
            return Some((slash - run, slash + 1 + length));
        }
    }
    None
}

/// How long the letters of a number are: `QH13`, `NĐ-CP`, `TT-BTC`. The first capital of the next name does not belong.
fn letters(text: &str) -> usize {
    if let Some(length) = made_by(text) {
        return length;
    }
    for assembly in ["QH", "UBTVQH"] {
        if let Some(rest) = text.strip_prefix(assembly) {
            let digits = if rest.starts_with('1') { 2 } else { 1 };
            let digits = rest.bytes().take(digits).take_while(u8::is_ascii_digit).count();
            return assembly.len() + digits;
        }
    }
    let capital = |c: char| c.is_uppercase() || c == '-';
    let end = text.find(|c| !capital(c)).unwrap_or(text.len());
    let goes_on = text.get(end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_lowercase);
    let run = text.get(..end).unwrap_or_default();
    match run.char_indices().next_back() {
        Some((last, _)) if goes_on && run.chars().count() > 1 => last,
        _ => end,
    }
}

/// `TT-BTC`, `TTLT-BTC-BTP`: a known sort and known makers.
fn made_by(text: &str) -> Option<usize> {
    let maker = |rest: &str| MAKERS.iter().find(|maker| rest.starts_with(**maker)).map(|maker| maker.len());
    let sort = KINDS.iter().find(|kind| text.starts_with(**kind))?;
    let mut length = sort.len() + maker(text.get(sort.len()..)?)?;
    while let Some(more) = text.get(length..).and_then(|rest| rest.strip_prefix('-')).and_then(maker) {
        length += 1 + more;
    }
    Some(length)
}

/// Where the cell of the number begins whose figures stand at `at`; `None` if it is part of the name: cells meet without
/// a space, words of a name don't.
fn cell_of_number(cell: &str, start: usize, at: usize) -> Option<usize> {
    let before = cell.get(start..at)?;
    if before.chars().next_back().is_none_or(|c| !c.is_whitespace()) {
        return Some(at);
    }
    let sort = SORTS.iter().find(|sort| before.ends_with(**sort))?;
    let place = at - sort.len();
    let glued = cell.get(start..place)?.chars().next_back().is_some_and(|c| !c.is_whitespace());
    glued.then_some(place)
}
