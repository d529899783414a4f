//! The coverage check: nothing that a record says may be missing from the procedure that was made of it.
//!
//! It does not ask the parser. The text of each field is covered from left to right with the words that stand in the
//! procedure, quantity cells written anew from their numbers, and the headings and buttons of the page; what is left is
//! lost. Rows, headings and channels are counted in the source in a simpler way than the parser reads them.

use super::record::Record;
use super::text::{NOTHING, bare, is_dashes};
use super::{channels, legal, results, tables};
use hoso_protocol::procedure::{Channel, Procedure};
use serde::Serialize;

/// The figures of the check.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Audit {
    /// Records that were checked.
    pub records: u64,
    /// Records with as many paper rows as the source has quantity cells.
    pub papers: u64,
    /// Records with every heading of the source over its papers.
    pub headings: u64,
    /// Records with a channel for each row of the source.
    pub channels: u64,
    /// Records no word of which is lost.
    pub words: u64,
    /// Letters and digits of all fields.
    pub characters: u64,
    /// Those that were not found.
    pub lost: u64,
    /// The shares in percent.
    pub percent: Percent,
    /// Records that failed, each with what is wrong.
    pub failed: Vec<Failed>,
}

/// Shares in percent.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Percent {
    pub papers: f64,
    pub headings: f64,
    pub channels: f64,
    pub words: f64,
    pub characters: f64,
}

/// A record that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// Its code.
    pub code: String,
    /// Where: `papers`, `headings`, `channels`, or a field with lost words.
    pub what: String,
    /// What was expected and found, or the first lost words.
    pub detail: String,
}

impl Audit {
    /// Checks one record against its procedure.
    pub(super) fn check(&mut self, record: &Record, p: &Procedure) {
        self.records += 1;
        let papers = record.text("thanh_phan_ho_so");
        let mut fail = |what: &str, detail: String| {
            self.failed.push(Failed { code: p.code.clone(), what: what.to_owned(), detail });
        };
        let cells = quantity_cells(papers);
        if cells == p.papers.len() {
            self.papers += 1;
        } else {
            fail("papers", format!("{cells} ≠ {}", p.papers.len()));
        }
        let expected = papers.matches(tables::HEAD).count();
        let titles = headings(papers);
        let found: Vec<Option<String>> = p.paper_groups.iter().map(|g| g.title.as_deref().map(bare)).collect();
        let all = titles.iter().zip(&found).all(|(source, found)| match found {
            None => source.is_empty(),
            Some(found) => !found.is_empty() && source.ends_with(found.as_str()),
        });
        if expected == found.len() && all {
            self.headings += 1;
        } else {
            fail("headings", format!("{expected} ≠ {}", found.len()));
        }
        let rows = channel_rows(record.text("cach_thuc_thuc_hien"));
        if rows == p.channels.len() {
            self.channels += 1;
        } else {
            fail("channels", format!("{rows} ≠ {}", p.channels.len()));
        }
        let mut whole = true;
        let pieces = pieces(p);
        for (field, text) in record.iter() {
            let source = bare(if field == "ket_qua_xu_ly" { results::without_furniture(text) } else { text });
            self.characters += source.chars().count() as u64;
            let lost = uncovered(&source, &pieces);
            if let Some(first) = lost.first() {
                whole = false;
                self.lost += lost.iter().map(|part| part.chars().count() as u64).sum::<u64>();
                let detail = first.chars().take(80).collect();
                self.failed.push(Failed { code: p.code.clone(), what: field.to_owned(), detail });
            }
        }
        self.words += u64::from(whole);
    }

    /// Works out the shares.
    pub(super) fn finish(&mut self) {
        let share = |part: u64, all: u64| if all == 0 { 100.0 } else { part as f64 * 100.0 / all as f64 };
        self.percent = Percent {
            papers: share(self.papers, self.records),
            headings: share(self.headings, self.records),
            channels: share(self.channels, self.records),
            words: share(self.words, self.records),
            characters: share(self.characters - self.lost, self.characters),
        };
    }
}

/// Quantity cells in the source: ` bản chính` after a digit, but not after a number as prose writes it ("01", "02").
fn quantity_cells(text: &str) -> usize {
    let ends = text.match_indices(" bản chính").filter_map(|(at, _)| text.get(..at));
    ends.filter(|before| {
        let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        let prose = digits.len() == 2 && digits.ends_with('0');
        !digits.is_empty() && !prose
    })
    .count()
}

/// The text before each heading of columns, back to the one before it.
fn headings(text: &str) -> Vec<String> {
    let mut parts: Vec<&str> = text.split(tables::HEAD).collect();
    parts.pop();
    let last_row = |part: &str| {
        let cut = |word: &str| part.rfind(word).map_or(0, |at| at + word.len());
        let from = cut(" bản chính").max(cut(" bản sao"));
        part.get(from..).unwrap_or_default().to_owned()
    };
    parts.into_iter().map(|part| if is_dashes(&last_row(part)) { String::new() } else { bare(part) }).collect()
}

