//! `server …`: running a commune's server and looking after it. All work while the server runs.

mod backup;
mod catalog;
mod commune;
mod device;
mod start;

use crate::args::{CommuneCommand, Server, ServerCatalogCommand, ServerCommand};
use crate::commands::usable;
use crate::output::Reply;
use hoso_core::{Error, Kind, Result};
use hoso_server::ServerDir;
use std::path::Path;

/// Runs one command.
pub fn run(args: &Server) -> Result<Reply> {
    let dir = args.dir.as_deref().ok_or_else(|| Error::new(Kind::Usage, "no_server_dir"))?;
    usable(dir)?;
    // A slip of the finger in --dir must not make a second server with keys of its own.
    let makes = matches!(
        args.command,
        ServerCommand::Start(_) | ServerCommand::Commune(CommuneCommand::Add(_)) | ServerCommand::Restore(_)
    );
    if !makes && !dir.join("server.db").exists() {
        return Err(Error::new(Kind::NotFound, "no_server"));
    }
    match &args.command {
        ServerCommand::Start(args) => start::run(dir, args),
        ServerCommand::Commune(CommuneCommand::Add(args)) => commune::add(dir, args),
        ServerCommand::Commune(CommuneCommand::List) => commune::list(dir),
        ServerCommand::Invite(args) => device::invite(dir, args),
        ServerCommand::Devices => device::list(dir),
        ServerCommand::Revoke(args) => device::revoke(dir, args),
        ServerCommand::Backup(args) => backup::backup(dir, args),
        ServerCommand::Restore(args) => backup::restore(dir, args),
        ServerCommand::Catalog(ServerCatalogCommand::Add(args)) => catalog::add(dir, args),
        ServerCommand::Audit => backup::audit(dir),
    }
}

fn open(dir: &Path) -> Result<ServerDir> {
    ServerDir::open(dir).map_err(failed)
}

/// What went wrong in the server's folder, for the one who keeps it.
fn failed(error: hoso_server::Error) -> Error {
    use hoso_server::{Code, Error as Of};
    match error {
        Of::File(error) => error.into(),
        Of::Refused(Code::NotFound) => Error::new(Kind::NotFound, "not_found"),
        Of::Refused(code) => Error::new(Kind::Refused, code.name()),
        other => {
            tracing::error!(error = %other, "the server's folder");
            Error::new(Kind::Storage, "server_failed")
        }
    }
}
