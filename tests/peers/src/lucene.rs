//! tantivy: BM25 over words, words one slip away, and neighbouring syllables as phrases.

use crate::text::{telling, words};
use hoso_core::search::Entry;
use std::error::Error;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
use tantivy::{Index, IndexReader, TantivyDocument, Term, doc};

pub struct Tantivy {
    reader: IndexReader,
    code: Field,
    /// Each with what it weighs.
    fields: [(Field, f32); 3],
}

impl Tantivy {
    pub fn build(entries: &[Entry]) -> Result<Self, Box<dyn Error>> {
        let mut schema = Schema::builder();
        let code = schema.add_text_field("code", STRING | STORED);
        let [name, more, field] = ["name", "words", "field"].map(|column| schema.add_text_field(column, TEXT));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 20_000_000)?;
        for entry in entries {
            let plain = |text: &str| words(text).join(" ");
            let mut document =
                doc!(code => entry.code.clone(), name => plain(&entry.name), field => plain(&entry.field));
            for text in &entry.words {
                document.add_text(more, plain(text));
            }
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Self { reader: index.reader()?, code, fields: [(name, 2.0), (more, 1.5), (field, 0.3)] })
    }

    pub fn search(&self, text: &str) -> Result<Vec<String>, Box<dyn Error>> {
        let words = telling(text);
        let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![];
        let mut add =
            |query: Box<dyn Query>, weight: f32| parts.push((Occur::Should, Box::new(BoostQuery::new(query, weight))));
        for (field, weight) in self.fields {
            let term = |word: &String| Term::from_field_text(field, word);
            for word in &words {
                add(Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)), weight);
                if word.len() >= 4 {
                    add(Box::new(FuzzyTermQuery::new(term(word), 1, true)), 0.2 * weight);
                }
            }
            for pair in words.windows(2) {
                add(Box::new(PhraseQuery::new(pair.iter().map(term).collect())), 2.0 * weight);
            }
        }
        let searcher = self.reader.searcher();
        let top = searcher.search(&BooleanQuery::new(parts), &TopDocs::with_limit(3).order_by_score())?;
        let mut codes = vec![];
        for (_, address) in top {
            let document: TantivyDocument = searcher.doc(address)?;
            codes.extend(document.get_first(self.code).and_then(|value| value.as_str()).map(str::to_owned));
        }
        Ok(codes)
    }
}
