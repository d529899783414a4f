//! Words as both peers compare them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words in nearly every question, which say nothing.
const STOP: &[&str] = &[
    "cho", "o", "bi", "thi", "la", "va", "cua", "the", "nao", "lam", "xin", "muon", "can", "gi", "toi", "em", "minh",
    "nha", "ra", "vao", "di", "co", "khong", "duoc", "sao", "de", "khi", "thu", "tuc", "giay", "mot", "nhung", "trong",
    "voi", "tu",
];

/// The words without marks.
pub fn words(text: &str) -> Vec<String> {
    let plain: String =
        text.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)).map(|c| if c == 'đ' { 'd' } else { c }).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of a question that say something; all of them if none does.
pub fn telling(text: &str) -> Vec<String> {
    let all = words(text);
    let some: Vec<String> = all.iter().filter(|word| !STOP.contains(&word.as_str())).cloned().collect();
    if some.is_empty() { all } else { some }
}