/// Rows in the source: a way with a time limit or a fee right behind it.
fn channel_rows(text: &str) -> usize {
    let text = text.strip_prefix(channels::HEAD).unwrap_or(text);
    let begins = |after: &str| {
        let head: String = after.chars().take(200).collect();
        let figure = head.starts_with(|c: char| c.is_ascii_digit());
        let fee = [NOTHING, "Miễn phí", " VNĐ", " Việt Nam Đồng", " USD"].iter().any(|word| head.contains(word));
        let none = head.starts_with("Không") && fee;
        figure && fee || none
    };
    let ways = ["Trực tuyến", "Trực tiếp", "Dịch vụ bưu chính"];
    ways.iter()
        .map(|way| {
            let starts = text.match_indices(way).map(|(at, _)| (at, text.get(at + way.len()..).unwrap_or_default()));
            starts.filter(|(at, after)| *at == 0 || begins(after)).count()
        })
        .sum()
}

/// Everything that the procedure says, only letters and digits, the longest first.
fn pieces(p: &Procedure) -> Vec<String> {
    let mut out: Vec<String> = vec![];
    let mut add = |text: &str| out.extend(text.lines().map(bare));
    let mut paper_texts = vec![];
    for paper in &p.papers {
        paper_texts.push(paper.name.clone());
        paper_texts.extend(paper.form_name.iter().flat_map(|files| files.split("; ")).map(str::to_owned));
        paper_texts.push(format!("{} bản chính", paper.originals));
        paper_texts.push(format!("{} bản chính,{} bản sao", paper.originals, paper.copies));
    }
    paper_texts.iter().for_each(|text| add(text));
    for Channel { kind, time, fee, note } in &p.channels {
        add(channels::word(*kind));
        add(time.text.split(" (").next().unwrap_or_default());
        add(&time.text);
        add(fee.text.split(" (").next().unwrap_or_default());
        fee.condition.iter().chain(note).for_each(|text| add(text));
    }
    let lists = [&p.who, &p.results, &p.conditions, &p.steps];
    lists.into_iter().flatten().for_each(|text| add(text));
    [&p.code, &p.name, &p.field].into_iter().for_each(|text| add(text));
    p.paper_groups.iter().filter_map(|group| group.title.as_deref()).for_each(&mut add);
    p.legal.iter().flat_map(|law| [&law.name, &law.number]).for_each(|text| add(text));
    ["Cấp xã", "Cấp tỉnh", "Cấp bộ", "Cơ quan khác"].into_iter().for_each(&mut add);
    if let Some(record) = &p.published {
        let parts = [&record.url, &record.decision, &record.sort, &record.keywords, &record.description];
        parts.into_iter().flatten().for_each(|text| add(text));
        record.agencies.iter().for_each(|agency| add(&agency.name));
        record.outcomes.iter().flat_map(|o| [Some(&o.name), o.code.as_ref()]).flatten().for_each(|text| add(text));
        for rest in &record.rest {
            add(&rest.text);
            // A field that this program does not know is kept under its name.
            add(rest.text.split_once(": ").map_or("", |(_, text)| text));
        }
    }
    let page = [tables::HEAD, channels::HEAD, legal::HEAD, NOTHING, results::KEYWORDS, results::DESCRIPTION, "Mã"];
    page.into_iter().for_each(add);
    out.retain(|piece| !piece.is_empty());
    out.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    out.dedup();
    out
}

/// The stretches of the source that no piece covers.
fn uncovered(source: &str, pieces: &[String]) -> Vec<String> {
    let lost = by_longest(source, pieces);
    // A long piece may have been taken where a shorter one was right.
    if lost.is_empty() || is_covered(source, pieces) { vec![] } else { lost }
}

/// Whether any choice of pieces covers the whole source.
fn is_covered(source: &str, pieces: &[String]) -> bool {
    let mut reached = std::collections::BTreeSet::from([0]);
    while let Some(at) = reached.pop_first() {
        let rest = source.get(at..).unwrap_or_default();
        if rest.is_empty() {
            return true;
        }
        reached.extend(pieces.iter().filter(|piece| rest.starts_with(piece.as_str())).map(|piece| at + piece.len()));
    }
    false
}

/// Takes the longest piece that fits at each place.
fn by_longest(source: &str, pieces: &[String]) -> Vec<String> {
    let (mut lost, mut at, mut open) = (vec![], 0, String::new());
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        match pieces.iter().find(|piece| rest.starts_with(piece.as_str())) {
            Some(piece) => {
                at += piece.len();
                if !open.is_empty() {
                    lost.push(std::mem::take(&mut open));
                }
            }
            None => {
                let Some(c) = rest.chars().next() else { break };
                open.push(c);
                at += c.len_utf8();
            }
        }
    }
    lost.extend((!open.is_empty()).then_some(open));
    lost
}
