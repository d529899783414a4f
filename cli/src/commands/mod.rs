//! The commands, one file a verb or a family.

mod catalog;
mod check;
mod conflicts;
mod desk;
mod doctor;
mod draft;
mod events;
mod guide;
mod import;
mod list;
mod new;
mod online;
mod packs;
mod photos;
mod rebase;
mod review;
mod salvage;
mod search;
mod server;
mod shelf;
mod show;
mod summary;
mod typing;
mod undo;

use crate::args::{CatalogCommand, Cli, Command, Global};
use crate::demo;
use crate::output::Reply;
use hoso_core::catalog::Catalog;
use hoso_core::catalog::installed::PackInfo;
use hoso_core::{Error, Kind, Phone, Result};
use hoso_protocol::ids::DossierId;
use hoso_protocol::text::say;
use std::path::{Path, PathBuf};

/// Runs one command.
pub fn run(cli: &Cli) -> Result<Reply> {
    let global = &cli.global;
    match &cli.command {
        Command::Search(args) => search::run(global, args),
        Command::Guide(args) => guide::run(global, args),
        Command::Events(args) => events::run(global, args),
        Command::New(args) => new::run(global, args),
        Command::Answer(args) => draft::answer(global, args),
        Command::Fill(args) => draft::fill(global, args),
        Command::Type(args) => typing::run(global, args),
        Command::Paper(args) => draft::paper(global, args),
        Command::Attach(args) => photos::attach(global, args),
        Command::Retake(args) => photos::retake(global, args),
        Command::MovePage(args) => photos::move_page(global, args),
        Command::RemovePage(args) => photos::remove_page(global, args),
        Command::Show(args) => show::run(global, args),
        Command::Check(args) => check::run(global, args),
        Command::List(args) => list::run(global, args),
        Command::Rename(args) => shelf::rename(global, args),
        Command::Archive(args) => shelf::archive(global, args),
        Command::Delete(args) => shelf::delete(global, args),
        Command::Undelete(args) => shelf::undelete(global, args),
        Command::Erase(args) => shelf::erase(global, args),
        Command::Undo(args) => undo::undo(global, args),
        Command::Redo(args) => undo::redo(global, args),
        Command::Conflicts(args) => conflicts::list(global, args),
        Command::Resolve(args) => conflicts::resolve(global, args),
        Command::Rebase(args) => rebase::run(global, args),
        Command::Adopt(args) => draft::adopt(global, args),
        Command::Summary(args) => summary::summary(global, args),
        Command::Export(args) => summary::export(global, args),
        Command::Enrol(args) => online::enrol(global, args),
        Command::Invite => online::invite(global),
        Command::Sync => online::sync(global),
        Command::HandIn(args) => online::hand_in(global, args),
        Command::Withdraw(args) => online::withdraw(global, args),
        Command::Desk(command) => desk::run(global, command),
        Command::Doctor(args) => doctor::run(global, args),
        Command::Catalog(CatalogCommand::Lint(args)) => catalog::lint(args),
        Command::Catalog(CatalogCommand::ImportPortal(args)) => import::run(global, args),
        Command::Catalog(CatalogCommand::Review(args)) => review::run(args),
        Command::Catalog(CatalogCommand::Pack(command)) => packs::run(global, command),
        Command::Server(args) => server::run(args),
        Command::Demo(args) => demo::run(global, args),
    }
}

/// Opens the phone of this call.
fn phone(global: &Global) -> Result<Phone> {
    let folder = folder(global)?;
    usable(&folder)?;
    Phone::open(&folder)
}

/// Refuses a folder that is a file, or lies below one: the disk has nothing to do with it.
fn usable(folder: &Path) -> Result<()> {
    let there = folder.ancestors().find(|path| path.exists());
    if there.is_none_or(Path::is_dir) { Ok(()) } else { Err(Error::new(Kind::Storage, "bad_folder")) }
}

/// Opens the phone and finds a dossier by its id or the beginning of it.
fn phone_and(global: &Global, id: &str) -> Result<(Phone, DossierId)> {
    let phone = phone(global)?;
    let id = phone.find(id)?;
    Ok((phone, id))
}

fn folder(global: &Global) -> Result<PathBuf> {
    if let Some(folder) = &global.data {
        return Ok(folder.clone());
    }
    // As the XDG specification has it: a path that is not absolute does not count.
    let of_user = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let of_user = of_user.or_else(|| std::env::home_dir().map(|home| home.join(".local/share")));
    of_user.map(|folder| folder.join("hoso")).ok_or_else(|| Error::new(Kind::Usage, "no_data_folder"))
}

/// The procedures of this phone. They need no store and no key: where to go and what to bring can always be looked up.
fn catalog(global: &Global) -> Result<Catalog> {
    // Without a folder there is nothing installed; what the program embeds is still there.
    let Ok(folder) = folder(global) else { return embedded_catalog() };
    Catalog::open(&folder).map_err(|_| Error::new(Kind::Storage, "catalog_damaged"))
}

/// The procedures that this program embeds.
fn embedded_catalog() -> Result<Catalog> {
    Catalog::embedded().map_err(|_| Error::new(Kind::Storage, "catalog_damaged"))
}

/// What is said where the installed catalog should have been looked at again. Only ever a warning: an old catalog is better
/// than none.
fn old(pack: &PackInfo) -> Option<String> {
    let days = pack.days_old(&hoso_core::time::today())?;
    Some(say("pack.old", &[("n", &days.to_string())]))
}

/// A text with that warning below it.
fn with_age(catalog: &Catalog, text: String) -> String {
    let warning = catalog.installed().and_then(|installed| old(installed.pack()?));
    warning.map_or(text.clone(), |warning| format!("{text}\n\n{warning}"))
}

/// After every write: housekeeping, once a day. What was written is safe without it.
fn tend(phone: &Phone) {
    if let Err(error) = phone.tend() {
        tracing::warn!(code = error.code, "housekeeping failed");
    }
}

/// Refuses the same name twice in one call: nobody can tell which was meant.
fn once(pairs: &[(String, String)]) -> Result<Vec<(&str, &str)>> {
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let names: std::collections::BTreeSet<&str> = pairs.iter().map(|(name, _)| *name).collect();
    if names.len() < pairs.len() { Err(Error::new(Kind::Usage, "usage_twice")) } else { Ok(pairs) }
}
