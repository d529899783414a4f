//! `undo` and `redo`

use super::{phone_and, tend};
use crate::args::{Global, One};
use crate::output::Reply;
use hoso_core::Result;
use hoso_protocol::text::say;

pub fn undo(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let undone = phone.undo(id)?;
    tend(&phone);
    let text = undone.done.clone().unwrap_or_else(|| say("cli.nothing_to_undo", &[]));
    Ok(Reply::new(undone, text))
}

pub fn redo(global: &Global, args: &One) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let redone = phone.redo(id)?;
    tend(&phone);
    let text = redone.done.clone().unwrap_or_else(|| say("cli.nothing_to_redo", &[]));
    Ok(Reply::new(redone, text))
}
