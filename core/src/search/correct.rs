//! The likeliest meaning of a question with slips in it: each word may be another known word one slip away, and words
//! that are known side by side are likelier than others.

use super::fold::{Form, Token};
use super::index::{Index, Word};
use super::keys::is_syllable;
use super::reading::{Said, is_marked};
use super::slip::slip;
use super::sound::sound;

/// What it costs to keep a word that nobody knows.
const UNKNOWN: f32 = 2.4;
/// What it costs to change a word that nobody knows, the slip itself not counted.
const CHANGE: f32 = 1.2;
/// To change one that may be right as it is.
const CHANGE_KNOWN: f32 = 1.4;
/// To change a syllable that was typed with its marks.
const CHANGE_EXACT: f32 = 3.0;
/// To change one that sounds like the other, however it was typed.
const CHANGE_ALIKE: f32 = 1.2;
/// How much easier it is to change a known word if nothing else was found.
const EAGER: f32 = 0.7;
/// What two words known side by side are worth at most.
const TOGETHER: f32 = 2.0;
/// How much of that where one of them is a small word.
const OF_SMALL: f32 = 0.7;
/// So many ways to put the whole question right are tried.
const WAYS: usize = 3;
/// A way that costs so much more than leaving everything as it was typed is not tried.
const MARGIN: f32 = 0.5;
/// So many words a slip away are weighed.
const CHOICES: usize = 16;

struct Choice {
    /// The group; `None`: a word nobody knows.
    group: Option<u32>,
    cost: f32,
    changed: bool,
    /// The groups of an unfinished word.
    begins: Vec<u32>,
}

/// The words with slips put right, the likeliest first; empty if there is nothing to put right. `eager`: nothing was
/// found as it stands, so that a known word is likelier a slip too.
pub(super) fn corrected(index: &Index, said: &[Said], eager: bool) -> Vec<Vec<Said>> {
    let marked = is_marked(said);
    let ease = if eager { EAGER } else { 0.0 };
    let choices: Vec<Vec<Choice>> = said.iter().map(|said| choices(index, said, marked, ease)).collect();
    cheapest(index, &choices).into_iter().filter_map(|way| taken(index, said, &choices, &way)).collect()
}

/// The words of one way through the choices; `None` if it changes nothing.
fn taken(index: &Index, said: &[Said], choices: &[Vec<Choice>], way: &[usize]) -> Option<Vec<Said>> {
    let mut changed = false;
    let mut out = Vec::with_capacity(said.len());
    for ((said, choices), nth) in said.iter().zip(choices).zip(way) {
        let choice = choices.get(*nth)?;
        let word = choice.group.filter(|_| choice.changed).and_then(|group| index.words.get(group as usize));
        out.push(match word {
            Some(word) => {
                changed = true;
                let form = Form { folded: word.form.folded.clone(), letters: word.form.folded.clone(), tone: 0 };
                let raw = form.folded.clone();
                Said { token: Token { raw, form }, corrected: true, ..Said::default() }
            }
            None => said.clone(),
        });
    }
    changed.then_some(out)
}

fn choices(index: &Index, said: &Said, marked: bool, ease: f32) -> Vec<Choice> {
    let folded = said.token.form.folded.as_str();
    let short = index.lexicon.is_short(&said.token.form);
    let own = index.span(folded, false);
    let group = index.words.get(own).and_then(|words| words.first()).map(|word| word.group);
    let mut begins = Vec::new();
    if said.open {
        let words = index.words.get(index.span(folded, true)).unwrap_or_default();
        begins.extend(words.iter().map(|word| word.group));
        begins.dedup();
    }
    let known = group.is_some() || !begins.is_empty() || short;
    let number = folded.bytes().any(|b| b.is_ascii_digit());
    let mut out = vec![Choice { group, cost: if known || number { 0.0 } else { UNKNOWN }, changed: false, begins }];
    let letters = folded.len();
    // A short word has too many neighbours to guess, unless nobody knows it.
    if number || short || letters < 2 || (known && letters < 3) || letters > 16 {
        return out;
    }
    let raw = said.token.raw.to_lowercase();
    let small = if letters >= 4 { 0.0 } else { 0.8 };
    let change = match (known, marked && is_syllable(&said.token.form.letters, false)) {
        (false, _) => CHANGE,
        (true, false) => CHANGE_KNOWN - ease,
        (true, true) => CHANGE_EXACT - ease,
    };
    // A syllable written as it is heard is a syllable too: its marks prove little.
    let alike_ease = (change - CHANGE_ALIKE).max(0.0);
    let heard = sound(&said.token.form.letters);
    let mut near: Vec<(f32, usize, u32)> = Vec::new();
    let mut at = 0;
    while let Some(word) = index.words.get(at) {
        let group = index.words.get(at..).unwrap_or_default();
        let group = group.get(..group.partition_point(|w| w.group == word.group)).unwrap_or_default();
        let meant = word.form.folded.as_str();
        // Short abbreviations are one slip away from too much.
        if meant.len() >= if index.lexicon.is_short(&word.form) { 4 } else { 2 } {
            let alike = heard_as(said, heard, group);
            let cost = [slip(folded, meant), alike].into_iter().flatten().reduce(f32::min);
            let cost = if said.keys { [cost, slip(&raw, meant)].into_iter().flatten().reduce(f32::min) } else { cost };
            if let Some(cost) = cost {
                let ease = if alike.is_some() { alike_ease + small } else { 0.0 };
                near.push((cost - ease, group.iter().map(|w| w.entries.len()).sum(), word.group));
            }
        }
        at += group.len().max(1);
    }
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let near = near.into_iter().take(CHOICES);
    out.extend(near.map(|(cost, _, group)| Choice {
        group: Some(group),
        cost: change + cost + small,
        changed: true,
        begins: Vec::new(),
    }));
    out
}

