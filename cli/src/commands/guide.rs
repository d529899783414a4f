//! `guide`

use super::{catalog, with_age};
use crate::args::{Global, Guide};
use crate::output::Reply;
use hoso_core::catalog::show::{guide_json, guide_text};
use hoso_core::{Error, Kind, Result};

pub fn run(global: &Global, args: &Guide) -> Result<Reply> {
    let catalog = catalog(global)?;
    let guide = if args.imported { catalog.imported(&args.code) } else { catalog.get(&args.code) };
    let guide = guide.ok_or_else(|| Error::new(Kind::NotFound, "no_procedure"))?;
    Ok(Reply::new(guide_json(&guide), with_age(&catalog, guide_text(&guide))))
}
