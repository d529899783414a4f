//! `guide`

use super::catalog;
use crate::args::Guide;
use crate::output::Reply;
use hoso_core::catalog::show::{guide_json, guide_text};
use hoso_core::{Error, Kind, Result};

pub fn run(args: &Guide) -> Result<Reply> {
    let catalog = catalog()?;
    let guide = catalog.get(&args.code).ok_or_else(|| Error::new(Kind::NotFound, "no_procedure"))?;
    Ok(Reply::new(guide_json(guide), guide_text(guide)))
}
