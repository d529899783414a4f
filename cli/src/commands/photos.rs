//! `attach`, `retake`, `move-page` and `remove-page`.

use super::draft::left;
use super::{phone_and, tend};
use crate::args::{Attach, Global, MovePage, PagePath, Retake};
use crate::output::Reply;
use hoso_core::dossier::Attached;
use hoso_core::{Error, Kind, Phone, Result};
use hoso_protocol::ids::DossierId;
use hoso_protocol::text::say;
use std::path::Path;

pub fn attach(global: &Global, args: &Attach) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let files = args.files.iter().map(|file| ordinary(file)).collect::<Result<Vec<&Path>>>()?;
    let attached = phone.attach(id, &args.paper, &files)?;
    photographed(&phone, id, attached)
}

pub fn retake(global: &Global, args: &Retake) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.page.id)?;
    let attached = phone.retake(id, &args.page.paper, &args.page.page, ordinary(&args.file)?)?;
    photographed(&phone, id, attached)
}

pub fn move_page(global: &Global, args: &MovePage) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.page.id)?;
    let saved = phone.move_page(id, &args.page.paper, &args.page.page, args.place as usize)?;
    tend(&phone);
    Ok(Reply::new(saved, say("cli.saved", &[])))
}

pub fn remove_page(global: &Global, args: &PagePath) -> Result<Reply> {
    let (phone, id) = phone_and(global, &args.id)?;
    let saved = phone.remove_page(id, &args.paper, &args.page)?;
    tend(&phone);
    Ok(Reply::new(saved, say("cli.page_removed", &[])))
}

/// A file whose bytes are all there: of a pipe or a device nobody knows when it ends.
fn ordinary(file: &Path) -> Result<&Path> {
    if file.is_file() { Ok(file) } else { Err(Error::new(Kind::NotFound, "no_file")) }
}

fn photographed(phone: &Phone, id: DossierId, attached: Attached) -> Result<Reply> {
    tend(phone);
    let mut lines = vec![say("cli.photos_saved", &[("n", &attached.pages.len().to_string())])];
    if attached.pages.iter().any(|page| page.shrunk) {
        lines.push(say("cli.photos_shrunk", &[]));
    }
    lines.push(left(phone, id)?);
    Ok(Reply::new(attached, lines.join("\n")))
}
