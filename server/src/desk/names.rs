//! Names of files that every computer of an office can unpack.

use unicode_normalization::UnicodeNormalization as _;

/// A name's part at most this long.
const MOST: usize = 40;

/// The name of a page's file: number of the paper, its name without marks, number of the page.
pub fn page(paper: usize, name: &str, page: usize, kind: &str) -> String {
    let end = match kind {
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "jpg",
    };
    format!("{paper:02}-{}-{page}.{end}", plain(name))
}

/// Lower-case letters and digits with single hyphens.
fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in name.to_lowercase().nfd() {
        let c = if c == 'đ' { 'd' } else { c };
        if c.is_ascii_alphanumeric() && out.len() < MOST {
            out.push(c);
        } else if !is_mark(c) && !out.is_empty() && !out.ends_with('-') && out.len() < MOST {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "giay".to_owned() } else { out.to_owned() }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_its_marks_and_nothing_else() {
        assert_eq!(page(2, "Giấy chứng sinh (bản chính)", 1, "image/jpeg"), "02-giay-chung-sinh-ban-chinh-1.jpg");
        assert_eq!(page(12, "ĐƠN đề nghị; ảnh 4×6", 3, "image/png"), "12-don-de-nghi-anh-4-6-3.png");
        assert_eq!(page(1, "../../etc/passwd", 1, "image/webp"), "01-etc-passwd-1.webp");
        assert_eq!(page(1, "???", 1, "x"), "01-giay-1.jpg");
        assert_eq!(page(1, &"ữ".repeat(100), 1, "image/jpeg").len(), "01--1.jpg".len() + MOST);
    }
}
