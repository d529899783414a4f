//! Why an entry was found, in a few plain words, and what was meant where a word was a slip.

use super::fold::words;
use super::index::Index;
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

fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(MAX_SHOWN).collect();
    let whole = start.rsplit_once(' ').map_or(start.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';']))
}
