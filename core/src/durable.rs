//! Files and names that a power cut does not take away. A synced file is of no use if its folder forgets its name.

use crate::error::Result;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// Makes the names in a folder certain. Windows offers no such call and needs none.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// The same for the folder's own name and all above it: who made them may have been killed before they were certain.
/// Those that belong to the system and that we may not open have been there for long.
pub(crate) fn sync_way_to(folder: &Path) -> Result<()> {
    sync_folder(folder)?;
    for above in folder.ancestors().skip(1) {
        match sync_folder(above) {
            Err(error)
                if !matches!(
                    error.kind(),
                    ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::InvalidInput
                ) =>
            {
                return Err(error.into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Puts a file that was written beside its place there: whole, on the disk, and its name certain.
pub(crate) fn put(part: &Path, place: &Path) -> io::Result<()> {
    File::open(part)?.sync_all()?;
    rename(part, place)
}

/// A small file that is there whole or not at all: written as `part` beside its place, and put there.
fn write(part: &Path, place: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    rename(part, place)
}

/// The same, where one process writes at a time: what a kill left of the last one is written over.
pub(crate) fn write_beside(place: &Path, bytes: &[u8]) -> io::Result<()> {
    write(&place.with_added_extension("tmp"), place, bytes)
}

/// The same where two processes may do it at once: each has a part of its own.
pub(crate) fn write_whole(place: &Path, bytes: &[u8]) -> Result<()> {
    let mut own = [0; 4];
    hoso_protocol::simulation::fill(&mut own)?;
    let part = place.with_extension(format!("{}.part", hex::encode(own)));
    Ok(write(&part, place, bytes)?)
}

fn rename(part: &Path, place: &Path) -> io::Result<()> {
    fs::rename(part, place)?;
    place.parent().map_or(Ok(()), sync_folder)
}

/// Removes a file that may not be there.
pub(crate) fn remove(file: &Path) -> io::Result<()> {
    there(fs::remove_file(file)).map(|_| ())
}

/// Reads a file that may not be there.
pub(crate) fn read(file: &Path) -> io::Result<Option<Vec<u8>>> {
    there(fs::read(file))
}

/// What a call on a file that may be absent came to; `None` where it is absent.
pub(crate) fn there<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
