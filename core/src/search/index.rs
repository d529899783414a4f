//! The words of the catalog, sorted, with the entries they stand in.

use super::fold::{Form, in_word, words};
use super::lexicon::{Lexicon, Weight};
use super::mark::holds;
use super::sound::sound;
use super::{Entry, Options, Who};
use hoso_protocol::procedure::Level;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Longer names are cut: what stands behind is never what people look for.
const MAX_PHRASE: usize = 96;
/// And so many runs of letters are read of one.
const MAX_RUNS: usize = 512;

/// Search over one catalog, in memory.
#[derive(Debug)]
pub struct Index {
    pub(super) entries: Vec<Stored>,
    pub(super) phrases: Vec<Phrase>,
    /// The words of all phrases, one phrase after the other.
    flat: Vec<u32>,
    /// Sorted by folded shape, then letters, then tone: all words under one prefix stand together.
    pub(super) words: Vec<Word>,
    /// Which folded words were seen side by side, by the places of their groups.
    pairs: HashMap<(u32, u32), u32>,
    codes: Vec<(String, u32)>,
    pub(super) fields: Vec<Field>,
    pub(super) lexicon: &'static Lexicon,
}

#[derive(Debug)]
pub(super) struct Stored {
    pub code: String,
    pub name: String,
    pub level: Vec<Level>,
    /// For whom it is, one bit each.
    pub who: u8,
    /// A place in `Index::fields`.
    pub field: u16,
    pub phrases: Range<usize>,
    /// Between two that fit as well: guides, then what the commune does, then short names.
    pub prior: f32,
}

/// Which entries are looked for.
pub(super) struct Filter {
    level: Option<Level>,
    who: Option<Who>,
    /// For each field whether it is.
    fields: Option<Vec<bool>>,
}

impl Filter {
    pub fn fits(&self, entry: &Stored) -> bool {
        self.level.is_none_or(|level| entry.level.contains(&level))
            && self.who.is_none_or(|who| who.is_in(entry.who))
            && self.fields.as_ref().is_none_or(|fields| fields.get(usize::from(entry.field)).copied().unwrap_or(false))
    }
}

/// A field and how many procedures it has.
#[derive(Debug)]
pub(super) struct Field {
    pub name: Box<str>,
    pub entries: u32,
}

#[derive(Debug)]
pub(super) struct Phrase {
    /// `None`: the entry's name.
    pub text: Option<Box<str>>,
    range: Range<usize>,
    /// What all its words weigh.
    pub weight: f32,
}

#[derive(Debug)]
pub(super) struct Word {
    pub form: Form,
    /// As it was first written, in small letters.
    pub shown: Box<str>,
    /// The place of the first word with the same folded shape.
    pub group: u32,
    pub weight: f32,
    /// How it sounds; see [`super::sound`].
    pub sound: u32,
    pub entries: Vec<u32>,
}

impl Index {
    /// Reads the entries. Of two with the same code the first counts.
    pub fn build(entries: impl IntoIterator<Item = Entry>) -> Self {
        let lexicon = Lexicon::built_in();
        let mut draft = Draft::default();
        let mut stored = Vec::new();
        let mut phrases = Vec::new();
        let mut known = BTreeSet::new();
        for entry in entries {
            if !known.insert(entry.code.clone()) {
                continue;
            }
            let more = lexicon.people.get(&entry.code).into_iter().flatten().cloned();
            let from = phrases.len();
            let texts = std::iter::once(None).chain(entry.words.iter().cloned().chain(more).map(Some));
            let mut seen = BTreeSet::new();
            let written_out = lexicon.written_out(&entry.name).map(|name| (name, None));
            let texts = texts.map(|text| (text.clone().unwrap_or_else(|| entry.name.clone()), text));
            for (words, text) in texts.chain(written_out) {
                let range = draft.phrase(&words, Some(stored.len() as u32));
                if !range.is_empty() && seen.insert(draft.flat.get(range.clone()).unwrap_or_default().to_vec()) {
                    phrases.push(Phrase { text: text.map(String::into_boxed_str), range, weight: 0.0 });
                }
            }
            let prior = prior(entry.guide, &entry.level, &entry.name);
            let (who, field) = (Who::bits(&entry), draft.field(&entry.field));
            let Entry { code, name, level, .. } = entry;
            stored.push(Stored { code, name, level, who, field, phrases: from..phrases.len(), prior });
        }
        // What people say is spelled right too, even where nothing in this catalog is called so.
        for text in lexicon.typed() {
            draft.phrase(&text, None);
        }
        draft.finish(stored, phrases, lexicon)
    }

