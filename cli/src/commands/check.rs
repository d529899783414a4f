//! `check`

use super::phone_and;
use crate::args::{Global, One};
use crate::output::Reply;
use hoso_core::Result;
use hoso_core::dossier::CheckView;
use hoso_protocol::readiness::{Item, Kind};
use hoso_protocol::text::say;

pub fn run(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let view = phone.check(id)?;
    let text = text(&view);
    Ok(Reply::new(view, text))
}

fn text(view: &CheckView) -> String {
    let check = &view.check;
    let (done, total) = (check.done.to_string(), check.total.to_string());
    let mut lines = vec![say("cli.check.count", &[("done", &done), ("total", &total)])];
    let mut section = |code: &str, items: &[&Item]| {
        if items.is_empty() {
            return;
        }
        lines.extend([String::new(), say(code, &[])]);
        for item in items {
            lines.push(format!("- {}  [{}]", item.text, item.key));
            if let Some(place) = view.where_to_get.get(&item.key).filter(|_| item.kind == Kind::Paper) {
                lines.push(say("cli.check.where_to_get", &[("place", place)]));
            }
        }
    };
    let of = |kind: Kind| check.missing.iter().filter(move |item| item.kind == kind).collect::<Vec<_>>();
    section("cli.check.answers", &of(Kind::Answer));
    section("cli.check.papers", &of(Kind::Paper));
    section("cli.check.fields", &of(Kind::Field));
    section("cli.check.wrong", &check.wrong.iter().collect::<Vec<_>>());
    let last = match (check.ready, view.send_ahead) {
        (false, _) => "cli.check.not_ready",
        (true, true) => "cli.check.ready_to_send",
        (true, false) => "cli.check.ready_to_bring",
    };
    if !view.notices.is_empty() {
        lines.push(String::new());
        lines.extend(view.notices.iter().map(|notice| notice.text.clone()));
    }
    lines.extend([String::new(), say(last, &[("place", &view.place)])]);
    lines.join("\n")
}
