//! Search of procedures in people's own words, in memory, at every keystroke.
//!
//! A question is read as it was typed ([`fold`]: marks or none; [`keys`]: raw Telex or VNI keys), then with what people
//! say replaced by what offices call it ([`lexicon`], from `catalog/lexicon/`); if that finds little, with slips of the
//! finger put right ([`correct`]). Every reading is looked up ([`index`]) and the entries that have most of it, side by
//! side and in one phrase, come first ([`score`]). All work is bounded: of a longer text only the beginning is read.

mod ask;
mod correct;
mod fold;
mod index;
mod keys;
mod lexicon;
mod mark;
mod near;
mod reading;
pub mod room;
mod score;
mod slip;
mod sound;
mod why;

pub use ask::{Entry, Found, Hit, Options, Who};
pub use index::Index;
pub use mark::{Piece, holds, marked};

use crate::catalog::Catalog;
use index::Filter;
use reading::{MAX_WORDS, Reading, as_typed, readings};
use score::{Desk, Match};
use std::collections::HashMap;

/// So much of a text is read.
const MAX_CHARS: usize = 300;
/// A best score under this is worth a second look for slips.
const GOOD: f32 = 0.93;
/// Hits under this are no hits.
const SENSIBLE: f32 = 0.56;
/// The same where words of a short question were changed to find them.
const SENSIBLE_GUESS: f32 = 0.68;
/// And of a shorter one still.
const SENSIBLE_GUESS_OF_TWO: f32 = 0.8;
/// The same where words of a longer question were changed to find them: then they fit each other as well.
const SENSIBLE_LONG_GUESS: f32 = 0.5;
/// A question of so many words is a story.
const STORY: usize = 6;
/// The same for a story.
const SENSIBLE_STORY: f32 = 0.38;
/// So many words are few.
const FEW_WORDS: usize = 3;
/// A best hit under this is only the nearest there is.
const SURE: f32 = 0.7;
/// Hits so much worse than the best one are left out.
const BESIDE_BEST: f32 = 0.5;
/// A corrected reading counts so much.
const CORRECTED: f32 = 0.94;
/// And each less likely one so much of that.
const LESS_LIKELY: f32 = 0.97;

impl Index {
    /// Over the versions of a catalog that count today.
    pub fn of_catalog(catalog: &Catalog) -> Self {
        let room = catalog.installed().and_then(|installed| installed.room(room::ROOM));
        let mut room = room.map(|room| room::unpack(&room)).unwrap_or_default();
        let read = |hash: &String| catalog.by_hash(hash).map(|procedure| Entry::from(procedure.as_ref()));
        let counting = catalog.counting(&crate::time::today());
        Self::build(counting.into_iter().filter_map(|hash| room.remove(&hash).or_else(|| read(&hash))))
    }

    /// Finds procedures. Any text will do; nothing sensible finds nothing.
    pub fn search(&self, text: &str, options: &Options) -> Found {
        let filter = self.filter(options);
        if let Some(found) = self.search_code(text, options.limit, &filter) {
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
        self.try_all(&mut desk, &tried, 0, &filter, &mut found);
        let best = found.values().map(|m: &Match| m.score).fold(0.0, f32::max);
        // One word of two or three letters is one slip away from everything.
        let enough = typed.len() > 1 || typed.iter().any(|said| said.token.form.folded.len() > 3);
        if best < GOOD && enough {
            let mut trust = CORRECTED;
            for said in correct::corrected(self, &typed, best < SENSIBLE) {
                let from = tried.len();
                tried.extend(readings(self, said, trust));
                self.try_all(&mut desk, &tried, from, &filter, &mut found);
                trust *= LESS_LIKELY;
            }
        }
        self.answer(found.into_values().collect(), &tried, text, options)
    }

    fn try_all(
        &self,
        desk: &mut Desk,
        tried: &[Reading],
        from: usize,
        filter: &Filter,
        found: &mut HashMap<u32, Match>,
    ) {
        for (number, reading) in tried.iter().enumerate().skip(from) {
            for hit in desk.run(self, reading, number, filter) {
                match found.get_mut(&hit.entry) {
                    Some(known) if known.score >= hit.score => {}
                    Some(known) => *known = hit,
                    None => drop(found.insert(hit.entry, hit)),
                }
            }
        }
    }

    fn answer(&self, mut matches: Vec<Match>, tried: &[Reading], text: &str, options: &Options) -> Found {
        matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        // Of two or three words nearly any text is a slip away from some name.
        let sensible = |m: &Match| {
            let said = tried.get(m.reading).map_or(&[][..], |reading| &reading.said);
            match said.iter().any(|said| said.corrected) {
                true if said.len() < FEW_WORDS => SENSIBLE_GUESS_OF_TWO,
                true if said.len() == FEW_WORDS => SENSIBLE_GUESS,
                true => SENSIBLE_LONG_GUESS,
                // A long story says much that nobody wrote down; what is found for it is not sure.
                false if said.len() >= STORY => SENSIBLE_STORY,
                _ => SENSIBLE,
            }
        };
        matches.retain(|m| m.score >= sensible(m));
        let Some(best) = matches.first().cloned() else {
            let fields = tried.iter().map(|reading| near::fields(self, reading)).find(|fields| !fields.is_empty());
            return Found { fields: fields.unwrap_or_default(), ..Found::default() };
        };
        matches.retain(|m| m.score >= best.score * BESIDE_BEST);
        matches.truncate(options.limit);
        let hits = matches.iter().filter_map(|m| {
            let entry = self.entries.get(m.entry as usize)?;
            let reading = tried.get(m.reading)?;
            let (why, ranges) = (why::why(self, m, reading), mark::ranges(&entry.name, reading));
            Some(Hit { code: entry.code.clone(), name: entry.name.clone(), ranges, why, score: m.score })
        });
        let did_you_mean = tried.get(best.reading).and_then(|reading| why::meant(self, &best, reading));
        let (hits, sure) = (hits.collect(), best.score >= SURE);
        Found { hits, sure, did_you_mean, suggestions: why::suggestions(self, &matches, text), fields: Vec::new() }
    }

    /// `1.001193`, or the beginning of a code.
    fn search_code(&self, text: &str, limit: usize, filter: &Filter) -> Option<Found> {
        let text: String = text.chars().take(MAX_CHARS).collect();
        let code = text.split_whitespace().find(|word| is_code_like(word))?;
        let hits = self.by_code(code).filter_map(|(found, id)| {
            let entry = self.entries.get(id as usize)?;
            let fits = filter.fits(entry);
            let score = code.len() as f32 / found.len().max(1) as f32;
            let name = entry.name.clone();
            fits.then(|| Hit { code: found.to_owned(), name, ranges: Vec::new(), why: why::code(), score })
        });
        let hits: Vec<Hit> = hits.take(limit).collect();
        (!hits.is_empty()).then(|| Found { hits, sure: true, ..Found::default() })
    }
}

/// One digit, a dot, and at least one digit of six.
fn is_code_like(word: &str) -> bool {
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    word.split_once('.').is_some_and(|(first, rest)| digits(first, 1) && digits(rest, 6))
}

#[cfg(test)]
mod tests;
