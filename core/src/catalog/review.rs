//! An officer's signature under a guide: `[review]` in its file.

use super::compile::{GuideText, Ledger, Report, compile};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What signing came to.
#[derive(Debug)]
pub enum Signed {
    /// The guide is signed; the report says what it holds.
    Yes(Report),
    /// The guide, or what was to be written into it, has errors; nothing was written.
    No(Report),
    /// There is no file of this code.
    NoGuide,
}

/// Writes who stands for a guide, and since when, into its file. All other lines stay as they are.
///
/// # Errors
/// The file cannot be read or written.
pub fn sign(folder: &Path, code: &str, by: &str, on: &str) -> io::Result<Signed> {
    let Some(file) = file_of(folder, code) else { return Ok(Signed::NoGuide) };
    let text = with_review(&fs::read_to_string(&file)?, by, on);
    let guide = GuideText { file: file.display().to_string(), text };
    // Keys are the ledger's matter; whether the guide is sound is this one's.
    let report = compile(std::slice::from_ref(&guide), &Ledger::default());
    if !report.is_ok() {
        return Ok(Signed::No(report));
    }
    // Beside it and renamed: a power cut leaves the old file or the new one.
    let beside = file.with_extension("toml.part");
    fs::write(&beside, &guide.text)?;
    fs::rename(&beside, &file)?;
    Ok(Signed::Yes(report))
}

/// Only a plain file name is looked for, never a path that somebody typed.
fn file_of(folder: &Path, code: &str) -> Option<PathBuf> {
    let plain = code.chars().all(|c| c.is_ascii_digit() || c == '.');
    let name = format!("{code}.toml");
    let mut places = [folder.join("guides").join(&name), folder.join(&name)].into_iter();
    places.find(|place| plain && place.is_file())
}

fn with_review(text: &str, by: &str, on: &str) -> String {
    let [by, on] = [by, on].map(|value| toml::Value::String(value.trim().to_owned()));
    let block = format!("[review]\nby = {by}\non = {on}\n\n");
    let mut out = String::with_capacity(text.len() + block.len());
    let (mut inside, mut done) = (false, false);
    for line in text.split_inclusive('\n') {
        let head = line.starts_with('[');
        if head {
            inside = line.trim_end() == "[review]";
        }
        if inside {
            continue;
        }
        // Before the first list, so that it stands below `[source]`.
        if head && line.starts_with("[[") && !done {
            out.push_str(&block);
            done = true;
        }
        out.push_str(line);
    }
    if !done {
        out.push('\n');
        out.push_str(block.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Signed, sign, with_review};
    use std::path::Path;

    fn copy() -> tempfile::TempDir {
        let temp = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog/guides/1.013227.toml");
        std::fs::create_dir(temp.path().join("guides")).unwrap();
        std::fs::copy(from, temp.path().join("guides/1.013227.toml")).unwrap();
        temp
    }

    #[test]
    fn a_signed_guide_names_who_and_when_and_no_other_line_changed() {
        let temp = copy();
        let file = temp.path().join("guides/1.013227.toml");
        let before = std::fs::read_to_string(&file).unwrap();
        let Signed::Yes(report) =
            sign(temp.path(), "1.013227", "Trần Thị \"Lan\", xã Phước Chỉ", "2026-12-01").unwrap()
        else {
            panic!("not signed")
        };
        let review = &report.guides[0].procedure.review;
        assert_eq!(review.by.as_deref(), Some("Trần Thị \"Lan\", xã Phước Chỉ"));
        assert_eq!(review.on.as_deref(), Some("2026-12-01"));
        let after = std::fs::read_to_string(&file).unwrap();
        let lost: Vec<_> = before.lines().filter(|line| !after.lines().any(|other| other == *line)).collect();
        assert!(lost.is_empty() && after.lines().count() == before.lines().count() + 4, "{lost:?}");
    }

    #[test]
    fn signing_again_replaces_the_signature() {
        let once =
            with_review("code = \"x\"\n\n[source]\ntext = \"a\"\n\n[[legal]]\nnumber = \"1\"\n", "A", "2026-12-01");
        let twice = with_review(&once, "B", "2027-01-02");
        assert_eq!(twice.matches("[review]").count(), 1);
        assert!(
            twice.contains("by = \"B\"") && !twice.contains("by = \"A\"") && twice.contains("[source]\ntext = \"a\"")
        );
        assert_eq!(with_review(&twice, "A", "2026-12-01"), once);
    }

    #[test]
    fn a_day_that_is_none_or_a_code_that_is_a_path_signs_nothing() {
        let temp = copy();
        let file = temp.path().join("guides/1.013227.toml");
        let before = std::fs::read(&file).unwrap();
        assert!(matches!(sign(temp.path(), "1.013227", "Lan", "hôm nay").unwrap(), Signed::No(_)));
        for code in ["9.999999", "../1.013227", "guides/1.013227"] {
            assert!(matches!(sign(temp.path(), code, "Lan", "2026-12-01").unwrap(), Signed::NoGuide), "{code}");
        }
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
}