    /// The words of one phrase.
    pub(super) fn phrase_words(&self, phrase: &Phrase) -> &[u32] {
        self.flat.get(phrase.range.clone()).unwrap_or_default()
    }

    /// The words with this folded shape, or beginning with it.
    pub(super) fn span(&self, folded: &str, prefix: bool) -> Range<usize> {
        let from = self.words.partition_point(|word| word.form.folded.as_str() < folded);
        let rest = self.words.get(from..).unwrap_or_default();
        let fits = |word: &Word| if prefix { word.form.folded.starts_with(folded) } else { word.form.folded == folded };
        from..from + rest.partition_point(fits)
    }

    /// How often two words were seen side by side, whatever their marks. By their groups.
    pub(super) fn seen_together(&self, first: u32, second: u32) -> u32 {
        self.pairs.get(&(first, second)).copied().unwrap_or(0)
    }

    /// What is asked for, with the fields looked up.
    pub(super) fn filter(&self, options: &Options) -> Filter {
        let fields =
            options.field.as_deref().map(|wanted| self.fields.iter().map(|f| holds(&f.name, wanted)).collect());
        Filter { level: options.level, who: options.who, fields }
    }

    /// The fields, as their sources write them.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_ref()).filter(|name| !name.is_empty())
    }

    /// The entries whose code begins so.
    pub(super) fn by_code(&self, start: &str) -> impl Iterator<Item = (&str, u32)> {
        let from = self.codes.partition_point(|(code, _)| code.as_str() < start);
        let rest = self.codes.get(from..).unwrap_or_default();
        rest.iter().take_while(move |(code, _)| code.starts_with(start)).map(|(code, id)| (code.as_str(), *id))
    }

    /// What a word weighs that stands in so many entries.
    pub(super) fn weight(&self, entries: usize) -> f32 {
        weight(entries, self.entries.len())
    }

    /// What a word weighs that nothing is called.
    pub(super) fn weight_of_unknown(&self) -> f32 {
        self.weight(self.entries.len() / 10)
    }

    /// How many procedures there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Rarer words weigh no more: one chance word of a question must not outweigh all others.
const MOST_WEIGHT: f32 = 4.5;

fn weight(entries: usize, all: usize) -> f32 {
    (1.0 + (all as f32 + 10.0) / (entries as f32 + 1.0)).ln().min(MOST_WEIGHT)
}

/// What a word weighs that may say little.
pub(super) fn weighed(weight: f32, says: Weight) -> f32 {
    match says {
        Weight::Full => weight,
        Weight::Who => 0.5 * weight.min(2.5),
        Weight::Little => 0.25 * weight.min(1.5),
    }
}

fn prior(guide: bool, level: &[Level], name: &str) -> f32 {
    let guide = if guide { 0.03 } else { 0.0 };
    let commune = if level.contains(&Level::Commune) { 0.02 } else { 0.0 };
    guide + commune + 0.01 / (1.0 + name.chars().count() as f32 / 20.0)
}

/// An index while words still come.
#[derive(Default)]
struct Draft {
    ids: HashMap<Form, u32>,
    /// The words in each run of letters that was met.
    runs: HashMap<Box<str>, Box<[u32]>>,
    /// The words with which official names begin.
    lead: Vec<u32>,
    entries: Vec<Vec<u32>>,
    shown: Vec<Box<str>>,
    flat: Vec<u32>,
    pairs: HashMap<(u32, u32), u32>,
    fields: Vec<Field>,
    field_places: HashMap<String, u16>,
}

