//! Search of procedures in people's own words, in memory, at every keystroke.
//!
//! A question is read as it was typed ([`fold`]: marks or none; [`keys`]: raw Telex or VNI keys), then with what people
//! say replaced by what offices call it ([`lexicon`], from `catalog/lexicon/`); if that finds little, with slips of the
//! finger put right ([`correct`]). Every reading is looked up ([`index`]) and the entries that have most of it, side by
//! side and in one phrase, come first ([`score`]). All work is bounded: of a longer text only the beginning is read.

mod correct;
mod fold;
mod index;
mod keys;
mod lexicon;
mod mark;
mod reading;
mod score;
mod slip;
mod sound;
mod why;

pub use index::Index;
pub use mark::{Piece, holds, marked};

use crate::catalog::Catalog;
use hoso_protocol::procedure::{Level, Procedure};
use reading::{MAX_WORDS, Reading, as_typed, readings};
use score::{Desk, Match};
use std::collections::HashMap;

/// So much of a text is read.
const MAX_CHARS: usize = 300;
/// A best score under this is worth a second look for slips.
const GOOD: f32 = 0.93;
/// Hits under this are no hits.
const SENSIBLE: f32 = 0.5;
/// The same where words of a short question were changed to find them.
const SENSIBLE_GUESS: f32 = 0.68;
/// So many words are few.
const FEW_WORDS: usize = 3;
/// Hits so much worse than the best one are left out.
const BESIDE_BEST: f32 = 0.5;
/// A corrected reading counts so much.
const CORRECTED: f32 = 0.94;
/// And each less likely one so much of that.
const LESS_LIKELY: f32 = 0.97;

/// A procedure to be found.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The national code.
    pub code: String,
    /// The name shown.
    pub name: String,
    /// More words and phrases by which it is asked for.
    pub words: Vec<String>,
    /// Who carries it out.
    pub level: Vec<Level>,
    /// Whether it is a guide of ours; of two that fit as well the guide comes first.
    pub guide: bool,
}

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// So many hits at most.
    pub limit: usize,
    /// Only what this level carries out.
    pub level: Option<Level>,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: 20, level: None }
    }
}

/// What was found, the best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The procedures.
    pub hits: Vec<Hit>,
    /// The question with slips put right, where the hits are to that.
    pub did_you_mean: Option<String>,
}

/// A procedure that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Why it is here, in a few plain words.
    pub why: String,
    /// How well it fits; about 1 is very well. Good for comparing within one answer only.
    pub score: f32,
}

impl From<&Procedure> for Entry {
    fn from(procedure: &Procedure) -> Self {
        let mut words = procedure.keywords.clone();
        if procedure.official_name != procedure.name {
            words.insert(0, procedure.official_name.clone());
        }
        Self {
            code: procedure.code.clone(),
            name: procedure.name.clone(),
            words,
            level: procedure.level.clone(),
            // Only guides are written with words to find them by; an imported record has none.
            guide: !procedure.keywords.is_empty(),
        }
    }
}

impl Index {
    /// Over the versions of a catalog that count today.
    pub fn of_catalog(catalog: &Catalog) -> Self {
        Self::build(catalog.iter().map(|procedure| Entry::from(procedure.as_ref())))
    }

    /// Finds procedures. Any text will do; nothing sensible finds nothing.
    pub fn search(&self, text: &str, options: &Options) -> Found {
        if let Some(found) = self.search_code(text, options) {
            return found;
        }
        let (tokens, open) = fold::tokens(text, MAX_CHARS, MAX_WORDS);
        if tokens.is_empty() {
            return Found::default();
        }
        let typed = as_typed(self, tokens, open);
        let mut tried = readings(self, typed.clone(), 1.0);
        let mut desk = Desk::new(self);
        let mut found = HashMap::new();
        self.try_all(&mut desk, &tried, 0, options, &mut found);
        let best = found.values().map(|m: &Match| m.score).fold(0.0, f32::max);
        // One word of two or three letters is one slip away from everything.
        let enough = typed.len() > 1 || typed.iter().any(|said| said.token.form.folded.len() > 3);
        if best < GOOD && enough {
            let mut trust = CORRECTED;
            for said in correct::corrected(self, &typed, best < SENSIBLE) {
                let from = tried.len();
                tried.extend(readings(self, said, trust));
                self.try_all(&mut desk, &tried, from, options, &mut found);
                trust *= LESS_LIKELY;
            }
        }
        self.answer(found.into_values().collect(), &tried, options)
    }

    fn try_all(
        &self,
        desk: &mut Desk,
        tried: &[Reading],
        from: usize,
        options: &Options,
        found: &mut HashMap<u32, Match>,
    ) {
        for (number, reading) in tried.iter().enumerate().skip(from) {
            for hit in desk.run(self, reading, number, options) {
                match found.get_mut(&hit.entry) {
                    Some(known) if known.score >= hit.score => {}
                    Some(known) => *known = hit,
                    None => drop(found.insert(hit.entry, hit)),
                }
            }
        }
    }

    fn answer(&self, mut matches: Vec<Match>, tried: &[Reading], options: &Options) -> Found {
        matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        // Of two or three words nearly any text is a slip away from some name.
        let guessed = |m: &Match| {
            let said = tried.get(m.reading).map_or(&[][..], |reading| &reading.said);
            said.len() <= FEW_WORDS && said.iter().any(|said| said.corrected)
        };
        matches.retain(|m| m.score >= if guessed(m) { SENSIBLE_GUESS } else { SENSIBLE });
        let Some(best) = matches.first().cloned() else {
            return Found::default();
        };
        let floor = best.score * BESIDE_BEST;
        let hits = matches.iter().filter(|m| m.score >= floor).take(options.limit).filter_map(|m| {
            let entry = self.entries.get(m.entry as usize)?;
            let why = why::why(self, m, tried.get(m.reading)?);
            Some(Hit { code: entry.code.clone(), name: entry.name.clone(), why, score: m.score })
        });
        let did_you_mean = tried.get(best.reading).and_then(|reading| why::meant(self, &best, reading));
        Found { hits: hits.collect(), did_you_mean }
    }

    /// `1.001193`, or the beginning of a code.
    fn search_code(&self, text: &str, options: &Options) -> Option<Found> {
        let text: String = text.chars().take(MAX_CHARS).collect();
        let code = text.split_whitespace().find(|word| is_code_like(word))?;
        let hits = self.by_code(code).filter_map(|(found, id)| {
            let entry = self.entries.get(id as usize)?;
            let fits = options.level.is_none_or(|level| entry.level.contains(&level));
            let score = code.len() as f32 / found.len().max(1) as f32;
            fits.then(|| Hit { code: found.to_owned(), name: entry.name.clone(), why: why::code(), score })
        });
        let hits: Vec<Hit> = hits.take(options.limit).collect();
        (!hits.is_empty()).then_some(Found { hits, did_you_mean: None })
    }
}

/// One digit, a dot, and at least one digit of six.
fn is_code_like(word: &str) -> bool {
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    word.split_once('.').is_some_and(|(first, rest)| digits(first, 1) && digits(rest, 6))
}

#[cfg(test)]
mod tests;
