//! A photographed page to look at: as it is kept, or small.

use super::attach::{file_of, photo_key};
use super::pages::{find, id_of};
use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use crate::photo::{PhotoError, Reader, small};
use hoso_protocol::ids::DossierId;
use std::io::Read as _;

impl Phone {
    /// The bytes of a page. With `longest`, a JPEG upright in itself and no side longer than that many pixels.
    pub fn picture(&self, id: DossierId, paper: &str, page: &str, longest: Option<u32>) -> Result<Vec<u8>> {
        let (file, key, size) = self.look(id, |db, dossier| {
            let photo = find(dossier, paper, &id_of(dossier, paper, page))?;
            let file =
                file_of(db, dossier, &photo.sha256)?.ok_or_else(|| Error::new(Kind::NotFound, "photo_elsewhere"))?;
            Ok((file, photo_key(db, dossier.num)?, photo.bytes))
        })?;
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default().min(1 << 24));
        Reader::open(&self.store().photos(), &file, &key)?.read_to_end(&mut bytes).map_err(PhotoError::from)?;
        match longest {
            Some(longest) => Ok(small(&bytes, longest)?),
            None => Ok(bytes),
        }
    }
}
