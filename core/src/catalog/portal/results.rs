//! Results with their numbers, search words and description; the tail of the page is cut off.

use super::text::{joined, tidy};
use hoso_protocol::procedure::Outcome;

/// What follows on the page: a choice of offices and a button.
pub(super) const FURNITURE: [&str; 9] = [
    "Chọn cơ quan thực hiện",
    "Tỉnh/ Thành phố",
    "Bộ ngành",
    "-- Chọn",
    "Phường/ Xã",
    "Sở",
    "Đơn vị",
    "Hệ thống chỉ hiển thị những cơ quan đã áp dụng dịch vụ công trực tuyến",
    "Nộp hồ sơ",
];
pub(super) const KEYWORDS: &str = "Từ khóa";
pub(super) const DESCRIPTION: &str = "Mô tả";
pub(super) const CODE: &str = "Mã: ";

/// What the cell holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Results {
    pub outcomes: Vec<Outcome>,
    pub keywords: Option<String>,
    pub description: Option<String>,
}

/// The cell without the tail of the page.
pub(super) fn without_furniture(cell: &str) -> &str {
    let [begin, next, ..] = FURNITURE;
    match cell.rfind(begin) {
        Some(at) if cell.get(at + begin.len()..).is_some_and(|tail| tail.starts_with(next)) => {
            cell.get(..at).unwrap_or(cell)
        }
        _ => cell,
    }
}

/// Takes the results apart.
pub(super) fn results(cell: &str) -> Results {
    let cell = without_furniture(cell);
    let mut found = Results::default();
    let words = cell.rfind(KEYWORDS).filter(|at| cell.get(*at..).is_some_and(|tail| tail.contains(DESCRIPTION)));
    let (list, tail) = cell.split_at_checked(words.unwrap_or(cell.len())).unwrap_or((cell, ""));
    if let Some((keywords, description)) = tail.strip_prefix(KEYWORDS).and_then(|tail| tail.split_once(DESCRIPTION)) {
        found.keywords = joined(keywords);
        found.description = joined(description);
    }
    let mut rest = list;
    while let Some((name, after)) = rest.split_once(CODE) {
        let length = code(after);
        let (code, next) = after.split_at_checked(length).unwrap_or((after, ""));
        let code = Some(code.to_owned()).filter(|code| !code.is_empty());
        found.outcomes.push(Outcome { name: tidy(name), code });
        rest = next;
    }
    if let Some(name) = super::text::present(Some(rest)) {
        found.outcomes.push(Outcome { name, code: None });
    }
    found
}

/// How long the number at the beginning of this text is: `KQ.G15.000102`, `000.00.00.G04-KQ3328`; it ends in a digit.
fn code(text: &str) -> usize {
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    let end = text.find(|c| !fits(c)).unwrap_or(text.len());
    text.get(..end).and_then(|run| run.rfind(|c: char| c.is_ascii_digit())).map_or(0, |last| last + 1)
}
