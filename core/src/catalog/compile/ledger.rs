//! The ledger of keys (`catalog/keys.toml`): every key that a guide ever used, with what it means.
//!
//! Drafts on phones hold values by key. A key that came to mean something else would show a father's name as the
//! mother's; so keys are never renamed or reused within a code, and this committed file remembers them after the guide
//! has forgotten them.

use super::diagnostic::Sink;
use super::words;
use hoso_protocol::procedure::{FieldType, Procedure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// A question.
    Questions,
    /// A paper.
    Papers,
    /// A field of the declaration.
    Fields,
}

/// All keys ever used, by procedure code.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ledger(BTreeMap<String, BTreeMap<KeyKind, BTreeMap<String, Entry>>>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    kind: Option<FieldType>,
    meaning: String,
}

impl Ledger {
    /// Reads `keys.toml`.
    ///
    /// # Errors
    /// Line (from 1) and what is wrong with it.
    pub fn read(text: &str) -> Result<Self, (usize, String)> {
        toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = 1 + text.bytes().take(start).filter(|b| *b == b'\n').count();
            (line, error.message().to_owned())
        })
    }

    /// Takes in the new keys of a guide and new wordings of known ones; returns whether anything changed. What the
    /// check calls an error stays as it is.
    pub fn learn(&mut self, procedure: &Procedure) -> bool {
        let mut changed = false;
        let kinds = self.0.entry(procedure.code.clone()).or_default();
        for key in keys(procedure) {
            let known = kinds.entry(key.kind).or_default();
            let now = Entry { kind: key.field_type, meaning: key.label.to_owned() };
            match known.get(key.key) {
                Some(before) if *before == now || key.differs_from(before) => {}
                _ => {
                    known.insert(key.key.to_owned(), now);
                    changed = true;
                }
            }
        }
        changed
    }

    /// The text of `keys.toml`, sorted, one key a line.
    pub fn write(&self) -> String {
        let mut text = String::from(HEAD);
        for (code, kinds) in &self.0 {
            for (kind, keys) in kinds.iter().filter(|(_, keys)| !keys.is_empty()) {
                let _ = writeln!(text, "\n[\"{code}\".{}]", kind.word());
                for (key, entry) in keys {
                    let meaning = toml::Value::String(entry.meaning.clone());
                    let _ = match entry.kind {
                        Some(kind) => writeln!(text, "{key} = {{ type = \"{}\", meaning = {meaning} }}", word(kind)),
                        None => writeln!(text, "{key} = {{ meaning = {meaning} }}"),
                    };
                }
            }
        }
        text
    }
}

const HEAD: &str = "\
# Every key that a guide ever used, with its meaning. Drafts hold values by key: a key is never renamed, never reused
# for something else, and stays here when the guide no longer has it. `HOSO_LEARN_KEYS=1 cargo build -p hoso-core` adds
# new keys and takes over a changed wording; what it refuses needs a new key.
";

pub(super) fn check(sink: &mut Sink<'_>, procedure: &Procedure, ledger: &Ledger) {
    let known = ledger.0.get(&procedure.code);
    let mut new = Vec::new();
    for key in keys(procedure) {
        let (name, list, index) = (key.key, key.kind.word().into(), key.index.into());
        let Some(before) = known.and_then(|kinds| kinds.get(&key.kind)).and_then(|keys| keys.get(name)) else {
            new.push(key);
            continue;
        };
        if let (Some(now), Some(then)) = (key.field_type, before.kind)
            && now != then
        {
            let what = format!("the field `{name}` was of type `{}` and is now `{}`", word(then), word(now));
            sink.error(
                &[list, index, "type".into()],
                what,
                "give the new field a new key; drafts still hold the old one",
            );
        } else if key.differs_from(before) {
            let what = format!("the key `{name}` meant \"{}\" and is used again for \"{}\"", before.meaning, key.label);
            let fix = "take a new key; if it is the same thing in other words, write the new words into keys.toml";
            sink.error(&[list, index, "key".into()], what, fix);
        } else if before.meaning != key.label {
            let what = format!("the wording of `{name}` changed from \"{}\" to \"{}\"", before.meaning, key.label);
            let fix = "if it still means the same, take it over: `HOSO_LEARN_KEYS=1 cargo build -p hoso-core`";
            sink.warn(&[list, index, "key".into()], what, fix);
        }
    }
    // One line for all of a new guide, not one for each key.
    if let Some(first) = new.first() {
        let names: Vec<_> = new.iter().take(5).map(|key| format!("`{}`", key.key)).collect();
        let more = if new.len() > names.len() { ", …" } else { "" };
        let what = format!("{} keys are not in keys.toml yet: {}{more}", new.len(), names.join(", "));
        let fix = "if they are really new, add them: `HOSO_LEARN_KEYS=1 cargo build -p hoso-core`";
        sink.warn(&[first.kind.word().into(), first.index.into(), "key".into()], what, fix);
    }
}

struct Key<'p> {
    kind: KeyKind,
    index: usize,
    key: &'p str,
    label: &'p str,
    field_type: Option<FieldType>,
}

impl Key<'_> {
    /// Another type, or not one word in common: no new wording of the same thing.
    fn differs_from(&self, before: &Entry) -> bool {
        self.field_type != before.kind || words::words(self.label).is_disjoint(&words::words(&before.meaning))
    }
}

fn keys(p: &Procedure) -> Vec<Key<'_>> {
    let questions = p.questions.iter().map(|q| (KeyKind::Questions, &q.key, &q.text, None));
    let papers = p.papers.iter().map(|x| (KeyKind::Papers, &x.key, &x.name, None));
    let fields = p.fields.iter().map(|f| (KeyKind::Fields, &f.key, &f.label, Some(f.kind)));
    let indexed = questions.enumerate().chain(papers.enumerate()).chain(fields.enumerate());
    // A bad key is reported as such, not as a new one.
    indexed
        .filter(|(_, (_, key, _, _))| words::is_key(key))
        .map(|(index, (kind, key, label, field_type))| Key { kind, index, key, label, field_type })
        .collect()
}

impl KeyKind {
    fn word(self) -> &'static str {
        match self {
            Self::Questions => "questions",
            Self::Papers => "papers",
            Self::Fields => "fields",
        }
    }
}

fn word(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "text",
        FieldType::Name => "name",
        FieldType::Date => "date",
        FieldType::Choice => "choice",
        FieldType::Number => "number",
        FieldType::Address => "address",
        FieldType::IdNumber => "id_number",
        FieldType::Phone => "phone",
        FieldType::Email => "email",
    }
}
