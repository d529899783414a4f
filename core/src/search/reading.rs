//! A question as search reads it: first as it was typed, then with what people say replaced by what offices call it.

use super::fold::{Form, Token};
use super::index::{Index, Word, weighed};
use super::keys::spelled;
use super::lexicon::Weight;
use super::slip::slip;
use std::ops::Range;

/// What the other words weigh beside a phrase of the lexicon.
const BESIDE_THE_POINT: f32 = 0.6;
/// Two words that ran together and were never seen side by side stand in so many entries each, as a logarithm.
const COMMON: f32 = 2.0;
/// So many ways of reading one question are tried.
const MAX_READINGS: usize = 6;
/// So many words a reading has at most.
pub(super) const MAX_WORDS: usize = 24;

/// A word of the question.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub token: Token,
    /// Nothing was typed behind it: it may go on.
    pub open: bool,
    /// It came from the lexicon, so its marks are right.
    pub sure: bool,
    /// It was a slip.
    pub corrected: bool,
    /// Its marks were spelled out from keys.
    pub keys: bool,
}

/// One way to read the question.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    pub said: Vec<Said>,
    /// What was replaced by what.
    pub same: Option<(String, String)>,
    /// How far it is from what was typed: 1 not at all.
    pub trust: f32,
}

/// A word of a reading, looked up.
#[derive(Debug)]
pub(super) struct Term {
    /// Words of the index and how well they fit, one list for each run of places.
    pub spans: Vec<(Range<usize>, Vec<f32>)>,
    pub weight: f32,
    pub filler: bool,
}

impl Term {
    /// How well a word of the index fits.
    pub fn fit(&self, word: u32) -> f32 {
        let word = word as usize;
        let found = self.spans.iter().find(|(range, _)| range.contains(&word));
        found.and_then(|(range, fits)| fits.get(word - range.start)).copied().unwrap_or(0.0)
    }

    fn new(index: &Index, said: &Said, marked: bool, says: Weight) -> Self {
        let form = &said.token.form;
        let exact = marked || said.sure;
        let mut ranges = vec![index.span(&form.folded, said.open)];
        if said.open && form.folded == "qui" {
            ranges.push(index.span("quy", true));
        }
        let mut df = 0;
        let mut spans = Vec::with_capacity(ranges.len());
        for range in ranges.into_iter().filter(|range| !range.is_empty()) {
            let words = index.words.get(range.clone()).unwrap_or_default();
            let fits: Vec<f32> = words.iter().map(|word| fit(form, &word.form, exact)).collect();
            let whole = words.iter().filter(|word| word.form.folded == form.folded);
            let own: usize = whole.filter(|word| !exact || word.form == *form).map(|word| word.entries.len()).sum();
            let all: usize = words.iter().map(|word| word.entries.len()).sum();
            df = df.max(if own > 0 { own } else { all });
            spans.push((range, fits));
        }
        let weight = if df == 0 { index.weight_of_unknown() } else { index.weight(df.min(index.len())) };
        Self { spans, weight: weighed(weight, says), filler: says == Weight::Little }
    }
}

impl Reading {
    /// Looks the words up.
    pub fn terms(&self, index: &Index) -> Vec<Term> {
        let forms: Vec<&Form> = self.said.iter().map(|said| &said.token.form).collect();
        let marked = self.is_marked();
        let weights = index.lexicon.weights(&forms, marked);
        let mut out: Vec<Term> =
            self.said.iter().zip(weights).map(|(said, says)| Term::new(index, said, marked, says)).collect();
        if self.same.is_some() {
            // What the lexicon knows is the point of the story; the rest is the story.
            let rest = self.said.iter().zip(&mut out).filter(|(said, _)| !said.sure);
            rest.for_each(|(_, term)| term.weight *= BESIDE_THE_POINT);
        }
        out
    }

    /// Whether it was typed with marks: then all words were meant to have theirs.
    pub fn is_marked(&self) -> bool {
        is_marked(&self.said)
    }
}

/// Whether words were typed with marks. One word alone that could be read as Telex keys may be a slip.
pub(super) fn is_marked(said: &[Said]) -> bool {
    let typed = said.iter().filter(|said| !said.sure);
    let (mut keys, mut plain) = (0, 0);
    for said in typed {
        match (said.token.form.is_marked(), said.keys) {
            (true, false) => return true,
            (true, true) => keys += 1,
            _ => plain += 1,
        }
    }
    keys > 1 || (keys == 1 && plain < 2)
}

