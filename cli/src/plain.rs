//! Small words of plain text: ids, places, sizes.

use hoso_protocol::ids::DossierId;
use hoso_protocol::text::say;

/// The beginning of an id, which every command takes for the whole.
pub fn short(id: DossierId) -> String {
    id.to_hex().chars().take(8).collect()
}

/// Where a dossier is, in words.
pub fn place(name: &str) -> String {
    say(&format!("cli.where.{name}"), &[])
}

/// A size as people here write it: `984 KB`, `1,3 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} byte"),
        1_000..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3).replace('.', ","),
        _ => format!("{:.2} MB", bytes as f64 / 1e6).replace('.', ","),
    }
}
