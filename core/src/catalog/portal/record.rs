//! One line of an export: fields of text by name.

use serde_json::Value;
use std::collections::BTreeMap;

/// Fields that this program reads.
pub(super) const KNOWN: [&str; 20] = [
    "ma_thu_tuc",
    "ten_thu_tuc",
    "detail_url",
    "so_quyet_dinh",
    "cap_thuc_hien",
    "loai_thu_tuc",
    "linh_vuc",
    "doi_tuong_thuc_hien",
    "co_quan_thuc_hien",
    "co_quan_co_tham_quyen",
    "co_quan_duoc_uy_quyen",
    "co_quan_phoi_hop",
    "dia_chi_tiep_nhan",
    "thu_tuc_lien_quan",
    "trinh_tu_thuc_hien",
    "cach_thuc_thuc_hien",
    "thanh_phan_ho_so",
    "yeu_cau_dieu_kien",
    "ket_qua_xu_ly",
    "can_cu_phap_ly",
];

/// A record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    fields: BTreeMap<String, String>,
}

impl Record {
    /// Reads a line.
    ///
    /// # Errors
    /// A code that says why it is no record.
    pub fn read(line: &str) -> Result<Self, &'static str> {
        let Ok(Value::Object(object)) = serde_json::from_str(line) else { return Err("not_json") };
        let mut fields = BTreeMap::new();
        for (key, value) in object {
            match value {
                Value::String(text) => drop(fields.insert(key, text)),
                Value::Null => {}
                _ => return Err("not_text"),
            }
        }
        let record = Self { fields };
        if !is_code(record.code()) {
            return Err("wrong_code");
        }
        if super::text::tidy(record.text("ten_thu_tuc")).is_empty() {
            return Err("no_name");
        }
        Ok(record)
    }

    /// Its code.
    pub fn code(&self) -> &str {
        self.text("ma_thu_tuc").trim()
    }

    /// A field; empty where it has none.
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// Fields that this program does not know.
    pub fn unknown(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().filter(|(key, _)| !KNOWN.contains(key))
    }
}

/// `1.001193`.
fn is_code(text: &str) -> bool {
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    text.split_once('.').is_some_and(|(first, rest)| digits(first, 1) && digits(rest, 6))
}