/// How well a typed word and one of the index fit. `exact`: the marks were typed too, so they count.
fn fit(typed: &Form, word: &Form, exact: bool) -> f32 {
    if typed.folded == word.folded {
        return match (exact, typed.letters == word.letters, typed.tone == word.tone) {
            (false, ..) | (true, true, true) => 1.0,
            // One word among others may have been typed in haste.
            _ if !typed.is_marked() => 0.8,
            (true, true, false) => 0.8,
            (true, false, _) => 0.55,
        };
    }
    let going_on = 0.6 + 0.35 * typed.folded.len() as f32 / word.folded.len().max(1) as f32;
    let letters = if exact && !word.letters.starts_with(&typed.letters) { 0.7 } else { 1.0 };
    let tone = if exact && typed.tone != 0 && typed.tone != word.tone { 0.85 } else { 1.0 };
    going_on * letters * tone
}

/// The typed words with keys spelled out (`kys`: ký) and words that ran together taken apart.
pub(super) fn as_typed(index: &Index, tokens: Vec<Token>, open: bool) -> Vec<Said> {
    let last = tokens.len().saturating_sub(1);
    let mut out = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.into_iter().enumerate() {
        let open = open && at == last;
        let known = !index.span(&token.form.folded, open).is_empty() || index.lexicon.is_short(&token.form);
        if known {
            out.push(Said { token, open, ..Said::default() });
        } else if let Some(form) = spelled(&token.raw, open) {
            let raw = token.raw;
            out.push(Said { token: Token { raw, form }, open, keys: true, ..Said::default() });
        } else if let Some(form) = nearly_spelled(index, &token.raw) {
            let raw = form.folded.clone();
            out.push(Said { token: Token { raw, form }, keys: true, corrected: true, ..Said::default() });
        } else if let Some(parts) = apart(index, &token.form) {
            let said = |form: Form| Token { raw: form.letters.clone(), form };
            out.extend(parts.into_iter().map(|form| Said { token: said(form), corrected: true, ..Said::default() }));
        } else {
            out.push(Said { token, open, ..Said::default() });
        }
    }
    out.truncate(MAX_WORDS);
    out
}

/// `thwucj`: Telex keys with a slip in them, one key too many or two in the wrong order.
fn nearly_spelled(index: &Index, keys: &str) -> Option<Form> {
    if !(4..=10).contains(&keys.len()) || !keys.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let keys = keys.as_bytes();
    let swapped = (0..keys.len() - 1).map(|at| {
        let mut keys = keys.to_vec();
        keys.swap(at, at + 1);
        keys
    });
    let dropped = (0..keys.len()).map(|at| {
        let mut keys = keys.to_vec();
        keys.remove(at);
        keys
    });
    let spelled = swapped.chain(dropped).filter_map(|keys| spelled(&String::from_utf8(keys).ok()?, false));
    let known = spelled.filter_map(|form| {
        let words = index.words.get(index.span(&form.folded, false))?;
        words.iter().find(|word| word.form == form).map(|word| (word.entries.len(), form))
    });
    known.max_by_key(|(entries, _)| *entries).map(|(_, form)| form)
}

/// `khaisinh`: two words that are known side by side, or else the two commonest.
fn apart(index: &Index, form: &Form) -> Option<Vec<Form>> {
    let text = form.letters.as_str();
    if !(4..=16).contains(&form.folded.len()) {
        return None;
    }
    let splits = text.char_indices().skip(1).filter_map(|(at, _)| {
        let (first, second) = text.split_at_checked(at)?;
        let (first, second) = (Form::new(first, 0), Form::new(second, 0));
        let (a, b) = (commonness(index, &first)?, commonness(index, &second)?);
        let together = index.seen_together(a.1, b.1);
        let letters = first.folded.len().min(second.folded.len());
        // Single letters are no words, and of words that were never seen together both must be common.
        let fits = together > 0 || (letters >= 2 && a.0.min(b.0) >= COMMON);
        fits.then(|| (together, a.0 * b.0, vec![first, second]))
    });
    let best = splits.max_by(|a, b| (a.0 > 0).cmp(&(b.0 > 0)).then(a.1.total_cmp(&b.1)))?;
    // A slip of the finger is likelier than a blank forgotten between two words that have nothing to do with each other.
    let is_slip = |word: &Word| word.form.folded.len() > 2 && slip(&form.folded, &word.form.folded).is_some();
    (best.0 > 0 || !index.words.iter().any(is_slip)).then_some(best.2)
}

