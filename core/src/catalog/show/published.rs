//! Where a guide comes from, and what the national portal says beyond what a guide has.

use super::text::Lines;
use hoso_protocol::procedure::{AgencyRole, Part, Procedure, Published};
use hoso_protocol::text::say;

/// The parts of a record that a guide does not have, each under its own heading.
pub(super) fn published(out: &mut Lines, record: &Published) {
    out.heading("guide.published");
    for agency in &record.agencies {
        let code = match agency.role {
            AgencyRole::CarriesOut => "guide.agency.carries_out",
            AgencyRole::Decides => "guide.agency.decides",
            AgencyRole::Delegated => "guide.agency.delegated",
            AgencyRole::WorksWith => "guide.agency.works_with",
            AgencyRole::Receives => "guide.agency.receives",
        };
        out.item(say(code, &[("text", &agency.name)]));
    }
    let parts = [
        ("guide.decision", &record.decision),
        ("guide.sort", &record.sort),
        ("guide.portal_words", &record.keywords),
        ("guide.portal_description", &record.description),
        ("guide.url", &record.url),
    ];
    for (code, text) in parts {
        if let Some(text) = text {
            out.item(say(code, &[("text", text)]));
        }
    }
    for outcome in &record.outcomes {
        if let Some(code) = &outcome.code {
            out.item(say("guide.outcome", &[("name", &outcome.name), ("code", code)]));
        }
    }
    for rest in &record.rest {
        let code = match rest.part {
            Part::Papers => "guide.rest.papers",
            Part::Channels => "guide.rest.channels",
            Part::Results => "guide.rest.results",
            Part::Legal => "guide.rest.legal",
            Part::Related => "guide.rest.related",
            Part::Level => "guide.rest.level",
        };
        out.item(say(code, &[("text", &rest.text)]));
    }
}

/// "Theo hồ sơ công bố ngày …; cán bộ xã chưa duyệt."
pub fn source_line(p: &Procedure) -> String {
    let review = match (&p.review.by, &p.review.on) {
        (Some(by), Some(on)) => say("guide.reviewed", &[("by", by), ("day", &vietnamese_day(on))]),
        _ => say("guide.not_reviewed", &[]),
    };
    let read_on = &p.source.read_on;
    // `2026-06` is a month, `2026-06-24` a day.
    let code = match read_on.matches('-').count() {
        0 if p.is_imported() => "guide.source.imported",
        1 => "guide.source.month",
        _ => "guide.source.day",
    };
    let first = say(code, &[("day", &vietnamese_day(read_on)), ("review", &review)]);
    format!("{first} {}", p.source.text).trim_end().to_owned()
}

/// `2026-06-24` as `24/06/2026`, `2026-06` as `06/2026`.
pub(super) fn vietnamese_day(iso: &str) -> String {
    iso.rsplit('-').collect::<Vec<_>>().join("/")
}
