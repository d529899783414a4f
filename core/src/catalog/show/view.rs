//! A guide as a program reads it. Names of keys are relied on outside: add to them, never change them.

use super::groups::{groups, rule_in_words};
use crate::catalog::compile::NOT_CHECKED;
use hoso_protocol::procedure::{
    Case, Channel, ChannelKind, Choice, Field, FieldType, Legal, Level, Paper, PaperForm, Procedure, Published,
    Question, Receiver, TimeUnit,
};
use serde::Serialize;

/// A guide.
#[derive(Debug, Clone, Serialize)]
pub struct GuideView<'p> {
    /// The national code.
    pub code: &'p str,
    /// The name people use.
    pub name: &'p str,
    /// The name on the national portal.
    pub official_name: &'p str,
    /// Who may carry it out.
    pub level: &'p [Level],
    /// Who takes the papers in.
    pub received_by: Receiver,
    /// Where to go, in words.
    pub place: &'p str,
    /// Whether it may be sent ahead to the commune's desk.
    pub send_ahead: bool,
    /// The field (lĩnh vực) on the portal.
    pub field: &'p str,
    /// Who asks.
    pub who: &'p [String],
    /// What it is for.
    pub summary: &'p str,
    /// Who decides.
    pub deciding_agency: &'p str,
    /// What one gets in the end.
    pub results: &'p [String],
    /// What to know before starting.
    pub conditions: &'p [String],
    /// What happens, in order.
    pub steps: &'p [String],
    /// The ways to hand it in.
    pub channels: Vec<ChannelView<'p>>,
    /// The papers, by the cases that need them.
    pub paper_groups: Vec<GroupView<'p>>,
    /// What the person is asked.
    pub questions: &'p [Question],
    /// The named cases over the answers.
    pub cases: &'p [Case],
    /// The fields of the declaration.
    pub fields: Vec<FieldView<'p>>,
    /// Laws and decisions.
    pub legal: &'p [Legal],
    /// First day of this version.
    pub valid_from: Option<&'p str>,
    /// Last day of this version.
    pub valid_to: Option<&'p str>,
    /// Where the facts were read.
    pub source: &'p str,
    /// When they were gathered: a day or a month.
    pub read_on: &'p str,
    /// Whether an officer has signed it.
    pub reviewed: bool,
    /// Who signed it.
    pub reviewed_by: Option<&'p str>,
    /// What the national portal says beside it; null for a guide.
    pub published: Option<&'p Published>,
    /// The hash of this version.
    pub version: String,
}

/// A way to hand the dossier in.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelView<'p> {
    /// Direct, online, post.
    pub kind: ChannelKind,
    /// How long it takes, in words.
    pub time: &'p str,
    /// What it costs, in words.
    pub fee: &'p str,
    /// The figure of the time limit.
    pub time_amount: Option<u32>,
    /// Its unit.
    pub time_unit: TimeUnit,
    /// Received after 15:00, the result comes the next working day.
    pub after_three_next_day: bool,
    /// The figure of the fee; 0 is free.
    pub fee_amount: Option<u64>,
    /// Its currency; null: VND.
    pub fee_unit: Option<&'p str>,
    /// For whom or for what the fee is.
    pub fee_condition: Option<&'p str>,
    /// What the source says beside it.
    pub note: Option<&'p str>,
    /// Time or fee could not be checked.
    pub not_checked: bool,
}

/// Papers that the same cases need.
#[derive(Debug, Clone, Serialize)]
pub struct GroupView<'p> {
    /// The cases; null: needed in every case.
    pub title: Option<String>,
    /// Its papers.
    pub papers: Vec<PaperView<'p>>,
}

/// How a paper counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// Handed over.
    Paper,
    /// Only shown.
    Shown,
    /// Only to know: never asked for.
    Note,
}

/// A paper.
#[derive(Debug, Clone, Serialize)]
pub struct PaperView<'p> {
    /// Its key.
    pub key: &'p str,
    /// Handed over, shown, or only to know.
    pub kind: PaperKind,
    /// What it has to be.
    pub form: PaperForm,
    /// What people call it.
    pub name: &'p str,
    /// Originals asked for.
    pub originals: u32,
    /// Copies asked for.
    pub copies: u32,
    /// Whether a photo is needed to send it ahead.
    pub photo: bool,
    /// Useful, but not needed.
    pub optional: bool,
    /// A further condition in words.
    pub when: Option<String>,
    /// Papers any of which will do instead.
    pub alternatives: &'p [String],
    /// Where to get it.
    pub where_to_get: Option<&'p str>,
    /// The procedure by which to get it.
    pub where_procedure: Option<&'p str>,
    /// The official form's name.
    pub form_name: Option<&'p str>,
    /// How long it stays valid.
    pub validity: Option<&'p str>,
    /// A hint.
    pub help: Option<&'p str>,
    /// It could not be checked against its source.
    pub not_checked: bool,
}

