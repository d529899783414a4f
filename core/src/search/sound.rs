//! How a syllable sounds to somebody in the country, north or south: `dấy` and `giấy`, `trứng` and `chứng`, `khai xanh`
//! and `khai sanh`, `hưu` and `hiu` are one sound.

use super::fold::is_vowel;

/// The sound of a word, as a number. `letters`: without tone, `đ` as it is. Two words with one number sound alike somewhere.
pub(super) fn sound(letters: &str) -> u32 {
    let (onset, rest) = onset(letters);
    let vowels = rest.len() - rest.trim_start_matches(is_vowel).len();
    let (vowel, coda) = rest.split_at(vowels);
    let mut hash = Hash(0x811c_9dc5);
    hash.add(onset);
    hash.add("-");
    nucleus(vowel, &mut hash);
    hash.add("-");
    hash.add(match coda {
        "n" | "ng" | "nh" => "n",
        "c" | "t" | "ch" | "k" => "t",
        other => other,
    });
    hash.0
}

/// The beginning of a syllable by its sound, and the rest.
fn onset(letters: &str) -> (&'static str, &str) {
    const ONSETS: &[(&str, &str)] = &[
        ("ngh", "ng"),
        ("ng", "ng"),
        ("nh", "nh"),
        ("gh", "g"),
        ("tr", "ch"),
        ("ch", "ch"),
        ("kh", "kh"),
        ("ph", "f"),
        ("th", "th"),
        ("qu", "w"),
        ("w", "w"),
        ("f", "f"),
        ("gi", "z"),
        ("d", "z"),
        ("r", "z"),
        ("v", "z"),
        ("z", "z"),
        ("j", "z"),
        ("đ", "đ"),
        ("s", "s"),
        ("x", "s"),
        ("l", "l"),
        ("n", "l"),
        ("c", "k"),
        ("k", "k"),
        ("q", "k"),
        ("b", "b"),
        ("g", "g"),
        ("h", "h"),
        ("m", "m"),
        ("p", "p"),
        ("t", "t"),
    ];
    for (written, heard) in ONSETS {
        if let Some(rest) = letters.strip_prefix(written) {
            // The i of `gi` is also the vowel where no other follows: `gì`, `gìn`.
            let rest =
                if *written == "gi" && !rest.starts_with(is_vowel) { letters.get(1..).unwrap_or(rest) } else { rest };
            return (heard, rest);
        }
    }
    ("", letters)
}

/// The vowels by their sound, marks left out.
fn nucleus(vowel: &str, hash: &mut Hash) {
    let plain: String = vowel.chars().map(super::fold::plain).map(|c| if c == 'y' { 'i' } else { c }).collect();
    let heard = match plain.as_str() {
        // `tiêm` and `tim`, `hươu` and `hiêu`, `lưu` and `liu` are hard to tell apart in the south.
        "ie" | "uie" => "i",
        "uu" => "iu",
        "uou" | "ieu" => "ieu",
        "uoi" | "ui" => "ui",
        "uo" => "u",
        "ao" | "au" => "au",
        other => other,
    };
    hash.add(heard);
}

/// FNV-1a.
struct Hash(u32);

impl Hash {
    fn add(&mut self, text: &str) {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_alike_somewhere_in_the_country_has_one_sound() {
        for (a, b) in [
            ("dây", "giây"),
            ("dây", "rây"),
            ("trưng", "chưng"),
            ("xanh", "sanh"),
            ("nuc", "lut"),
            ("lưu", "liu"),
            ("quan", "wan"),
            ("kêch", "kêt"),
            ("tiên", "tin"),
            ("căn", "căng"),
            ("ki", "ky"),
            ("gi", "di"),
            ("nghi", "ngi"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
    }

    #[test]
    fn what_sounds_different_everywhere_has_not() {
        for (a, b) in [("đang", "dang"), ("ban", "bam"), ("tam", "tham"), ("khai", "hai"), ("chi", "thi"), ("ma", "na")]
        {
            assert_ne!(sound(a), sound(b), "{a} {b}");
        }
    }
}
