//! `new`

use super::{phone, tend};
use crate::args::{Global, New};
use crate::output::Reply;
use crate::plain::short;
use hoso_core::Result;
use hoso_protocol::text::say;
use serde_json::json;

pub fn run(global: &Global, args: &New) -> Result<Reply> {
    let phone = phone(global)?;
    let id = phone.new_dossier(&args.code, args.title.as_deref())?;
    let view = phone.show(id)?;
    tend(&phone);
    let text = say("cli.new", &[("title", &view.title), ("id", &short(id))]);
    Ok(Reply::new(json!({ "dossier": id, "code": view.code, "title": view.title, "basis": view.basis }), text))
}
