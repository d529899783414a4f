//! `catalog …` for packs: keys, making, checking, installing.

mod differ;
mod keys;
mod make;
mod root;
mod take;

use crate::args::{Global, PackCommand, RootCommand};
use crate::output::Reply;
use hoso_core::{Error, Kind, Result};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// Runs one command.
pub fn run(global: &Global, command: &PackCommand) -> Result<Reply> {
    match command {
        PackCommand::Keygen(args) => keys::keygen(args),
        PackCommand::Root(RootCommand::New(args)) => root::new(args),
        PackCommand::Root(RootCommand::Sign(args)) => root::sign(args),
        PackCommand::Root(RootCommand::Show(args)) => root::show(args),
        PackCommand::Build(args) => make::build(global, args),
        PackCommand::Sign(args) => make::sign(args),
        PackCommand::Delta(args) => make::delta(args),
        PackCommand::Verify(args) => take::verify(global, args),
        PackCommand::Install(args) => take::install(global, args),
        PackCommand::Export(args) => take::export(global, args),
        PackCommand::Status => take::status(global),
        PackCommand::Diff(args) => differ::diff(args),
    }
}

/// Reads a file that a person named.
fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::IsADirectory => Error::new(Kind::NotFound, "no_file"),
        _ => error.into(),
    })
}

/// Writes a new file; one that is there already is never written over: it may be somebody's only key or pack.
fn write_new(path: &Path, bytes: &[u8], private: bool) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::new(Kind::Refused, "file_exists"),
        std::io::ErrorKind::NotFound => Error::new(Kind::NotFound, "no_file"),
        _ => error.into(),
    })?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}
