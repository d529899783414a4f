//! Rows of a table: what each one is, and their order.

use super::tables::Row;
use super::{forms, text::tidy};
use hoso_protocol::procedure::PaperForm;

/// A row understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub name: String,
    pub files: Vec<String>,
    pub form: PaperForm,
    pub originals: u32,
    pub copies: u32,
}

/// How a paper is called at the beginning of a row.
const PAPERS: [&str; 26] = [
    "tờ khai",
    "đơn",
    "giấy",
    "bản sao",
    "bản chụp",
    "bản chính",
    "hợp đồng",
    "văn bản",
    "quyết định",
    "ảnh",
    "sổ",
    "thẻ",
    "hộ chiếu",
    "báo cáo",
    "danh sách",
    "phiếu",
    "biên bản",
    "tài liệu",
    "chứng từ",
    "công văn",
    "tờ trình",
    "bảng",
    "mẫu số",
    "chứng minh",
    "hóa đơn",
    "bản kê",
];
/// A short name has no such words; a remark nearly always has.
const REMARKS: [&str; 6] = ["phải", "không", "trường hợp", "được", "đối với", "thì"];
/// Longer texts without a quantity are remarks.
const SHORT: usize = 120;

/// The rows in the order of their own numbers.
pub(super) fn items(title: Option<&str>, rows: &[Row]) -> Vec<Item> {
    sorted(rows.iter().map(|row| item(title, row)))
}

fn item(title: Option<&str>, row: &Row) -> Item {
    let (name, files) = forms::split(&row.text);
    let files: Vec<String> = files.into_iter().map(tidy).collect();
    let name = tidy(name);
    let form = form(title, &name, row, !files.is_empty());
    Item { name, files, form, originals: row.originals, copies: row.copies }
}

fn form(title: Option<&str>, name: &str, row: &Row, has_file: bool) -> PaperForm {
    let lower = name.to_lowercase();
    let start = lower.trim_start_matches(|c: char| !c.is_alphabetic());
    let none = row.originals + row.copies == 0;
    let like_paper = PAPERS.iter().any(|word| start.starts_with(word))
        && name.chars().count() <= SHORT
        && !name.ends_with(':')
        && !REMARKS.iter().any(|word| lower.contains(word));
    let to_show = title.map(str::to_lowercase).is_some_and(|t| t.contains("xuất trình") && !t.contains("nộp"));
    if start.starts_with("xuất trình") || lower.contains("(xuất trình") || to_show && (!none || like_paper) {
        PaperForm::Shown
    } else if none && !(like_paper || has_file || counts(start)) {
        PaperForm::Note
    } else if row.originals == 0 && row.copies > 0 {
        PaperForm::Copy
    } else {
        PaperForm::Original
    }
}

/// "…: 01 bản chính", and no condition before it.
fn counts(start: &str) -> bool {
    let counted = ["bản chính", "bản chụp", "bản sao"]
        .iter()
        .any(|what| (1..=3).any(|n| start.contains(&format!("0{n} {what}"))));
    counted && !["trường hợp", "đối với", "người", "số lượng", "trong"].iter().any(|word| start.starts_with(word))
}

/// Rows with a number change places among themselves; the others stay where they are.
fn sorted(items: impl Iterator<Item = Item>) -> Vec<Item> {
    let mut places: Vec<Option<Item>> = vec![];
    let mut numbered = vec![];
    for item in items {
        match number(&item.name) {
            Some(number) => {
                numbered.push((number, item));
                places.push(None);
            }
            None => places.push(Some(item)),
        }
    }
    numbered.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut numbered = numbered.into_iter().map(|(_, item)| item);
    places.into_iter().filter_map(|place| place.or_else(|| numbered.next())).collect()
}

const LETTERS: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// The number at the beginning: `2.`, `(3)`, `a)`, `1.2.`, `a.2)`. Numbers come before letters.
fn number(name: &str) -> Option<Vec<u32>> {
    let text = name.trim_start_matches(['-', '+', '*', '•', '(', ' ']).to_lowercase();
    let mut key = vec![];
    let mut rest = text.as_str();
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (step, length) = if (1..=3).contains(&digits) {
            (rest.get(..digits)?.parse().ok()?, digits)
        } else {
            let letter = rest.chars().next()?;
            let place = LETTERS.chars().position(|known| known == letter)?;
            (1000 + u32::try_from(place).ok()?, letter.len_utf8())
        };
        key.push(step);
        rest = rest.get(length..)?;
        // "a1)": a letter with a number after it.
        if step >= 1000 && key.len() == 1 && rest.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        match rest.chars().next()? {
            ')' | '/' => return Some(key),
            '.' => {
                rest = rest.get(1..)?;
                let next = rest.chars().next()?;
                let goes_on = next.is_ascii_digit() || key.len() == 1 && rest.chars().nth(1) == Some(')');
                if !goes_on {
                    return Some(key);
                }
            }
            _ => return None,
        }
    }
}