/// What it costs if some word of the group sounds like the one typed, tones and all, or but for the tone.
fn heard_as(said: &Said, heard: u32, group: &[Word]) -> Option<f32> {
    let typed = &said.token.form;
    let alike = group.iter().filter(|word| word.sound == heard && word.form.folded != typed.folded);
    let tone = |word: &Word| match (typed.tone, word.form.tone) {
        (a, b) if a == b || !typed.is_marked() => 0.1,
        // Half the country says hỏi and ngã alike.
        (3, 4) | (4, 3) => 0.15,
        _ => 0.6,
    };
    alike.map(tone).reduce(f32::min)
}

/// One way so far: what it costs, and where it came from (the choice before and which of its ways).
type Step = (f32, usize, usize);

/// Which choice to take at each word, by the cheapest ways through all of them.
fn cheapest(index: &Index, choices: &[Vec<Choice>]) -> Vec<Vec<usize>> {
    let Some(first) = choices.first() else { return Vec::new() };
    let mut ways: Vec<Vec<Vec<Step>>> = Vec::with_capacity(choices.len());
    ways.push(first.iter().map(|choice| vec![(choice.cost, 0, 0)]).collect());
    for pair in choices.windows(2) {
        let ([before, now], Some(costs)) = (pair, ways.last()) else { break };
        let step = |choice: &Choice| {
            let mut steps: Vec<Step> = Vec::with_capacity(before.len() * WAYS);
            for (nth, (from, known)) in before.iter().zip(costs).enumerate() {
                let own = choice.cost - together(index, from, choice);
                steps.extend(known.iter().enumerate().map(|(rank, (cost, ..))| (cost + own, nth, rank)));
            }
            best(steps)
        };
        let next = now.iter().map(step).collect();
        ways.push(next);
    }
    let ends = ways.last().into_iter().flatten().enumerate();
    let ends = ends.flat_map(|(nth, ranks)| ranks.iter().enumerate().map(move |(rank, step)| (step.0, nth, rank)));
    let kept = unchanged(index, choices) + MARGIN;
    let back = |(cost, mut nth, mut rank): Step| {
        if cost > kept {
            return None;
        }
        let mut out = Vec::with_capacity(ways.len());
        for way in ways.iter().rev() {
            out.push(nth);
            (_, nth, rank) = *way.get(nth)?.get(rank)?;
        }
        out.reverse();
        Some(out)
    };
    best(ends.collect()).into_iter().filter_map(back).collect()
}

/// What it costs to leave everything as it was typed.
fn unchanged(index: &Index, choices: &[Vec<Choice>]) -> f32 {
    let typed: Vec<&Choice> = choices.iter().filter_map(|choices| choices.first()).collect();
    let pairs = typed.windows(2).map(|pair| if let [a, b] = pair { together(index, a, b) } else { 0.0 });
    typed.iter().map(|choice| choice.cost).sum::<f32>() - pairs.sum::<f32>()
}

fn best(mut steps: Vec<Step>) -> Vec<Step> {
    steps.sort_by(|a, b| a.0.total_cmp(&b.0));
    steps.truncate(WAYS);
    steps
}

fn together(index: &Index, first: &Choice, second: &Choice) -> f32 {
    let Some(a) = first.group else { return 0.0 };
    let own = second.group.map_or(0, |b| index.seen_together(a, b));
    let begun = || second.begins.iter().map(|b| index.seen_together(a, *b)).max().unwrap_or(0);
    let small = |group: Option<u32>| {
        let word = group.and_then(|group| index.words.get(group as usize));
        word.is_some_and(|word| index.lexicon.says_little(&word.form))
    };
    // Small words stand beside anything.
    let proves = if small(Some(a)) || small(second.group) { OF_SMALL } else { 1.0 };
    match if own > 0 { own } else { begun() } {
        0 => 0.0,
        often => proves * (1.4 + 0.12 * (often as f32).ln()).min(TOGETHER),
    }
}
