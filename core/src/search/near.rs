//! Where nothing was found: the fields in whose procedures the words of the question stand most.

use super::index::Index;
use super::reading::Reading;

/// So many fields are named.
const FIELDS: usize = 3;
/// A field has at least so much of the question.
const ENOUGH: f32 = 0.34;
/// And at least so much of what the best one has.
const BESIDE_BEST: f32 = 0.6;

/// The nearest fields, the nearest first. None if the question has to do with nothing.
pub(super) fn fields(index: &Index, reading: &Reading) -> Vec<String> {
    let terms = reading.terms(index);
    let telling = || terms.iter().filter(|term| !term.filler);
    let all: f32 = telling().map(|term| term.weight).sum();
    let mut score = vec![0.0_f32; index.fields.len()];
    for term in telling() {
        // How many procedures of each field have the word, whatever its marks.
        let mut has = vec![0_u32; index.fields.len()];
        let words =
            term.spans.iter().filter_map(|(range, fits)| Some(index.words.get(range.clone())?.iter().zip(fits)));
        for (word, _) in words.flatten().filter(|(_, fit)| **fit >= WHOLE) {
            for entry in word.entries.iter().filter_map(|id| index.entries.get(*id as usize)) {
                if let Some(count) = has.get_mut(usize::from(entry.field)) {
                    *count += 1;
                }
            }
        }
        for ((field, count), score) in index.fields.iter().zip(has).zip(&mut score) {
            let share = (count as f32 / (field.entries.max(1) as f32).sqrt()).min(1.0);
            *score += term.weight * share;
        }
    }
    let mut best: Vec<(f32, &str)> = score
        .iter()
        .zip(&index.fields)
        .map(|(score, field)| (score / all.max(f32::MIN_POSITIVE), field.name.as_ref()))
        .collect();
    best.sort_by(|a, b| b.0.total_cmp(&a.0));
    let floor = best.first().map_or(0.0, |best| best.0 * BESIDE_BEST).max(ENOUGH);
    let near = best.into_iter().filter(|(score, name)| *score >= floor && !name.is_empty());
    near.take(FIELDS).map(|(_, name)| name.to_owned()).collect()
}

/// A word that fits less than that is another one.
const WHOLE: f32 = 0.99;
