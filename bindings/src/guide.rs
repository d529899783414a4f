//! What a procedure asks for: what to bring first, then steps, time, money, place.

use crate::error::HoSoError;
use crate::hoso::HoSo;
use hoso_core::catalog::show::{self, GuideView, channel_name, guide_text, paper_in_words, source_line};
use hoso_core::time::day;
use hoso_core::{Error, Kind};
use hoso_protocol::procedure::Procedure;
use hoso_protocol::text::say;

/// How a paper counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PaperKind {
    /// Handed over.
    Paper,
    /// Only shown.
    Shown,
    /// Only to know: never asked for.
    Note,
}

/// A paper of a guide.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GuidePaper {
    /// Its key.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Handed over, shown, or only to know.
    pub kind: PaperKind,
    /// How many, in which form, and when: each a few words.
    pub notes: Vec<String>,
    /// Where to get it.
    pub where_to_get: Option<String>,
    /// The code of the procedure by which to get it.
    pub where_procedure: Option<String>,
    /// The official form's name.
    pub form_name: Option<String>,
    /// How long it stays valid.
    pub validity: Option<String>,
    /// A hint.
    pub help: Option<String>,
}

/// Papers that the same cases need.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PaperGroup {
    /// The cases; null: needed in every case.
    pub title: Option<String>,
    /// Its papers.
    pub papers: Vec<GuidePaper>,
}

/// A way to hand it in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Channel {
    /// In words: going there, online, by post.
    pub name: String,
    /// How long it takes.
    pub time: String,
    /// What it costs.
    pub fee: String,
    /// Time or fee could not be checked against its source: to be shown.
    pub not_checked: bool,
}

/// A guide.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Guide {
    /// The national code.
    pub code: String,
    /// The name people use.
    pub name: String,
    /// The name on the national portal.
    pub official_name: String,
    /// What it is for.
    pub summary: String,
    /// What to bring, by the cases that need it.
    pub paper_groups: Vec<PaperGroup>,
    /// What happens, in order.
    pub steps: Vec<String>,
    /// The ways to hand it in, with time and fee.
    pub channels: Vec<Channel>,
    /// Where to go.
    pub place: String,
    /// Whether it may be sent ahead to the commune's desk.
    pub send_ahead: bool,
    /// The same in words.
    pub send_ahead_text: String,
    /// What one gets in the end.
    pub results: Vec<String>,
    /// What to know before starting.
    pub conditions: Vec<String>,
    /// Who decides.
    pub deciding_agency: String,
    /// Laws and decisions, one a line.
    pub legal: Vec<String>,
    /// Until when this version holds, in words.
    pub valid_to_text: Option<String>,
    /// Where the facts come from, and whether an officer has looked at them.
    pub source_text: String,
    /// The words beside what could not be checked.
    pub not_checked_text: String,
    /// All of it as plain text, for reading aloud and for sending on.
    pub text: String,
}

#[uniffi::export]
impl HoSo {
    /// The guide of a procedure.
    pub fn guide(&self, code: String) -> Result<Guide, HoSoError> {
        self.engine.run(|phone| {
            let procedure = phone.catalog().get(&code).ok_or_else(|| Error::new(Kind::NotFound, "no_procedure"))?;
            Ok(Guide::of(&procedure))
        })
    }
}

impl Guide {
    fn of(p: &Procedure) -> Self {
        let view = GuideView::of(p);
        Self {
            code: p.code.clone(),
            name: p.name.clone(),
            official_name: p.official_name.clone(),
            summary: p.summary.clone(),
            paper_groups: view
                .paper_groups
                .into_iter()
                .map(|group| PaperGroup {
                    title: group.title,
                    papers: group.papers.iter().filter_map(|paper| guide_paper(p, paper)).collect(),
                })
                .collect(),
            steps: p.steps.clone(),
            channels: view.channels.iter().map(channel).collect(),
            place: p.place.clone(),
            send_ahead: p.send_ahead,
            send_ahead_text: say(if p.send_ahead { "guide.ahead.yes" } else { "guide.ahead.no" }, &[]),
            results: p.results.clone(),
            conditions: p.conditions.clone(),
            deciding_agency: p.deciding_agency.clone(),
            legal: p.legal.iter().map(|law| format!("{} – {}", law.number, law.name)).collect(),
            valid_to_text: p.valid_to.as_deref().map(|to| say("guide.valid_to", &[("day", &day(to))])),
            source_text: source_line(p),
            not_checked_text: say("guide.not_checked", &[]),
            text: guide_text(p),
        }
    }
}

fn guide_paper(p: &Procedure, view: &show::PaperView<'_>) -> Option<GuidePaper> {
    let paper = p.paper(view.key)?;
    Some(GuidePaper {
        key: paper.key.clone(),
        name: paper.name.clone(),
        kind: match view.kind {
            show::PaperKind::Paper => PaperKind::Paper,
            show::PaperKind::Shown => PaperKind::Shown,
            show::PaperKind::Note => PaperKind::Note,
        },
        notes: paper_in_words(p, paper),
        where_to_get: paper.where_to_get.clone(),
        where_procedure: paper.where_procedure.clone(),
        form_name: paper.form_name.clone(),
        validity: paper.validity.clone(),
        help: paper.help.clone(),
    })
}

fn channel(view: &show::ChannelView<'_>) -> Channel {
    Channel {
        name: channel_name(view.kind),
        time: view.time.to_owned(),
        fee: view.fee.to_owned(),
        not_checked: view.not_checked,
    }
}
