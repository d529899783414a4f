//! `rename`, `archive`, `delete` and `undelete`: each answers with the list as it is then. And `erase`, for ever.

use super::{list, phone_and, tend};
use crate::args::{Archive, Erase, Global, One, Rename};
use crate::output::Reply;
use hoso_core::dossier::{Saved, Shelf};
use hoso_core::{Phone, Result};
use hoso_protocol::text::say;
use serde_json::json;

pub fn rename(global: &Global, args: &Rename) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let saved = phone.rename(id, &args.title)?;
    done(&phone, &saved, say("cli.renamed", &[("title", &phone.show(id)?.title)]))
}

pub fn archive(global: &Global, args: &Archive) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let saved = phone.archive(id, !args.undo)?;
    done(&phone, &saved, say(if args.undo { "cli.unarchived" } else { "cli.archived" }, &[]))
}

pub fn delete(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let saved = phone.delete(id)?;
    done(&phone, &saved, say("cli.deleted", &[]))
}

pub fn undelete(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let saved = phone.undelete(id)?;
    done(&phone, &saved, say("cli.undeleted", &[]))
}

pub fn erase(global: &Global, args: &Erase) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    phone.erase(id)?;
    Ok(Reply::new(json!({ "erased": id }), say("cli.erased", &[])))
}

fn done(phone: &Phone, saved: &Saved, text: String) -> Result<Reply> {
    tend(phone);
    let dossiers = list::all(phone, Shelf::Open, u32::MAX)?;
    Ok(Reply::new(json!({ "saved": true, "basis": saved.basis, "dossiers": dossiers }), text))
}