impl Draft {
    fn field(&mut self, name: &str) -> u16 {
        let next = u16::try_from(self.fields.len()).unwrap_or(u16::MAX);
        let place = *self.field_places.entry(name.trim().to_owned()).or_insert(next);
        if place == next {
            self.fields.push(Field { name: name.trim().into(), entries: 0 });
        }
        if let Some(field) = self.fields.get_mut(usize::from(place)) {
            field.entries += 1;
        }
        place
    }

    fn phrase(&mut self, text: &str, entry: Option<u32>) -> Range<usize> {
        let from = self.flat.len();
        let ids = self.ids(text);
        if self.lead.is_empty() {
            self.lead = self.ids("Thủ tục");
        }
        let start = if ids.starts_with(&self.lead) { self.lead.len() } else { 0 };
        let mut last = None;
        for id in ids.into_iter().skip(start).take(MAX_PHRASE) {
            if let (Some(entry), Some(list)) = (entry, self.entries.get_mut(id as usize))
                && list.last() != Some(&entry)
            {
                list.push(entry);
            }
            if let Some(last) = last.replace(id) {
                *self.pairs.entry((last, id)).or_default() += 1;
            }
            if entry.is_some() {
                self.flat.push(id);
            }
        }
        from..self.flat.len()
    }

    /// The words of a text. Names repeat the same few thousand words: each is looked at closely once.
    fn ids(&mut self, text: &str) -> Vec<u32> {
        let mut out = Vec::new();
        for run in text.split(|c| !in_word(c)).filter(|run| !run.is_empty()).take(MAX_RUNS) {
            if let Some(known) = self.runs.get(run) {
                out.extend_from_slice(known);
                continue;
            }
            let from = out.len();
            for token in words(run) {
                let next = self.entries.len() as u32;
                let id = *self.ids.entry(token.form).or_insert(next);
                if id == next {
                    self.entries.push(Vec::new());
                    self.shown.push(token.raw.to_lowercase().into_boxed_str());
                }
                out.push(id);
            }
            self.runs.insert(run.into(), out.get(from..).unwrap_or_default().into());
        }
        out
    }

    fn finish(self, entries: Vec<Stored>, mut phrases: Vec<Phrase>, lexicon: &'static Lexicon) -> Index {
        let Self { ids, entries: mut lists, mut shown, mut flat, pairs, fields, .. } = self;
        let mut order: Vec<(Form, u32)> = ids.into_iter().collect();
        order.sort_unstable();
        let mut places = vec![0_u32; order.len()];
        let mut words: Vec<Word> = Vec::with_capacity(order.len());
        for (place, (form, id)) in order.into_iter().enumerate() {
            let list = lists.get_mut(id as usize).map(std::mem::take).unwrap_or_default();
            let shown = shown.get_mut(id as usize).map(std::mem::take).unwrap_or_default();
            let group = match words.last() {
                Some(last) if last.form.folded == form.folded => last.group,
                _ => place as u32,
            };
            let weight = weight(list.len(), entries.len());
            let weight = weighed(weight, lexicon.weight(&form));
            let sound = sound(&form.letters);
            words.push(Word { weight, sound, form, shown, group, entries: list });
            if let Some(slot) = places.get_mut(id as usize) {
                *slot = place as u32;
            }
        }
        let place = |id: u32| places.get(id as usize).copied().unwrap_or(0);
        flat.iter_mut().for_each(|id| *id = place(*id));
        let word = |id: u32| words.get(id as usize);
        for phrase in &mut phrases {
            let ids = flat.get(phrase.range.clone()).unwrap_or_default();
            phrase.weight = ids.iter().filter_map(|id| word(*id)).map(|word| word.weight).sum();
        }
        let group = |id: u32| word(place(id)).map_or(0, |word| word.group);
        let mut grouped = HashMap::new();
        for ((first, second), count) in pairs {
            *grouped.entry((group(first), group(second))).or_default() += count;
        }
        let mut codes: Vec<_> = entries.iter().enumerate().map(|(id, e)| (e.code.clone(), id as u32)).collect();
        codes.sort_unstable();
        Index { entries, phrases, flat, words, pairs: grouped, codes, fields, lexicon }
    }
}
