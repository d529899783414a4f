//! Whether each part of a guide is well formed by itself: texts, keys, days, figures, and parts that contradict
//! each other.

use super::NOT_CHECKED;
use super::diagnostic::Sink;
use super::spans::Step;
use super::words;
use hoso_protocol::procedure::{Choice, Fee, FieldType, PaperForm, Procedure, Question, Receiver, TimeLimit, TimeUnit};
use std::collections::BTreeSet;

pub(super) fn check(sink: &mut Sink<'_>, p: &Procedure) {
    head(sink, p);
    days(sink, p);
    lists(sink, p);
    for (i, legal) in p.legal.iter().enumerate() {
        text(sink, &["legal".into(), i.into(), "number".into()], "number", &legal.number);
        text(sink, &["legal".into(), i.into(), "name".into()], "name", &legal.name);
        basis(sink, &["legal".into(), i.into(), "basis".into()], legal.basis.as_deref());
    }
    for (i, channel) in p.channels.iter().enumerate() {
        if p.channels.iter().take(i).any(|other| other.kind == channel.kind) {
            let fix = "write one channel of each kind, and the differences into its texts";
            sink.error(&["channels".into(), i.into(), "kind".into()], "this channel stands here twice", fix);
        }
        time(sink, i, &channel.time);
        fee(sink, i, &channel.fee);
    }
    unique(sink, "questions", "question", p.questions.iter().map(|q| q.key.as_str()));
    unique(sink, "cases", "case", p.cases.iter().map(|c| c.key.as_str()));
    unique(sink, "papers", "paper", p.papers.iter().map(|x| x.key.as_str()));
    unique(sink, "fields", "field", p.fields.iter().map(|f| f.key.as_str()));
    unique(sink, "groups", "group", p.groups.iter().map(|g| g.key.as_str()));
    for (i, question) in p.questions.iter().enumerate() {
        check_question(sink, i, question);
    }
    for (i, case) in p.cases.iter().enumerate() {
        text(sink, &["cases".into(), i.into(), "title".into()], "title", &case.title);
    }
    papers(sink, p);
    fields(sink, p);
    for (i, group) in p.groups.iter().enumerate() {
        text(sink, &["groups".into(), i.into(), "label".into()], "label", &group.label);
    }
}

fn head(sink: &mut Sink<'_>, p: &Procedure) {
    if !words::is_code(&p.code) {
        let what = format!("`{}` is no procedure code", p.code);
        sink.error(&["code".into()], what, "write the national code, such as `1.001193`");
    } else if !sink.file.ends_with(&format!("{}.toml", p.code)) {
        let what = format!("the file name does not say the code `{}`", p.code);
        sink.error(&["code".into()], what, format!("name the file `{}.toml`", p.code));
    }
    for (key, value) in [
        ("name", &p.name),
        ("official_name", &p.official_name),
        ("place", &p.place),
        ("field", &p.field),
        ("summary", &p.summary),
        ("deciding_agency", &p.deciding_agency),
    ] {
        text(sink, &[key.into()], key, value);
    }
    text(sink, &["source".into(), "text".into()], "source.text", &p.source.text);
    if p.level.is_empty() {
        sink.error(&["level".into()], "the level is missing", "write who may carry it out, such as `[\"commune\"]`");
    }
    if p.send_ahead && p.received_by != Receiver::Desk {
        let what = "it is received by somebody else than the desk, and yet `send_ahead` is true";
        sink.error(
            &["send_ahead".into()],
            what,
            "write `send_ahead = false`: only the commune's desk takes dossiers sent ahead",
        );
    }
    for (key, empty, what) in [
        ("keywords", p.keywords.is_empty(), "nobody will find this guide by everyday words"),
        ("legal", p.legal.is_empty(), "no law is named"),
        ("channels", p.channels.is_empty(), "no way to hand it in is named"),
        ("steps", p.steps.is_empty(), "no steps are named"),
        ("results", p.results.is_empty(), "it is not said what one gets in the end"),
    ] {
        if empty {
            sink.warn(&[key.into()], what, format!("add `{key}`"));
        }
    }
}

