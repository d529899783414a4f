//! Photos of papers.

use crate::draft::Draft;
use crate::error::{ErrorKind, HoSoError};
use crate::papers::{Page, Papers, papers};
use hoso_core::Phone;
use hoso_core::dossier::{Attached, Picture};
use hoso_protocol::ids::DossierId;

/// A photo as the platform gives it: JPEG, PNG or WebP.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Photo {
    /// A file that can be read; it stays where it is, the platform takes it away.
    File {
        /// Its path.
        path: String,
    },
    /// Its bytes. Large ones are better given as a file.
    Bytes {
        /// The bytes.
        bytes: Vec<u8>,
    },
}

impl<'a> From<&'a Photo> for Picture<'a> {
    fn from(photo: &'a Photo) -> Self {
        match photo {
            Photo::File { path } => Self::File(path.as_ref()),
            Photo::Bytes { bytes } => Self::Bytes(bytes),
        }
    }
}

/// Photos that were saved: encrypted, on the disk, without place, time and device in them.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Photographed {
    /// The new pages, in order.
    pub pages: Vec<Page>,
    /// At least one was too large and was made smaller.
    pub shrunk: bool,
    /// The papers as they are now.
    pub papers: Papers,
}

#[uniffi::export]
impl Draft {
    /// Adds photos behind the pages that a paper has, all or none.
    pub fn attach(&self, paper: String, photos: Vec<Photo>) -> Result<Photographed, HoSoError> {
        if photos.is_empty() {
            return Err(HoSoError::of(ErrorKind::Usage, "no_photo"));
        }
        self.run(|phone, id| {
            let photos: Vec<Picture<'_>> = photos.iter().map(Picture::from).collect();
            let attached = phone.attach(id, &paper, &photos)?;
            photographed(phone, id, attached)
        })
    }

    /// Takes one page again: the new photo stands where the old one stood.
    pub fn retake(&self, paper: String, page: String, photo: Photo) -> Result<Photographed, HoSoError> {
        self.run(|phone, id| {
            let attached = phone.retake(id, &paper, &page, &photo)?;
            photographed(phone, id, attached)
        })
    }

    /// Puts a page at a place among the paper's pages, counted from 1.
    pub fn move_page(&self, paper: String, page: String, place: u32) -> Result<Papers, HoSoError> {
        self.run(|phone, id| {
            phone.move_page(id, &paper, &page, place as usize)?;
            papers(phone, id)
        })
    }

    /// Takes a page away; undo brings it back.
    pub fn remove_page(&self, paper: String, page: String) -> Result<Papers, HoSoError> {
        self.run(|phone, id| {
            phone.remove_page(id, &paper, &page)?;
            papers(phone, id)
        })
    }

    /// A page to look at: a JPEG, upright, with no side longer than `longest` pixels (32 to 2048); with null the photo as it
    /// is kept, JPEG, PNG or WebP. To be shown and never to be written to a file.
    #[uniffi::method(default(longest = None))]
    pub fn picture(&self, paper: String, page: String, longest: Option<u32>) -> Result<Vec<u8>, HoSoError> {
        self.run(|phone, id| phone.picture(id, &paper, &page, longest))
    }
}

fn photographed(phone: &Phone, id: DossierId, attached: Attached) -> hoso_core::Result<Photographed> {
    let shrunk = attached.pages.iter().any(|page| page.shrunk);
    let pages = attached.pages.into_iter().map(|page| Page { page: page.page, bytes: page.bytes, here: true });
    Ok(Photographed { pages: pages.collect(), shrunk, papers: papers(phone, id)? })
}
