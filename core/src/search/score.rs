//! Finds the entries of one reading and says how well they fit.

use super::index::{Index, Phrase};
use super::reading::{Reading, Term};
use super::{Level, Options};

/// So many entries are looked at closely.
const CLOSELY: usize = 256;

/// An entry that fits a reading.
#[derive(Debug, Clone)]
pub(super) struct Match {
    pub entry: u32,
    pub score: f32,
    /// The phrase that fits best, a place in `Index::phrases`.
    pub phrase: usize,
    /// Which of several readings it was.
    pub reading: usize,
}

/// Work space for several readings over one index.
pub(super) struct Desk {
    sum: Vec<f32>,
    best: Vec<f32>,
    turn: Vec<u32>,
    turns: u32,
}

impl Desk {
    pub fn new(index: &Index) -> Self {
        let n = index.len();
        Self { sum: vec![0.0; n], best: vec![0.0; n], turn: vec![0; n], turns: 0 }
    }

    /// The entries that fit this reading, in no order. `reading` is its number.
    pub fn run(&mut self, index: &Index, reading: &Reading, number: usize, options: &Options) -> Vec<Match> {
        let mut terms = reading.terms(index);
        // A question of nothing but small words is still a question.
        if terms.iter().all(|term| term.filler) {
            terms.iter_mut().for_each(|term| term.filler = false);
        }
        let all: f32 = terms.iter().map(|term| term.weight).sum();
        if all <= 0.0 {
            return Vec::new();
        }
        let mut touched = Vec::new();
        for term in terms.iter().filter(|term| !term.filler) {
            self.add(index, term, Some(&mut touched));
        }
        for term in terms.iter().filter(|term| term.filler) {
            self.add(index, term, None);
        }
        let mut found: Vec<(f32, u32)> = Vec::with_capacity(touched.len());
        for id in touched {
            let Some(sum) = self.sum.get_mut(id as usize) else { continue };
            let covered = std::mem::take(sum) / all;
            let Some(entry) = index.entries.get(id as usize) else { continue };
            if covered >= ENOUGH && fits_level(&entry.level, options.level) {
                found.push((covered + entry.prior, id));
            }
        }
        if found.len() > CLOSELY {
            found.select_nth_unstable_by(CLOSELY, |a, b| b.0.total_cmp(&a.0));
            found.truncate(CLOSELY);
        }
        let closely = |(covered, id): (f32, u32)| look(index, &terms, all, covered, id);
        let mut out: Vec<Match> = found.into_iter().filter_map(closely).collect();
        for hit in &mut out {
            hit.score *= reading.trust;
            hit.reading = number;
        }
        out
    }

    /// Adds what the best word of the term gives to each entry that has it.
    fn add(&mut self, index: &Index, term: &Term, mut touched: Option<&mut Vec<u32>>) {
        self.turns += 1;
        for (range, fits) in &term.spans {
            let words = index.words.get(range.clone()).unwrap_or_default();
            for (word, fit) in words.iter().zip(fits) {
                let gain = term.weight * fit;
                for id in &word.entries {
                    let at = *id as usize;
                    let (Some(sum), Some(best), Some(turn)) =
                        (self.sum.get_mut(at), self.best.get_mut(at), self.turn.get_mut(at))
                    else {
                        continue;
                    };
                    let new = *sum == 0.0;
                    if new && touched.is_none() {
                        continue;
                    }
                    if *turn != self.turns {
                        *turn = self.turns;
                        *best = 0.0;
                    }
                    if gain > *best {
                        *sum += gain - *best;
                        *best = gain;
                        if let (true, Some(touched)) = (new, touched.as_deref_mut()) {
                            touched.push(*id);
                        }
                    }
                }
            }
        }
    }
}

/// Entries that cover less of the question are not looked at.
const ENOUGH: f32 = 0.3;

fn fits_level(levels: &[Level], wanted: Option<Level>) -> bool {
    wanted.is_none_or(|wanted| levels.contains(&wanted))
}

fn look(index: &Index, terms: &[Term], all: f32, covered: f32, id: u32) -> Option<Match> {
    let entry = index.entries.get(id as usize)?;
    let mut best = (0.0, entry.phrases.start);
    let mut evidence = false;
    for at in entry.phrases.clone() {
        let fit = compare(index, terms, all, index.phrases.get(at)?);
        evidence |= fit.evidence;
        if fit.score > best.0 {
            best = (fit.score, at);
        }
    }
    let score = 0.45 * covered + 0.55 * best.0 + entry.prior;
    evidence.then_some(Match { entry: id, score, phrase: best.1, reading: 0 })
}

struct Fit {
    score: f32,
    evidence: bool,
}

/// How well one phrase answers the question: how much of the question it has, how much of it the question has, and
/// whether the words stand side by side.
fn compare(index: &Index, terms: &[Term], all: f32, phrase: &Phrase) -> Fit {
    let words = index.phrase_words(phrase);
    let mut used = [false; 96];
    let (mut covered, mut content, mut content_all) = (0.0, 0.0, 0.0);
    let (mut in_phrase, mut beside, mut beside_all) = (0.0, 0.0, 0.0);
    let mut evidence = false;
    let mut last: Option<(usize, &Term)> = None;
    for (nth, term) in terms.iter().enumerate() {
        if !term.filler {
            content_all += term.weight;
        }
        let place = find(term, terms.get(nth + 1), words, last.map(|(at, _)| at));
        let Some((at, fit)) = place else {
            last = None;
            continue;
        };
        covered += term.weight * fit;
        if !term.filler {
            content += term.weight * fit;
        }
        if let Some(seen) = used.get_mut(at) {
            if !*seen {
                let weight = words.get(at).and_then(|id| index.words.get(*id as usize)).map_or(0.0, |w| w.weight);
                in_phrase += weight * fit;
            }
            *seen = true;
        }
        if let Some((before, previous)) = last {
            let weight = previous.weight.min(term.weight);
            beside_all += weight;
            if at == before + 1 {
                beside += weight;
                evidence |= !previous.filler && !term.filler;
            }
        }
        last = Some((at, term));
    }
    let of_question = covered / all;
    let of_phrase = if phrase.weight > 0.0 { in_phrase / phrase.weight } else { 0.0 };
    let order = if beside_all > 0.0 { beside / beside_all } else { 0.5 };
    evidence |= content >= 0.7 * content_all || of_phrase > 0.9;
    Fit { score: of_question * (0.5 + 0.3 * of_phrase.min(1.0) + 0.2 * order), evidence }
}

/// Where a term stands in a phrase: right behind the one before it, else before the next one, else anywhere.
fn find(term: &Term, next: Option<&Term>, words: &[u32], last: Option<usize>) -> Option<(usize, f32)> {
    let fit_at = |at: usize| words.get(at).map(|word| (at, term.fit(*word))).filter(|(_, fit)| *fit > 0.0);
    if let Some(found) = last.and_then(|last| fit_at(last + 1)) {
        return Some(found);
    }
    let mut best: Option<(usize, f32, f32)> = None;
    for (at, word) in words.iter().enumerate() {
        let fit = term.fit(*word);
        if fit <= 0.0 {
            continue;
        }
        let before_next = next.zip(words.get(at + 1)).is_some_and(|(next, word)| next.fit(*word) > 0.0);
        let rank = fit + if before_next { 0.5 } else { 0.0 };
        if best.is_none_or(|(_, _, known)| rank > known) {
            best = Some((at, fit, rank));
        }
    }
    best.map(|(at, fit, _)| (at, fit))
}
