//! A guide as a person reads it: where to go, what to bring, what happens, how long, how much.

use super::groups::{groups, rule_in_words};
use super::published::{published, source_line, vietnamese_day};
use crate::catalog::compile::NOT_CHECKED;
use hoso_protocol::procedure::{Channel, ChannelKind, Paper, PaperForm, Procedure};
use hoso_protocol::text::say;

/// The guide in plain Vietnamese, line by line.
pub fn guide_text(p: &Procedure) -> String {
    let mut out = Lines::default();
    out.line(format!("{} ({})", p.name, p.code));
    out.line(p.summary.clone());
    out.heading("guide.where");
    out.line(p.place.clone());
    out.line(say(if p.send_ahead { "guide.ahead.yes" } else { "guide.ahead.no" }, &[]));
    papers(&mut out, p);
    out.heading("guide.steps");
    for (i, step) in p.steps.iter().enumerate() {
        // The portal's own lines have their own numbers.
        if p.is_imported() { out.line(step.clone()) } else { out.line(format!("{}. {step}", i + 1)) }
    }
    out.heading("guide.time_fee");
    p.channels.iter().for_each(|channel| channel_lines(&mut out, channel));
    out.heading("guide.results");
    p.results.iter().for_each(|result| out.item(result.clone()));
    out.line(say("guide.decides", &[("text", sentence(&p.deciding_agency))]));
    out.heading("guide.conditions");
    p.conditions.iter().for_each(|condition| out.item(condition.clone()));
    if let Some(day) = &p.valid_to {
        out.item(say("guide.valid_to", &[("day", &vietnamese_day(day))]));
    }
    if let Some(record) = &p.published {
        published(&mut out, record);
    }
    out.blank();
    out.line(source_line(p));
    out.text
}

fn papers(out: &mut Lines, p: &Procedure) {
    out.heading("guide.papers");
    for group in groups(p) {
        out.line(match &group.title {
            Some(title) => say("guide.papers.case", &[("title", title)]),
            None if p.is_imported() => String::new(),
            None => say("guide.papers.all", &[]),
        });
        for paper in group.papers {
            let counts = paper_in_words(p, paper);
            let counts = if counts.is_empty() { String::new() } else { format!(" ({})", counts.join("; ")) };
            out.item(format!("{}{counts}", paper.name));
            if let Some(text) = &paper.where_to_get {
                out.under(say("guide.paper.where", &[("text", text)]));
            }
            if let Some(code) = &paper.where_procedure {
                out.under(say("guide.paper.procedure", &[("code", code)]));
            }
            if let Some(form) = paper.form_name.as_ref().filter(|_| p.is_imported()) {
                out.under(say("guide.paper.form", &[("text", form)]));
            }
            if let Some(help) = &paper.help {
                out.under(help.clone());
            }
            let others = paper.alternatives.iter().filter_map(|key| p.paper(key)).map(|other| other.name.as_str());
            let others: Vec<&str> = others.collect();
            if !others.is_empty() {
                out.under(say("guide.paper.instead", &[("text", &others.join(&say("guide.or", &[])))]));
            }
        }
    }
}

/// How many of a paper, in which form and when: each a few words.
pub fn paper_in_words(p: &Procedure, paper: &Paper) -> Vec<String> {
    let mut said = Vec::new();
    let mut number = |code: &str, n: u32| {
        if n > 0 {
            said.push(say(code, &[("n", &n.to_string())]));
        }
    };
    match paper.form {
        PaperForm::Original => {
            number("guide.paper.originals", paper.originals);
            number("guide.paper.copies", paper.copies);
        }
        PaperForm::Copy => number("guide.paper.photocopies", paper.copies),
        PaperForm::CertifiedCopy => number("guide.paper.certified", paper.copies),
        PaperForm::Shown => said.push(say("guide.paper.shown", &[])),
        PaperForm::HeldByState => said.push(say("guide.paper.held_by_state", &[])),
        PaperForm::Note => said.push(say("guide.paper.note", &[])),
    }
    if paper.optional {
        said.push(say("guide.paper.optional", &[]));
    }
    if let Some(when) = rule_in_words(p, &paper.when) {
        said.push(say("guide.paper.when", &[("when", &when)]));
    }
    said.extend(mark(paper.basis.as_deref()));
    said
}

fn channel_lines(out: &mut Lines, channel: &Channel) {
    out.item(channel_name(channel.kind));
    for (code, text, basis) in [
        ("guide.time", &channel.time.text, channel.time.basis.as_deref()),
        ("guide.fee", &channel.fee.text, channel.fee.basis.as_deref()),
    ] {
        let mark = mark(basis).map(|mark| format!(" ({mark})")).unwrap_or_default();
        out.under(format!("{}{mark}", say(code, &[("text", text)])));
    }
    for line in channel.note.iter().flat_map(|note| note.lines()) {
        out.under(line.to_owned());
    }
}

/// A way to hand in, in words.
pub fn channel_name(kind: ChannelKind) -> String {
    let code = match kind {
        ChannelKind::Direct => "guide.channel.direct",
        ChannelKind::Online => "guide.channel.online",
        ChannelKind::Post => "guide.channel.post",
    };
    say(code, &[])
}

fn mark(basis: Option<&str>) -> Option<String> {
    (basis == Some(NOT_CHECKED)).then(|| say("guide.not_checked", &[]))
}

fn sentence(text: &str) -> &str {
    text.trim_end_matches('.')
}

#[derive(Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    pub(super) fn line(&mut self, line: String) {
        // A part that the source does not have is left out, not shown empty.
        if !line.is_empty() {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    pub(super) fn item(&mut self, line: String) {
        self.line(format!("- {line}"));
    }

    fn under(&mut self, line: String) {
        self.line(format!("    {line}"));
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn heading(&mut self, code: &str) {
        self.blank();
        self.line(say(code, &[]).to_uppercase());
    }
}
