//! Names that a power cut does not take away. A synced file is of no use if its folder forgets its name.

use crate::error::Result;
use std::fs::File;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// Makes the names in a folder certain. Windows offers no such call and needs none.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
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
pub(super) fn sync_way_to(folder: &Path) -> Result<()> {
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

/// A small file that is there whole or not at all. Two processes may do it at once: each has a part of its own.
pub(super) fn write_whole(place: &Path, bytes: &[u8]) -> Result<()> {
    let mut own = [0; 4];
    hoso_protocol::simulation::fill(&mut own)?;
    let part = place.with_extension(format!("{}.part", hex::encode(own)));
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, place)?;
    if let Some(folder) = place.parent() {
        sync_folder(folder)?;
    }
    Ok(())
}
