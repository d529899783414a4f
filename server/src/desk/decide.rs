//! `POST /v1/desk/status`: what the officer decides becomes a signed status on the person's phones.

use super::{handed_in, officer};
use crate::audit::{self, Action};
use crate::auth::Bearer;
use crate::body::Json;
use crate::clock::now;
use crate::error::{Code, Error, Result};
use crate::handin::{About, Course, Handed, New};
use crate::state::App;
use axum::extract::State;
use hoso_protocol::desk::DeskDecision;
use hoso_protocol::procedure::{Paper, Procedure};
use hoso_protocol::readiness::needs;
use hoso_protocol::status::{ASKED, FINISHED, REFUSED, TAKEN};
use hoso_protocol::text::say;
use hoso_protocol::value::{clean, parse_date};
use hoso_protocol::wire::WithdrawReply;

/// A code of the official system is at most so many characters long.
const MAX_CODE: usize = 64;
/// And a sentence of the officer.
const MAX_TEXT: usize = 2_000;

/// `POST /v1/desk/status`.
pub async fn decide(
    State(app): State<App>,
    bearer: Bearer,
    Json(decision): Json<DeskDecision>,
) -> Result<Json<WithdrawReply>> {
    app.write(move |app, tx| {
        let device = officer(tx, bearer)?;
        let (dossier, course) = handed_in(tx, &device, decision.dossier())?;
        let mut about = About::default();
        let version = course.receipt().map(|(receipt, _)| receipt.version).ok_or(Code::NotFound)?;
        let (procedure, _) = about.version(tx, dossier.id, version)?;
        let handed = Handed::load(tx, version)?;
        let new = status_of(&decision, &course, procedure, handed.as_ref())?;
        let status = course.say(app, tx, &dossier, new)?;
        audit::record(app.keys(), tx, now(), Some(device.key), Action::DeskDecide, [dossier.id])?;
        Ok(Json(WithdrawReply { status }))
    })
    .await
}

fn status_of(
    decision: &DeskDecision,
    course: &Course,
    procedure: Option<&Procedure>,
    handed: Option<&Handed>,
) -> Result<New> {
    let new = match decision {
        DeskDecision::Take { code, due, .. } => {
            // As typed: the code and the date are the official system's, never ours.
            let is_day = parse_date(due).is_some_and(|day| day.to_string() == *due);
            let code = line(code, MAX_CODE)?;
            if !is_day {
                return Err(Code::BadRequest.into());
            }
            New { code: Some(code), due: Some(due.clone()), ..New::plain(TAKEN) }
        }
        DeskDecision::Ask { paper, text, .. } => {
            let text = line(text, MAX_TEXT)?;
            let papers = papers(procedure, handed);
            let Some(asked) = papers.iter().find(|p| p.key == *paper) else { return Err(no_paper(&papers)) };
            let text = Some(say("status.asked", &[("name", &asked.name), ("text", &text)]));
            New { text, paper: Some(paper.clone()), ..New::plain(ASKED) }
        }
        DeskDecision::Refuse { text, .. } => {
            let text = line(text, MAX_TEXT)?;
            New { text: Some(say("status.refused", &[("text", &text)])), ..New::plain(REFUSED) }
        }
        DeskDecision::Finish { .. } => New::plain(FINISHED),
    };
    // Only what is open can be decided, and only what was taken in can be finished.
    let fits = course.is_open() && (new.number != FINISHED || course.is_taken());
    if fits { Ok(new) } else { Err(Code::Conflict.into()) }
}

/// The papers that can be asked for. What the case does not need never comes with a hand-in, so nobody could answer.
fn papers<'a>(procedure: Option<&'a Procedure>, handed: Option<&Handed>) -> Vec<&'a Paper> {
    let all = procedure.into_iter().flat_map(|procedure| &procedure.papers);
    let Some(handed) = handed else { return all.collect() };
    let needs = needs(&handed.procedure, &handed.draft.answers());
    let of_the_case = |paper: &&Paper| {
        let names = |p: &&Paper| p.key == paper.key || p.alternatives.contains(&paper.key);
        needs.papers.iter().any(names)
    };
    all.filter(of_the_case).collect()
}

/// Which papers there are is what helps somebody who mistyped one.
fn no_paper(papers: &[&Paper]) -> Error {
    let names: Vec<String> = papers.iter().map(|paper| format!("{} ({})", paper.key, paper.name)).collect();
    Error::Told(Code::NoPaper, say("problem.no_paper", &[("papers", &names.join("; "))]))
}

fn line(text: &str, most: usize) -> Result<String> {
    let text = clean(text);
    let fits = !text.is_empty() && text.chars().count() <= most;
    if fits { Ok(text) } else { Err(Code::BadRequest.into()) }
}
