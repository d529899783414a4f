//! `noi-dung.txt`: the declaration as people read it.

use super::archive::{Pages, papers};
use chrono::{DateTime, FixedOffset};
use hoso_protocol::draft::{Draft, Shown};
use hoso_protocol::key::Key;
use hoso_protocol::paper::PaperState;
use hoso_protocol::procedure::{Field, FieldType, Procedure};
use hoso_protocol::readiness::needs;
use hoso_protocol::record::Receipt;
use hoso_protocol::text::say;

/// The whole sheet.
pub fn sheet(procedure: &Procedure, draft: &Draft, receipt: &Receipt, pages: &Pages) -> String {
    let mut lines = vec![
        say("sheet.head", &[]),
        say("sheet.procedure", &[("name", &procedure.name), ("code", &procedure.code)]),
        say("sheet.receipt", &[("id", &receipt.id)]),
        say("sheet.at", &[("at", &local(receipt.at))]),
    ];
    if receipt.supplement {
        lines.push(say("sheet.supplement", &[]));
    }
    let needs = needs(procedure, &draft.answers());
    if !needs.questions.is_empty() {
        lines.extend([String::new(), say("sheet.answers", &[])]);
    }
    for question in &needs.questions {
        let value = draft.text(&Key::Answer(question.key.clone())).unwrap_or_default();
        let label = question.options.iter().find(|option| option.value == value).map(|option| option.label.as_str());
        lines.push(format!("- {} {}", question.text, label.unwrap_or(value)));
    }
    lines.extend([String::new(), say("sheet.fields", &[])]);
    let mut section = None;
    for field in &needs.fields {
        if field.section.as_deref() != section {
            section = field.section.as_deref();
            lines.extend(section.map(|name| format!("{name}:")));
        }
        lines.push(format!("- {}: {}", field.label, value(field, draft)));
    }
    lines.extend([String::new(), say("sheet.papers", &[])]);
    for (number, paper) in papers(procedure, draft) {
        let state = draft.text(&Key::Paper(paper.key.clone())).and_then(|text| text.parse::<PaperState>().ok());
        let state = state.map(|state| say(&format!("paper.{}", state.name()), &[])).unwrap_or_default();
        lines.push(format!("{number}. {}: {state}", paper.name));
        let none = say("sheet.no_photo", &[]);
        for page in pages.iter().filter(|page| page.number == number) {
            lines.push(
                format!("   {} {}", page.name, if page.file.is_some() { "" } else { &none }).trim_end().to_owned(),
            );
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn value(field: &Field, draft: &Draft) -> String {
    let one = |text: &str| match field.kind {
        FieldType::Choice => {
            let option = field.options.iter().find(|option| option.value == text);
            option.map_or(text, |option| option.label.as_str()).to_owned()
        }
        FieldType::Date => {
            let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d");
            day.map_or_else(|_| text.to_owned(), |day| day.format("%d/%m/%Y").to_string())
        }
        // A second line stays under its label.
        _ => text.replace('\n', "\n  "),
    };
    match draft.shown(&Key::Field(field.key.clone())) {
        Shown::One(value) => value.text().map(one).unwrap_or_default(),
        _ => say("sheet.empty", &[]),
    }
}

/// A time as clocks here show it.
fn local(at: i64) -> String {
    let here = FixedOffset::east_opt(7 * 3_600);
    let time = DateTime::from_timestamp_millis(at).zip(here).map(|(time, here)| time.with_timezone(&here));
    time.map(|time| time.format("%d/%m/%Y %H:%M").to_string()).unwrap_or_default()
}