/// A field of the declaration.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView<'p> {
    /// Its key.
    pub key: &'p str,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// What people read above it.
    pub label: &'p str,
    /// Whether it must be filled.
    pub required: bool,
    /// The heading it stands under.
    pub section: Option<&'p str>,
    /// An example.
    pub example: Option<&'p str>,
    /// A hint.
    pub help: Option<&'p str>,
    /// What to choose from.
    pub options: &'p [Choice],
    /// Cases in which it is needed; empty: in all.
    pub cases: &'p [String],
    /// A further condition in words.
    pub when: Option<String>,
    /// It could not be checked against its source.
    pub not_checked: bool,
}

impl<'p> GuideView<'p> {
    /// The view of a procedure.
    pub fn of(p: &'p Procedure) -> Self {
        Self {
            code: &p.code,
            name: &p.name,
            official_name: &p.official_name,
            level: &p.level,
            received_by: p.received_by,
            place: &p.place,
            send_ahead: p.send_ahead,
            field: &p.field,
            who: &p.who,
            summary: &p.summary,
            deciding_agency: &p.deciding_agency,
            results: &p.results,
            conditions: &p.conditions,
            steps: &p.steps,
            channels: p.channels.iter().map(channel_view).collect(),
            paper_groups: groups(p)
                .into_iter()
                .map(|group| GroupView {
                    title: group.title,
                    papers: group.papers.into_iter().map(|paper| paper_view(p, paper)).collect(),
                })
                .collect(),
            questions: &p.questions,
            cases: &p.cases,
            fields: p.fields.iter().map(|field| field_view(p, field)).collect(),
            legal: &p.legal,
            valid_from: p.valid_from.as_deref(),
            valid_to: p.valid_to.as_deref(),
            source: &p.source.text,
            read_on: &p.source.read_on,
            reviewed: p.is_reviewed(),
            reviewed_by: p.review.by.as_deref(),
            published: p.published.as_deref(),
            version: p.hash(),
        }
    }
}

fn channel_view(channel: &Channel) -> ChannelView<'_> {
    let Channel { kind, time, fee, note } = channel;
    ChannelView {
        kind: *kind,
        time: &time.text,
        fee: &fee.text,
        time_amount: time.amount,
        time_unit: time.unit,
        after_three_next_day: time.after_three_next_day,
        fee_amount: fee.amount,
        fee_unit: fee.unit.as_deref(),
        fee_condition: fee.condition.as_deref(),
        note: note.as_deref(),
        not_checked: not_checked(time.basis.as_deref()) || not_checked(fee.basis.as_deref()),
    }
}

fn paper_view<'p>(p: &'p Procedure, paper: &'p Paper) -> PaperView<'p> {
    PaperView {
        key: &paper.key,
        kind: match paper.form {
            PaperForm::Original | PaperForm::Copy | PaperForm::CertifiedCopy => PaperKind::Paper,
            PaperForm::Shown => PaperKind::Shown,
            PaperForm::HeldByState | PaperForm::Note => PaperKind::Note,
        },
        form: paper.form,
        name: &paper.name,
        originals: paper.originals,
        copies: paper.copies,
        photo: paper.photo,
        optional: paper.optional,
        when: rule_in_words(p, &paper.when),
        alternatives: &paper.alternatives,
        where_to_get: paper.where_to_get.as_deref(),
        where_procedure: paper.where_procedure.as_deref(),
        form_name: paper.form_name.as_deref(),
        validity: paper.validity.as_deref(),
        help: paper.help.as_deref(),
        not_checked: not_checked(paper.basis.as_deref()),
    }
}

fn field_view<'p>(p: &'p Procedure, field: &'p Field) -> FieldView<'p> {
    FieldView {
        key: &field.key,
        kind: field.kind,
        label: &field.label,
        required: field.required,
        section: field.section.as_deref(),
        example: field.example.as_deref(),
        help: field.help.as_deref(),
        options: &field.options,
        cases: &field.cases,
        when: rule_in_words(p, &field.when),
        not_checked: not_checked(field.basis.as_deref()),
    }
}

fn not_checked(basis: Option<&str>) -> bool {
    basis == Some(NOT_CHECKED)
}
