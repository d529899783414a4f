//! `answer`, `fill`, `paper` and `adopt`: what goes into a draft.

use super::{once, phone_and, tend};
use crate::args::{Answer, Fill, Global, One, Paper};
use crate::output::Reply;
use hoso_core::dossier::Saved;
use hoso_core::{Phone, Result};
use hoso_protocol::ids::DossierId;
use hoso_protocol::text::say;

pub fn answer(global: &Global, args: &Answer) -> Result<Reply> {
    let answers = once(&args.answers)?;
    let (phone, id) = phone_and(global, &args.id)?;
    let saved = phone.answer(id, &answers)?;
    done(&phone, id, saved)
}

pub fn fill(global: &Global, args: &Fill) -> Result<Reply> {
    let fields = once(&args.fields)?;
    let (phone, id) = phone_and(global, &args.id)?;
    let saved = phone.fill(id, &fields, args.basis.as_deref())?;
    done(&phone, id, saved)
}

pub fn paper(global: &Global, args: &Paper) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let saved = phone.paper(id, &args.paper, &args.state)?;
    done(&phone, id, saved)
}

pub fn adopt(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let saved = phone.adopt(id)?;
    done(&phone, id, saved)
}

/// "Saved", what looks wrong, and how much is left.
fn done(phone: &Phone, id: DossierId, saved: Saved) -> Result<Reply> {
    tend(phone);
    let mut lines = vec![say("cli.saved", &[])];
    lines.extend(saved.wrong.iter().map(|item| format!("- {}", item.text)));
    lines.push(left(phone, id)?);
    Ok(Reply::new(saved, lines.join("\n")))
}

/// How much is left to do.
pub fn left(phone: &Phone, id: DossierId) -> Result<String> {
    let check = phone.check(id)?.check;
    let left = check.missing.len() + check.wrong.len();
    Ok(if left == 0 { say("cli.nothing_left", &[]) } else { say("cli.left", &[("n", &left.to_string())]) })
}