fn days(sink: &mut Sink<'_>, p: &Procedure) {
    let places: [(&[Step<'_>], &Option<String>); 3] = [
        (&["valid_from".into()], &p.valid_from),
        (&["valid_to".into()], &p.valid_to),
        (&["review".into(), "on".into()], &p.review.on),
    ];
    for (at, day) in places {
        if let Some(day) = day
            && !words::is_day(day)
        {
            sink.error(at, format!("`{day}` is no day"), "write it as `2026-11-24`");
        }
    }
    if !words::is_day(&p.source.read_on) && !words::is_month(&p.source.read_on) {
        let what = format!("`{}` is no day and no month", p.source.read_on);
        sink.error(&["source".into(), "read_on".into()], what, "write it as `2026-11-24` or `2026-11`");
    }
    // ISO days compare as text.
    if let (Some(from), Some(to)) = (&p.valid_from, &p.valid_to)
        && to < from
    {
        let what = format!("`valid_to` ({to}) lies before `valid_from` ({from})");
        sink.error(&["valid_to".into()], what, "put the two days in order");
    }
    if p.review.by.is_some() != p.review.on.is_some() {
        sink.error(&["review".into()], "a review needs both who and when", "write both `by` and `on`, or none");
    }
}

fn lists(sink: &mut Sink<'_>, p: &Procedure) {
    for (key, list) in [
        ("who", &p.who),
        ("keywords", &p.keywords),
        ("results", &p.results),
        ("conditions", &p.conditions),
        ("steps", &p.steps),
    ] {
        let mut seen = BTreeSet::new();
        for (i, item) in list.iter().enumerate() {
            let at = [key.into(), i.into()];
            if item.trim().is_empty() {
                sink.error(&at, format!("an entry of `{key}` is empty"), "write it or remove it");
            } else if !seen.insert(item) {
                sink.warn(&at, format!("`{item}` stands twice in `{key}`"), "remove one of the two");
            } else if key != "keywords" && key != "who" && words::lacks_marks(item) {
                sink.error(&at, format!("an entry of `{key}` has no Vietnamese marks"), MARKS);
            }
        }
    }
}

const MARKS: &str = "write plain Vietnamese with full diacritics";

/// A text that people read: there, with its marks, without hidden characters (which TOML escapes can bring in).
fn text(sink: &mut Sink<'_>, at: &[Step<'_>], name: &str, value: &str) {
    if value.trim().is_empty() {
        sink.error(at, format!("`{name}` is empty"), "write it in plain Vietnamese");
    } else if let Some((_, what, fix)) = words::foreign_marks(value).first() {
        sink.error(at, format!("`{name}`: {what}"), *fix);
    } else if words::lacks_marks(value) {
        sink.error(at, format!("`{name}` has no Vietnamese marks"), MARKS);
    }
}

fn optional(sink: &mut Sink<'_>, at: &[Step<'_>], name: &str, value: Option<&str>) {
    if let Some(value) = value {
        text(sink, at, name, value);
    }
}

fn basis(sink: &mut Sink<'_>, at: &[Step<'_>], value: Option<&str>) {
    if let Some(value) = value
        && value != NOT_CHECKED
    {
        let fix = format!("write `basis = \"{NOT_CHECKED}\"`, or remove it where the source was read");
        sink.error(at, format!("`{value}` is no basis"), fix);
    }
}

fn time(sink: &mut Sink<'_>, i: usize, time: &TimeLimit) {
    let key = |key| ["channels".into(), i.into(), "time".into(), key];
    text(sink, &key("text".into()), "time.text", &time.text);
    basis(sink, &key("basis".into()), time.basis.as_deref());
    let words_of_unit = match time.unit {
        TimeUnit::WorkingDays => "ngày làm việc",
        TimeUnit::Days => "ngày",
        TimeUnit::Hours => "giờ",
        TimeUnit::SameDay => "trong ngày",
        TimeUnit::Months => "tháng",
        // "nguồn không ghi đơn vị", "không ghi rõ ngày hay giờ".
        TimeUnit::Unknown => "không ghi",
    };
    let mut words = time.text.to_lowercase();
    if time.unit == TimeUnit::Days {
        // Twenty working days are four weeks: one must not pass for the other.
        words = words.replace("ngày làm việc", "");
    }
    let said = words.contains(words_of_unit);
    match (time.amount, time.unit) {
        (Some(_), TimeUnit::Unknown) if !said => {
            let fix = "say so in `text` (\"nguồn không ghi đơn vị\"), or give the unit if the source has it";
            sink.error(&key("text".into()), "the time limit has a figure without a unit, and does not say so", fix);
        }
        (None, TimeUnit::WorkingDays | TimeUnit::Days | TimeUnit::Hours | TimeUnit::Months) => {
            let fix = "add `amount`, or write `unit = \"unknown\"`";
            sink.error(&key("unit".into()), "the time limit has a unit without a figure", fix);
        }
        (_, TimeUnit::Unknown) => {}
        _ if !said => {
            let fix =
                format!("write `{words_of_unit}` into `text`, or `unit = \"unknown\"` where the source gives none");
            sink.error(&key("unit".into()), "`text` does not say the unit of the time limit", fix);
        }
        _ => {}
    }
    if let Some(amount) = time.amount
        && !words::has_number(&time.text, amount.into())
    {
        sink.error(&key("amount".into()), format!("`text` does not say the figure {amount}"), "make the two agree");
    }
}

fn fee(sink: &mut Sink<'_>, i: usize, fee: &Fee) {
    let key = |key| ["channels".into(), i.into(), "fee".into(), key];
    text(sink, &key("text".into()), "fee.text", &fee.text);
    basis(sink, &key("basis".into()), fee.basis.as_deref());
    if let Some(amount) = fee.amount
        && amount > 0
        && !words::has_number(&fee.text, amount)
    {
        sink.error(&key("amount".into()), format!("`text` does not say the figure {amount}"), "make the two agree");
    }
}

