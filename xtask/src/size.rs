//! `library_mb`: the library that ships on a phone, one ABI, size-optimised and stripped, against the committed table.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::cargo::{answers, cargo, root, target};

/// Growth over the last row of the table that is worth a word, in bytes.
const WORTH_A_WORD: u64 = 100_000;

/// Builds with the profile `dist`, strips a copy and weighs it.
pub fn row() -> Result<Option<Value>, String> {
    if !answers(Command::new("strip").arg("--version")) {
        eprintln!("library_mb was not measured: `strip` is missing (Debian: apt-get install binutils)");
        return Ok(None);
    }
    let args = ["build", "--locked", "--package", "hoso-ffi", "--lib", "--profile", "dist"];
    let built = cargo(args).and_then(|mut c| c.status()).map_err(|e| e.to_string())?;
    if !built.success() {
        return Err("the library could not be built with the profile dist".to_owned());
    }
    let bytes = stripped()?;
    let before = last(&fs::read_to_string(table()).unwrap_or_default());
    match before {
        Some(before) if bytes > before + WORTH_A_WORD => eprintln!(
            "WARNING: the library has grown from {before} to {bytes} bytes since the last row of docs/library-size.md; find out why, and write a row"
        ),
        _ => {}
    }
    let floor =
        format!("{bytes} bytes, {} stripped, last row of the table {}", std::env::consts::ARCH, before.unwrap_or(0));
    let value = bytes as f64 / 1e6;
    println!("{:<28} {value:>10.3} {:<6} {floor}", "library_mb", "MB");
    Ok(Some(
        json!({ "name": "library_mb", "value": value, "unit": "MB", "floor": floor, "command": "cargo xtask bench" }),
    ))
}

/// The size of a stripped copy; the library itself keeps its symbols, from which bindings are generated.
fn stripped() -> Result<u64, String> {
    let name =
        |ending: &str| format!("{}hoso_ffi{ending}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let folder = target().map_err(|e| e.to_string())?.join("dist");
    let (from, to) = (folder.join(name("")), folder.join(name(".stripped")));
    let done = Command::new("strip").arg("-o").arg(&to).arg(&from).status().map_err(|e| e.to_string())?;
    if !done.success() {
        return Err(format!("strip could not read {}", from.display()));
    }
    Ok(fs::metadata(&to).map_err(|e| e.to_string())?.len())
}

fn table() -> PathBuf {
    root().join("docs/library-size.md")
}

/// The bytes of the last row: its second column.
fn last(table: &str) -> Option<u64> {
    let mut rows = table.lines().filter(|line| line.starts_with("| 20"));
    let column = rows.next_back()?.split('|').nth(2)?;
    column.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_table_ends_with_a_size_in_bytes() {
        let table = fs::read_to_string(table()).expect("docs/library-size.md is there");
        assert!(last(&table).is_some_and(|bytes| (1_000_000..100_000_000).contains(&bytes)), "{:?}", last(&table));
    }

    #[test]
    fn the_last_row_counts() {
        let table = "| day | bytes |\n|---|---|\n| 2026-11-25 | 8,100,000 |\n| 2026-11-26 | 8,200,000 | x |\n\ntext\n";
        assert_eq!(last(table), Some(8_200_000));
        assert_eq!(last("no table"), None);
    }
}
