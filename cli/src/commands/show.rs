//! `show`: the dossier in the order of its form.

use super::phone_and;
use crate::args::{Global, One};
use crate::output::Reply;
use crate::plain::place;
use hoso_core::Result;
use hoso_core::dossier::{DossierView, FieldView, PaperView};
use hoso_core::time::{day, when};
use hoso_protocol::procedure::{Choice, Field, FieldType, Procedure};
use hoso_protocol::text::say;

pub fn run(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let view = phone.show(id)?;
    let text = text(&view, phone.procedure(id).ok().as_ref());
    Ok(Reply::new(view, text))
}

fn text(view: &DossierView, procedure: Option<&Procedure>) -> String {
    let name = procedure.map_or("", |procedure| procedure.name.as_str());
    let mut lines = vec![
        view.title.to_uppercase(),
        say("cli.show.id", &[("id", &view.dossier.to_hex())]),
        say("cli.show.procedure", &[("name", name), ("code", &view.code)]),
        say("cli.show.where", &[("where", &place(view.place))]),
    ];
    let notes = [
        (view.deleted, "cli.show.deleted", 0),
        (view.came_back, "cli.show.came_back", 0),
        (view.changed_since_hand_in, "cli.show.changed_since", 0),
        (view.not_accepted > 0, "cli.show.not_accepted", view.not_accepted),
        (view.waiting > 0, "cli.show.waiting", view.waiting),
    ];
    for (_, code, n) in notes.iter().filter(|(holds, ..)| *holds) {
        lines.push(say(code, &[("n", &n.to_string())]));
    }
    for status in &view.status {
        lines.push(format!("{}: {}", when(&status.at), status.text));
        if let Some(code) = &status.code {
            let due = status.due.as_deref().map(day).unwrap_or_default();
            lines.push(say("cli.show.official", &[("code", code), ("due", &due)]));
        }
    }
    let Some(procedure) = procedure else { return lines.join("\n") };
    answers(&mut lines, view, procedure);
    papers(&mut lines, view, procedure);
    kept(&mut lines, view, procedure);
    fields(&mut lines, view, procedure);
    lines.join("\n")
}

fn answers(lines: &mut Vec<String>, view: &DossierView, procedure: &Procedure) {
    let asked = procedure.questions.iter().filter_map(|q| Some((q, view.answers.get(&q.key)?)));
    heading(lines, "summary.answers");
    for (question, answer) in asked {
        let said = answer.as_deref().map_or_else(blank, |value| label(&question.options, value));
        lines.push(format!("  {} {said}  [{}]", question.text, question.key));
        if answer.is_none() {
            lines.push(choices("      ", &question.options));
        }
    }
}

fn papers(lines: &mut Vec<String>, view: &DossierView, procedure: &Procedure) {
    heading(lines, "summary.papers");
    let of_the_case =
        procedure.papers.iter().filter_map(|paper| Some((paper.key.as_str(), view.papers.get(&paper.key)?)));
    lines.extend(of_the_case.map(|(key, paper)| paper_line(key, paper)));
}

/// What was said of papers before the questions were answered, or for another case.
fn kept(lines: &mut Vec<String>, view: &DossierView, procedure: &Procedure) {
    if view.papers_kept.is_empty() {
        return;
    }
    heading(lines, "show.papers_kept");
    let kept =
        procedure.papers.iter().filter_map(|paper| Some((paper.key.as_str(), view.papers_kept.get(&paper.key)?)));
    lines.extend(kept.map(|(key, paper)| paper_line(key, paper)));
}

fn paper_line(key: &str, PaperView { name, state, pages }: &PaperView) -> String {
    let state =
        state.as_deref().map_or_else(|| say("summary.not_said", &[]), |state| say(&format!("paper.{state}"), &[]));
    let photos = match pages.len() {
        0 => String::new(),
        n => say("summary.photos", &[("n", &n.to_string())]),
    };
    format!("  {name}: {state}{photos}  [{key}]")
}

fn fields(lines: &mut Vec<String>, view: &DossierView, procedure: &Procedure) {
    heading(lines, "summary.fields");
    let mut section = None;
    for field in &procedure.fields {
        let Some(shown) = view.fields.get(&field.key) else { continue };
        if field.section != section {
            section.clone_from(&field.section);
            lines.extend(section.iter().map(|title| format!("  {title}")));
        }
        lines.push(format!("    {}: {}  [{}]", field.label, value(field, shown), field.key));
        if field.kind == FieldType::Choice && shown.value.is_none() {
            lines.push(choices("        ", &field.options));
        }
    }
}

fn value(field: &Field, shown: &FieldView) -> String {
    match (&shown.value, &shown.conflict) {
        (_, Some(_)) => say("summary.conflict", &[]),
        (Some(value), _) if field.kind == FieldType::Date => day(value),
        (Some(value), _) => label(&field.options, value),
        (None, None) => blank(),
    }
}

fn label(options: &[Choice], value: &str) -> String {
    options.iter().find(|option| option.value == value).map_or(value, |option| &option.label).to_owned()
}

/// What there is to choose from, with the words that a command takes.
fn choices(indent: &str, options: &[Choice]) -> String {
    let options: Vec<String> = options.iter().map(|option| format!("{} ({})", option.label, option.value)).collect();
    format!("{indent}{}", say("cli.show.choices", &[("options", &options.join("; "))]))
}

fn heading(lines: &mut Vec<String>, code: &str) {
    lines.extend([String::new(), say(code, &[])]);
}

fn blank() -> String {
    "…".to_owned()
}