fn unique<'p>(sink: &mut Sink<'_>, list: &str, kind: &str, keys: impl Iterator<Item = &'p str>) {
    let mut seen = BTreeSet::new();
    for (i, key) in keys.enumerate() {
        let at = [list.into(), i.into(), "key".into()];
        if !words::is_key(key) {
            let what = format!("`{key}` is no key");
            sink.error(&at, what, "use lower-case letters without marks, digits and `_` only");
        } else if !seen.insert(key) {
            sink.error(&at, format!("the {kind} `{key}` stands here twice"), "give one of them a key of its own");
        }
    }
}

fn choices(sink: &mut Sink<'_>, list: &str, i: usize, options: &[Choice]) {
    let mut seen = BTreeSet::new();
    for (j, option) in options.iter().enumerate() {
        let at = |key| [list.into(), i.into(), "options".into(), j.into(), key];
        if !words::is_key(&option.value) {
            let what = format!("`{}` is no value of an option", option.value);
            sink.error(&at("value".into()), what, "use lower-case letters without marks, digits and `_` only");
        } else if !seen.insert(&option.value) {
            let what = format!("the option `{}` stands here twice", option.value);
            sink.error(&at("value".into()), what, "give one of them a value of its own");
        }
        text(sink, &at("label".into()), "label", &option.label);
    }
}

fn check_question(sink: &mut Sink<'_>, i: usize, question: &Question) {
    let key = |key| ["questions".into(), i.into(), key];
    text(sink, &key("text".into()), "text", &question.text);
    optional(sink, &key("help".into()), "help", question.help.as_deref());
    if question.options.len() < 2 {
        let what = format!("the question `{}` leaves nothing to choose", question.key);
        sink.error(&key("options".into()), what, "give it two options at least, or remove it");
    }
    choices(sink, "questions", i, &question.options);
}

fn papers(sink: &mut Sink<'_>, p: &Procedure) {
    if p.papers.is_empty() {
        sink.error(&["papers".into()], "the guide has no papers", "add `[[papers]]`");
    }
    for (i, paper) in p.papers.iter().enumerate() {
        let key = |key| ["papers".into(), i.into(), key];
        text(sink, &key("name".into()), "name", &paper.name);
        optional(sink, &key("where_to_get".into()), "where_to_get", paper.where_to_get.as_deref());
        optional(sink, &key("form_name".into()), "form_name", paper.form_name.as_deref());
        optional(sink, &key("validity".into()), "validity", paper.validity.as_deref());
        optional(sink, &key("help".into()), "help", paper.help.as_deref());
        basis(sink, &key("basis".into()), paper.basis.as_deref());
        if paper.where_to_get.is_none() && paper.form != PaperForm::HeldByState {
            let what = format!("it is not said where to get `{}`", paper.key);
            sink.error(&key("key".into()), what, "add `where_to_get`, one or two plain sentences");
        }
        let (originals, copies) = (paper.originals, paper.copies);
        match paper.form {
            PaperForm::HeldByState if paper.photo => {
                let what = format!("the state holds `{}`, and yet a photo of it is asked for", paper.key);
                sink.error(&key("photo".into()), what, "write `photo = false`, or another `form`");
            }
            PaperForm::HeldByState if originals + copies > 0 => {
                let what = format!("the state holds `{}`, and yet copies of it are asked for", paper.key);
                sink.error(&key("form".into()), what, "remove `originals` and `copies`, or write another `form`");
            }
            PaperForm::Shown if paper.photo => {
                let what = format!("`{}` is only shown at the desk, and yet a photo of it is asked for", paper.key);
                sink.warn(&key("photo".into()), what, "remove `photo`: a paper that is only shown counts without one");
            }
            _ if paper.photo && !p.send_ahead => {
                let what = format!("nothing is sent ahead here, and yet a photo of `{}` is asked for", paper.key);
                sink.warn(&key("photo".into()), what, "remove `photo`");
            }
            _ => {}
        }
    }
}

fn fields(sink: &mut Sink<'_>, p: &Procedure) {
    for (i, field) in p.fields.iter().enumerate() {
        let key = |key| ["fields".into(), i.into(), key];
        text(sink, &key("label".into()), "label", &field.label);
        optional(sink, &key("section".into()), "section", field.section.as_deref());
        optional(sink, &key("help".into()), "help", field.help.as_deref());
        basis(sink, &key("basis".into()), field.basis.as_deref());
        if field.kind == FieldType::Choice && field.options.is_empty() {
            let what = format!("the field `{}` is a choice without options", field.key);
            sink.error(&key("type".into()), what, "add `options`, or write another `type`");
        }
        if field.kind != FieldType::Choice && !field.options.is_empty() {
            let what = format!("the field `{}` has options and is no choice", field.key);
            sink.error(&key("options".into()), what, "write `type = \"choice\"`, or remove the options");
        }
        choices(sink, "fields", i, &field.options);
    }
}
