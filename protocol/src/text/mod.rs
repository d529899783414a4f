//! The sentences that people read, one table per language, keyed by code. Vietnamese is the first.

mod vi;
mod vi_app;
mod vi_cli;
mod vi_demo;
mod vi_events;
mod vi_guide;
mod vi_import;
mod vi_pack;
mod vi_phone;
mod vi_salvage;
mod vi_search;
mod vi_slips;
mod vi_version;

/// The sentences of a language, in the order of their files.
fn sentences() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    [
        vi::SENTENCES,
        vi_guide::SENTENCES,
        vi_phone::SENTENCES,
        vi_search::SENTENCES,
        vi_slips::SENTENCES,
        vi_cli::SENTENCES,
        vi_demo::SENTENCES,
        vi_events::SENTENCES,
        vi_pack::SENTENCES,
        vi_salvage::SENTENCES,
        vi_import::SENTENCES,
        vi_version::SENTENCES,
        vi_app::SENTENCES,
    ]
    .into_iter()
    .flatten()
}

/// The sentence of a code with `{name}` and the like filled in. A code without a sentence is shown as it is, so that
/// nothing fails for want of words.
pub fn say(code: &str, with: &[(&str, &str)]) -> String {
    let sentence = sentences().find(|(known, _)| *known == code).map_or(code, |(_, sentence)| sentence);
    let mut out = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    // One pass: what is filled in is never searched for further places.
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                match with.iter().find(|(known, _)| *known == name) {
                    Some((_, value)) => out.push_str(value),
                    None => out.extend(["{", name, "}"]),
                }
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether a code has a sentence.
pub fn has(code: &str) -> bool {
    sentences().any(|(known, _)| *known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_shown_as_it_is_and_an_unknown_code_shows_itself() {
        assert_eq!(say("missing.field", &[("name", "{name} x")]), "Chưa điền: {name} x.");
        assert_eq!(say("no.such", &[]), "no.such");
    }

    #[test]
    fn every_code_stands_once() {
        let mut codes: Vec<_> = sentences().map(|(code, _)| code).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