/// In how many entries a word stands, as a logarithm, and its group.
fn commonness(index: &Index, form: &Form) -> Option<(f32, u32)> {
    let words = index.words.get(index.span(&form.folded, false))?;
    let group = words.first()?.group;
    let entries: usize = words.iter().map(|word| word.entries.len()).sum();
    let said = if index.lexicon.is_short(form) || index.lexicon.says_little(form) { 20 } else { 0 };
    Some(((1.0 + (entries + said) as f32).ln(), group))
}

/// The ways to read what was typed, the likeliest first.
pub(super) fn readings(index: &Index, said: Vec<Said>, trust: f32) -> Vec<Reading> {
    let plain = Reading { said, same: None, trust };
    let mut out = vec![plain.clone()];
    // An abbreviation that is still being typed may become a word.
    let open = plain.said.last().is_some_and(|last| last.open && !index.span(&last.token.form.folded, true).is_empty());
    for meaning in 0..2 {
        let trust = if open { trust * 0.8 } else { trust };
        if let Some(reading) = replaced(index, &plain, true, |nth| nth == meaning, trust) {
            out.push(reading);
        }
    }
    for base in out.clone() {
        if let Some(all) = replaced(index, &base, false, |_| true, trust * 0.97) {
            out.push(all);
        }
        for only in 0..2 {
            if out.len() < MAX_READINGS && found(index, &base, false).len() > 1 {
                let one = replaced_at(index, &base, only, trust * 0.97);
                out.extend(one);
            }
        }
    }
    out.truncate(MAX_READINGS);
    out
}

type Found = (Range<usize>, Vec<(String, String)>);

/// What the lexicon knows in a reading, from left to right, the longest first.
fn found(index: &Index, reading: &Reading, short: bool) -> Vec<Found> {
    let forms: Vec<&Form> = reading.said.iter().map(|said| &said.token.form).collect();
    let marked = reading.is_marked();
    let mut out: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < forms.len() {
        let rest = forms.get(at..).unwrap_or_default();
        let rules: Vec<_> = index.lexicon.rules_at(rest, marked).filter(|rule| rule.short == short).collect();
        let longest = rules.iter().map(|rule| rule.say.len()).max().unwrap_or(0);
        if longest == 0 {
            at += 1;
            continue;
        }
        let means = rules.into_iter().filter(|rule| rule.say.len() == longest);
        out.push((at..at + longest, means.map(|rule| (rule.said.clone(), rule.mean.clone())).collect()));
        at += longest;
    }
    out
}

/// With all that was found replaced; `which` chooses among several meanings.
fn replaced(index: &Index, base: &Reading, short: bool, which: impl Fn(usize) -> bool, trust: f32) -> Option<Reading> {
    let mut out = base.clone();
    let mut changed = false;
    for (range, means) in found(index, base, short).into_iter().rev() {
        let meant = means.iter().enumerate().find(|(nth, _)| which(*nth)).map(|(_, meant)| meant);
        // A word with one meaning keeps it while another word's second meaning is tried.
        let meant = if short { meant.or(means.first()) } else { meant };
        changed |= means.iter().enumerate().any(|(nth, _)| which(nth));
        if let Some(meant) = meant {
            out.replace(range, meant);
        }
    }
    out.trust = trust;
    changed.then_some(out)
}

/// With only the nth of what was found replaced.
fn replaced_at(index: &Index, base: &Reading, nth: usize, trust: f32) -> Option<Reading> {
    let (range, means) = found(index, base, false).into_iter().nth(nth)?;
    let mut out = base.clone();
    out.replace(range, means.first()?);
    out.trust = trust;
    Some(out)
}

impl Reading {
    fn replace(&mut self, range: Range<usize>, (said, mean): &(String, String)) {
        let words = super::fold::words(mean).into_iter();
        let words = words.map(|token| Said { token, sure: true, ..Said::default() });
        if range.end <= self.said.len() {
            self.said.splice(range, words);
            self.said.truncate(MAX_WORDS * 2);
            self.same.get_or_insert_with(|| (said.clone(), mean.clone()));
        }
    }
}
