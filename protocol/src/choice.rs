//! Which choice somebody means by what they typed.

use crate::procedure::Choice;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

impl Choice {
    /// By its value, its words, or the beginning of its words where only one begins so: "Nam" is "Nam (trai)". Accents
    /// may be left out as long as that fits one choice only.
    pub fn of<'a>(options: &'a [Self], typed: &str) -> Option<&'a Self> {
        let lower = typed.to_lowercase();
        // A stored value first: another option may be called what this one is.
        let exact = options.iter().find(|option| option.value == typed);
        exact
            .or_else(|| options.iter().find(|option| option.label.to_lowercase() == lower))
            .or_else(|| only(options, |option| begins(&option.label.to_lowercase(), &lower)))
            .or_else(|| only(options, |option| begins(&plain(&option.label), &plain(typed))))
    }
}

fn only(options: &[Choice], fits: impl Fn(&Choice) -> bool) -> Option<&Choice> {
    let mut fitting = options.iter().filter(|option| fits(option));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Whether whole words stand at the beginning.
fn begins(label: &str, words: &str) -> bool {
    let rest = label.strip_prefix(words).filter(|_| !words.is_empty());
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || is_combining_mark(c)))
}

/// Lower case, without accents.
fn plain(text: &str) -> String {
    let letters = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(labels: &[&str]) -> Vec<Choice> {
        let one = |(n, label): (usize, &&str)| Choice { value: format!("v{n}"), label: (*label).to_owned() };
        labels.iter().enumerate().map(one).collect()
    }

    #[test]
    fn a_choice_is_known_by_the_beginning_of_its_words_where_only_one_begins_so() {
        let sex = options(&["Nam (trai)", "Nữ (gái)"]);
        let of = |typed: &str| Choice::of(&sex, typed).map(|option| option.value.as_str());
        for (typed, value) in
            [("Nam", "v0"), ("nam", "v0"), ("NỮ", "v1"), ("nu", "v1"), ("v1", "v1"), ("nu (gai)", "v1")]
        {
            assert_eq!(of(typed), Some(value), "{typed}");
        }
        for typed in ["", "N", "Na", "trai", "Namm"] {
            assert_eq!(of(typed), None, "{typed}");
        }
        let two = options(&["Có giấy", "Có người làm chứng", "Không"]);
        assert_eq!(Choice::of(&two, "Có"), None, "either could be meant");
        assert_eq!(Choice::of(&two, "co giay").map(|o| o.value.as_str()), Some("v0"));
        let accents = options(&["Má", "Mả"]);
        assert_eq!(Choice::of(&accents, "ma"), None, "either could be meant");
        assert_eq!(Choice::of(&accents, "mả").map(|o| o.value.as_str()), Some("v1"));
    }
}
