//! Finds the entries of one reading and says how well they fit.

use super::index::{Filter, Index, Phrase};
use super::reading::{Reading, Term};

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
    /// For each word of the index, the terms that it fits, one bit each.
    masks: Vec<u64>,
    /// The words of the phrase at hand that fit any term: place, word, terms.
    fitting: Vec<(usize, u32, u64)>,
}

impl Desk {
    pub fn new(index: &Index) -> Self {
        let n = index.len();
        let masks = vec![0; index.words.len()];
        Self { sum: vec![0.0; n], best: vec![0.0; n], turn: vec![0; n], turns: 0, masks, fitting: Vec::new() }
    }

    /// The entries that fit this reading, in no order. `reading` is its number.
    pub fn run(&mut self, index: &Index, reading: &Reading, number: usize, filter: &Filter) -> Vec<Match> {
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
            if covered >= ENOUGH && filter.fits(entry) {
                found.push((covered + entry.prior, id));
            }
        }
        if found.len() > CLOSELY {
            found.select_nth_unstable_by(CLOSELY, |a, b| b.0.total_cmp(&a.0));
            found.truncate(CLOSELY);
        }
        self.mark(&terms, true);
        let mut out: Vec<Match> =
            found.into_iter().filter_map(|(covered, id)| self.look(index, &terms, all, covered, id)).collect();
        self.mark(&terms, false);
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

    fn mark(&mut self, terms: &[Term], on: bool) {
        for (nth, term) in terms.iter().enumerate().take(64) {
            for (range, _) in &term.spans {
                let masks = self.masks.get_mut(range.clone()).unwrap_or_default();
                masks.iter_mut().for_each(|mask| *mask = if on { *mask | 1 << nth } else { 0 });
            }
        }
    }

    fn look(&mut self, index: &Index, terms: &[Term], all: f32, covered: f32, id: u32) -> Option<Match> {
        let entry = index.entries.get(id as usize)?;
        let mut best = (0.0, entry.phrases.start);
        let mut evidence = false;
        for at in entry.phrases.clone() {
            let phrase = index.phrases.get(at)?;
            let words = index.phrase_words(phrase).iter().enumerate();
            let masks = &self.masks;
            let fitting = words.map(|(at, word)| (at, *word, masks.get(*word as usize).copied().unwrap_or(0)));
            self.fitting.clear();
            self.fitting.extend(fitting.filter(|(_, _, mask)| *mask != 0));
            let fit = compare(index, terms, all, phrase, &self.fitting);
            evidence |= fit.evidence;
            if fit.score > best.0 {
                best = (fit.score, at);
            }
        }
        let score = OF_ENTRY * covered + (1.0 - OF_ENTRY) * best.0 + entry.prior;
        evidence.then_some(Match { entry: id, score, phrase: best.1, reading: 0 })
    }
}

/// Entries that cover less of the question are not looked at.
const ENOUGH: f32 = 0.3;
/// A story that has a whole phrase in it fits at least so well.
const TOLD: f32 = 0.4;
/// How much it counts that the words stand anywhere in the entry; the rest is for one phrase.
const OF_ENTRY: f32 = 0.2;

struct Fit {
    score: f32,
    evidence: bool,
}

/// How well one phrase answers the question: how much of the question it has, how much of it the question has, and
/// whether the words stand side by side.
fn compare(index: &Index, terms: &[Term], all: f32, phrase: &Phrase, fitting: &[(usize, u32, u64)]) -> Fit {
    let (mut covered, mut content, mut content_all) = (0.0, 0.0, 0.0);
    let (mut in_phrase, mut beside, mut beside_all) = (0.0, 0.0, 0.0);
    let mut used: u128 = 0;
    let mut telling = 0;
    let mut evidence = false;
    let mut last: Option<(usize, &Term)> = None;
    for (nth, term) in terms.iter().enumerate() {
        if !term.filler {
            content_all += term.weight;
        }
        let Some((at, word, fit)) = find(term, nth, fitting, last.map(|(at, _)| at)) else {
            last = None;
            continue;
        };
        covered += term.weight * fit;
        if !term.filler {
            content += term.weight * fit;
        }
        let bit = 1_u128 << (at % 128);
        if used & bit == 0 {
            used |= bit;
            telling += usize::from(!term.filler);
            in_phrase += fit * index.words.get(word as usize).map_or(0.0, |word| word.weight);
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
    // One word of a long name proves nothing, even if it is all that was asked.
    let mut asked = terms.iter().filter(|term| !term.filler).map(|term| term.spans.first().map(|span| &span.0));
    let one = asked.next();
    let enough = if asked.all(|more| Some(more) == one) { 0.25 } else { 0.0 };
    evidence |= (content >= 0.7 * content_all && of_phrase >= enough) || of_phrase > 0.9;
    let score = of_question * (0.3 + 0.4 * of_phrase.min(1.0) + 0.3 * order);
    // A long story that has the whole phrase in it, word beside word, is about that.
    let told = telling >= 2 && of_phrase > 0.9 && order > 0.8;
    Fit { score: if told { score.max(TOLD + (1.0 - TOLD) * of_question) } else { score }, evidence }
}

/// Where a term stands in a phrase: right behind the one before it, else before the next one, else anywhere.
fn find(term: &Term, nth: usize, fitting: &[(usize, u32, u64)], last: Option<usize>) -> Option<(usize, u32, f32)> {
    let mut best: Option<(usize, u32, f32, f32)> = None;
    for (i, (at, word, mask)) in fitting.iter().enumerate() {
        if mask >> nth & 1 == 0 {
            continue;
        }
        let fit = term.fit(*word);
        let behind = last.is_some_and(|last| *at == last + 1);
        let before = fitting.get(i + 1).is_some_and(|(next, _, mask)| *next == at + 1 && mask >> nth >> 1 & 1 == 1);
        let rank = fit + if behind { 1.0 } else { 0.0 } + if before { 0.5 } else { 0.0 };
        if best.is_none_or(|(.., known)| rank > known) {
            best = Some((*at, *word, fit, rank));
        }
    }
    best.map(|(at, word, fit, _)| (at, word, fit))
}
