//! Telex and VNI keys that no keyboard turned into letters: `ddawng kys` and `d9a8ng ky1` are both `đăng ký`.

use super::fold::{Form, is_vowel};

/// What the keys of one word spell, if they change it and spell a Vietnamese syllable; `open`: or the beginning of one.
pub(super) fn spelled(keys: &str, open: bool) -> Option<Form> {
    if !keys.bytes().all(|b| b.is_ascii_alphanumeric()) || keys.len() > 12 {
        return None;
    }
    let keys = keys.to_ascii_lowercase();
    let digits = keys.bytes().any(|b| b.is_ascii_digit());
    let mut hand = Hand::default();
    for key in keys.chars() {
        if digits { hand.vni(key)? } else { hand.telex(key) }
    }
    let letters: String = hand.letters.iter().collect();
    (hand.changed && is_syllable(&letters, open)).then(|| Form::new(&letters, hand.tone))
}

#[derive(Default)]
struct Hand {
    letters: Vec<char>,
    tone: u8,
    changed: bool,
}

impl Hand {
    fn telex(&mut self, key: char) {
        let done = match key {
            's' => self.toned(1),
            'f' => self.toned(2),
            'r' => self.toned(3),
            'x' => self.toned(4),
            'j' => self.toned(5),
            'd' => self.barred(),
            'a' | 'e' | 'o' => self.hatted(Some(key)),
            'w' => self.horned() || self.breved() || self.lone_horn(),
            _ => false,
        };
        self.changed |= done;
        if !done {
            self.letters.push(key);
        }
    }

    fn vni(&mut self, key: char) -> Option<()> {
        let done = match key {
            '1'..='5' => self.toned(key as u8 - b'0'),
            '6' => self.hatted(None),
            '7' => self.horned(),
            '8' => self.breved(),
            '9' => self.barred(),
            '0' => false,
            _ => {
                self.letters.push(key);
                return Some(());
            }
        };
        self.changed |= done;
        // A digit that is no mark: this is no VNI but a number or a form's name.
        done.then_some(())
    }

    fn toned(&mut self, tone: u8) -> bool {
        let fits = self.letters.iter().any(|c| is_vowel(*c));
        if fits {
            self.tone = tone;
        }
        fits
    }

    fn barred(&mut self) -> bool {
        match self.letters.first_mut() {
            Some(first) if *first == 'd' => {
                *first = 'đ';
                true
            }
            _ => false,
        }
    }

    /// The hat goes on the last vowel, or on the vowel `key` if only consonants came since.
    fn hatted(&mut self, key: Option<char>) -> bool {
        let Some(last) = self.letters.iter_mut().rev().find(|c| is_vowel(**c)) else { return false };
        if key.is_some_and(|key| key != *last) {
            return false;
        }
        *last = match *last {
            'a' => 'â',
            'e' => 'ê',
            'o' => 'ô',
            _ => return false,
        };
        true
    }

    fn horned(&mut self) -> bool {
        let Some(at) = self.letters.iter().rposition(|c| is_vowel(*c)) else { return false };
        let before = at.checked_sub(1);
        let one_before = before.and_then(|i| self.letters.get(i)).copied();
        match (one_before, self.letters.get(at)) {
            (Some('u' | 'ư'), Some('o')) => {
                self.set(before, 'ư');
                self.set(Some(at), 'ơ');
            }
            // `muaw` is mưa, but the u of `qu` is no vowel.
            (Some('u'), Some('a')) if self.letters.first() != Some(&'q') => self.set(before, 'ư'),
            (Some('u'), Some('u' | 'i')) => self.set(before, 'ư'),
            (_, Some('o')) => self.set(Some(at), 'ơ'),
            (_, Some('u')) => self.set(Some(at), 'ư'),
            _ => return false,
        }
        true
    }

    fn breved(&mut self) -> bool {
        match self.letters.iter_mut().rev().find(|c| is_vowel(**c)) {
            Some(last) if *last == 'a' => {
                *last = 'ă';
                true
            }
            _ => false,
        }
    }

    fn lone_horn(&mut self) -> bool {
        let lone = !self.letters.iter().any(|c| is_vowel(*c));
        if lone {
            self.letters.push('ư');
        }
        lone
    }

    fn set(&mut self, at: Option<usize>, letter: char) {
        if let Some(place) = at.and_then(|i| self.letters.get_mut(i)) {
            *place = letter;
        }
    }
}

const ONSETS: &[&str] = &[
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "",
];

const RIMES: &str = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng \
    eo ep et ê êch êm ên ênh êng êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oan \
    oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt \
    ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uy uya uych uyên \
    uyêt uynh uyt uyu uơ ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu yt ynh ych";

/// Whether these letters, tone left out, can be a Vietnamese syllable; `open`: or the beginning of one.
pub(super) fn is_syllable(letters: &str, open: bool) -> bool {
    let fits = |rest: &str| RIMES.split_whitespace().any(|rime| rime == rest || (open && rime.starts_with(rest)));
    ONSETS.iter().filter_map(|onset| letters.strip_prefix(onset)).any(fits) || (letters == "gi")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(keys: &str) -> Option<(String, u8)> {
        spelled(keys, false).map(|form| (form.letters, form.tone))
    }

    #[test]
    fn telex_keys_spell_the_syllables_they_mean() {
        for (keys, letters, tone) in [
            ("ddawng", "đăng", 0),
            ("ddangw", "đăng", 0),
            ("dangwd", "đăng", 0),
            ("kys", "ki", 1),
            ("keets", "kêt", 1),
            ("ketse", "kêt", 1),
            ("hoon", "hôn", 0),
            ("nguwowif", "ngươi", 2),
            ("nguowif", "ngươi", 2),
            ("dduowngf", "đương", 2),
            ("muaw", "mưa", 0),
            ("huwu", "hưu", 0),
            ("giaays", "giây", 1),
            ("quyeenf", "quyên", 2),
            ("trus", "tru", 1),
            ("trichs", "trich", 1),
        ] {
            assert_eq!(shown(keys), Some((letters.to_owned(), tone)), "{keys}");
        }
    }

    #[test]
    fn vni_keys_spell_the_syllables_they_mean() {
        for (keys, letters, tone) in
            [("d9a8ng", "đăng", 0), ("ky1", "ki", 1), ("ke6t1", "kêt", 1), ("ngu7o7i2", "ngươi", 2), ("ho6n", "hôn", 0)]
        {
            assert_eq!(shown(keys), Some((letters.to_owned(), tone)), "{keys}");
        }
    }

    #[test]
    fn what_is_no_syllable_stays_as_it_is() {
        for keys in ["ct07", "khai", "sinh", "2026", "cccd", "wifi", "facebook", "", "07", "box2"] {
            assert_eq!(shown(keys), None, "{keys}");
        }
    }
}
