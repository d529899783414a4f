//! What an import found, for people and for programs.

use super::audit::Audit;
use hoso_protocol::procedure::{PaperForm, Part, Procedure, TimeUnit};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The report of an import.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Lines with something on them.
    pub lines: u64,
    /// Records that were read.
    pub records: u64,
    /// Lines that were not.
    pub skipped: Vec<Skipped>,
    /// What was found in the records.
    pub counts: Counts,
    /// What could not be taken apart and is kept as text.
    pub unstructured: Unstructured,
    /// What an officer should look at.
    pub suspicious: Suspicious,
    /// What became of the catalog.
    pub catalog: Kept,
    /// The coverage check, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
}

/// A line that is no record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Its number, from 1.
    pub line: u64,
    /// Why, such as `not_json`.
    pub why: &'static str,
}

/// How many there are of each part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Counts {
    pub groups: u64,
    pub headings: u64,
    pub papers: u64,
    pub shown: u64,
    pub notes: u64,
    pub forms: u64,
    pub channels: u64,
    pub steps: u64,
    pub results: u64,
    pub legal: u64,
    pub with_question: u64,
    pub commune: u64,
}

/// Codes of records by part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Unstructured {
    /// Text beside the structure, by part.
    pub rest: BTreeMap<Part, Vec<String>>,
    /// Time limit and fee whose digits can't be told apart.
    pub unclear_fee: Vec<String>,
    /// Laws without a number.
    pub legal_without_number: Vec<String>,
}

/// Codes of records by what is odd about them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Suspicious {
    /// Several codes with the same name.
    pub repeated_names: Vec<Vec<String>>,
    /// A time limit without its unit.
    pub missing_units: Vec<String>,
    /// No paper at all.
    pub empty_papers: Vec<String>,
    /// No way to hand it in.
    pub no_channel: Vec<String>,
    /// A way that stands there several times.
    pub repeated_channels: Vec<String>,
    /// A fee that is too small to be one.
    pub tiny_fees: Vec<String>,
    /// Speaks of the level that is no more ("cấp huyện").
    pub district: Vec<String>,
}

/// What became of the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Whether the file was written anew.
    pub changed: bool,
    /// Records that were not there in this form before.
    pub new: u64,
    /// All versions in the file now.
    pub all: u64,
    /// Length of the file.
    pub bytes: u64,
}

impl Report {
    /// Looks at one procedure.
    pub(super) fn look(&mut self, p: &Procedure, unclear: usize, source: &str) {
        let counts = &mut self.counts;
        counts.groups += p.paper_groups.len() as u64;
        counts.headings += p.paper_groups.iter().filter(|group| group.title.is_some()).count() as u64;
        for paper in &p.papers {
            counts.forms += u64::from(paper.form_name.is_some());
            *match paper.form {
                PaperForm::Note => &mut counts.notes,
                PaperForm::Shown => &mut counts.shown,
                _ => &mut counts.papers,
            } += 1;
        }
        counts.channels += p.channels.len() as u64;
        counts.steps += p.steps.len() as u64;
        counts.results += p.results.len() as u64;
        counts.legal += p.legal.len() as u64;
        counts.with_question += u64::from(!p.questions.is_empty());
        counts.commune += u64::from(p.level.contains(&hoso_protocol::procedure::Level::Commune));
        let note = |odd: bool, list: &mut Vec<String>| {
            if odd {
                list.push(p.code.clone());
            }
        };
        note(unclear > 0, &mut self.unstructured.unclear_fee);
        note(p.legal.iter().any(|law| law.number.is_empty()), &mut self.unstructured.legal_without_number);
        for rest in p.published.iter().flat_map(|record| &record.rest) {
            note(true, self.unstructured.rest.entry(rest.part).or_default());
        }
        let odd = &mut self.suspicious;
        let unit_lost = |unit, amount: Option<u32>| unit == TimeUnit::Unknown && amount.is_some();
        note(p.channels.iter().any(|c| unit_lost(c.time.unit, c.time.amount)), &mut odd.missing_units);
        note(!p.papers.iter().any(|paper| paper.form != PaperForm::Note), &mut odd.empty_papers);
        note(p.channels.is_empty(), &mut odd.no_channel);
        let kinds: BTreeSet<&str> = p.channels.iter().map(|c| super::channels::word(c.kind)).collect();
        note(kinds.len() < p.channels.len(), &mut odd.repeated_channels);
        note(p.channels.iter().any(|c| super::fees::is_tiny(&c.fee)), &mut odd.tiny_fees);
        note(source.to_lowercase().contains("cấp huyện"), &mut odd.district);
    }

    /// Compares the records with each other, when all were looked at.
    pub(super) fn compare(&mut self, procedures: &[Procedure]) {
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for p in procedures {
            names.entry(p.name.to_lowercase()).or_default().push(p.code.clone());
        }
        self.suspicious.repeated_names = names.into_values().filter(|codes| codes.len() > 1).collect();
    }
}
