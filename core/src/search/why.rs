//! Why an entry was found, in a few plain words, and what was meant where a word was a slip.

use super::fold::{Token, tokens, words};
use super::index::{Index, Phrase};
use super::reading::{Reading, Term};
use super::score::Match;
use hoso_protocol::text::say;

/// Of a long name only so much is shown.
const MAX_SHOWN: usize = 60;

pub(super) fn code() -> String {
    say("search.code", &[])
}

pub(super) fn why(index: &Index, hit: &Match, reading: &Reading) -> String {
    let phrase = index.phrases.get(hit.phrase).and_then(|phrase| phrase.text.as_deref());
    let code = match (phrase, reading.said.iter().any(|said| said.corrected)) {
        (_, true) => "search.like",
        (Some(_), false) => "search.words",
        (None, false) => "search.name",
    };
    let name = index.entries.get(hit.entry as usize).map_or("", |entry| entry.name.as_str());
    let text = phrase.unwrap_or(name);
    if let Some((said, mean)) = &reading.same {
        let found = words(text);
        let has = words(mean).iter().all(|word| found.iter().any(|found| found.form == word.form));
        if has {
            return say("search.same", &[("said", said), ("mean", mean)]);
        }
    }
    say(code, &[("text", &shortened(text))])
}

/// The question with slips put right, spelled as in the phrase that fits best.
pub(super) fn meant(index: &Index, hit: &Match, reading: &Reading) -> Option<String> {
    if !reading.said.iter().any(|said| said.corrected) {
        return None;
    }
    let phrase = index.phrases.get(hit.phrase)?;
    let entry = index.entries.get(hit.entry as usize)?;
    let written = words(phrase.text.as_deref().unwrap_or(&entry.name));
    let marked = reading.is_marked();
    let spelled = |said: &super::reading::Said, term: &Term| {
        let same = written.iter().find(|word| word.form.folded == said.token.form.folded);
        match same {
            Some(word) if said.corrected || !marked => word.raw.to_lowercase(),
            _ if said.corrected => known(index, term).unwrap_or_else(|| said.token.raw.clone()),
            _ => said.token.raw.clone(),
        }
    };
    let terms = reading.terms(index);
    let out: Vec<String> = reading.said.iter().zip(&terms).map(|(said, term)| spelled(said, term)).collect();
    Some(out.join(" "))
}

/// The commonest spelling of a word that the phrase does not have.
fn known(index: &Index, term: &Term) -> Option<String> {
    let words = term.spans.iter().filter_map(|(range, _)| index.words.get(range.clone())).flatten();
    let best = words.max_by_key(|word| word.entries.len())?;
    Some(best.shown.to_string())
}

/// So many ways in which the question may go on.
const SUGGESTIONS: usize = 5;

/// The phrases of the hits that go on where the question stops; first those that begin as it does.
pub(super) fn suggestions(index: &Index, hits: &[Match], text: &str) -> Vec<String> {
    let (typed, _) = tokens(text, super::MAX_CHARS, super::reading::MAX_WORDS);
    let mut out: Vec<(bool, String)> = Vec::new();
    for hit in hits.iter().take(3 * SUGGESTIONS) {
        let Some(entry) = index.entries.get(hit.entry as usize) else { continue };
        let shown = |phrase: &'_ Phrase| phrase.text.as_deref().unwrap_or(&entry.name).to_owned();
        // One for each procedure: the shortest that begins so, else the one that fits best.
        let phrases = index.phrases.get(entry.phrases.clone()).unwrap_or_default().iter();
        let begins = phrases.filter(|phrase| goes_on(index, phrase, &typed) == Some(true));
        // Of two that differ only in their marks the one with marks.
        let shortest = begins.map(shown).min_by_key(|text| (text.chars().count(), text.is_ascii()));
        let other = shortest.is_none();
        let fitting =
            || index.phrases.get(hit.phrase).filter(|phrase| goes_on(index, phrase, &typed).is_some()).map(shown);
        let Some(text) = shortest.or_else(fitting).filter(|text| text.chars().count() <= MAX_SHOWN) else { continue };
        let text = text.to_lowercase();
        if out.iter().all(|(_, known)| *known != text) {
            out.push((other, text));
        }
    }
    out.sort_by_key(|(other, _)| *other);
    out.into_iter().take(SUGGESTIONS).map(|(_, text)| text).collect()
}

/// Whether a phrase begins as the question does, whatever the marks; `None` if it is the question.
fn goes_on(index: &Index, phrase: &Phrase, typed: &[Token]) -> Option<bool> {
    let ids = index.phrase_words(phrase);
    let folded = |id: &u32| index.words.get(*id as usize).map_or("", |word| word.form.folded.as_str());
    let same = ids.len() >= typed.len()
        && ids.iter().zip(typed).enumerate().all(|(at, (id, token))| {
            let asked = token.form.folded.as_str();
            if at + 1 == typed.len() { folded(id).starts_with(asked) } else { folded(id) == asked }
        });
    let whole =
        ids.len() == typed.len() && ids.last().map(folded) == typed.last().map(|last| last.form.folded.as_str());
    (!(same && whole)).then_some(same)
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(MAX_SHOWN).collect();
    let whole = start.rsplit_once(' ').map_or(start.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';']))
}
