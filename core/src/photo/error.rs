//! What can go wrong with a photo: few kinds, each one something the caller can act on.

use std::io;

/// Why a photo could not be taken in, stored or read. Carries no path, name or byte of the photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// Not a still JPEG, PNG or WebP picture: choose another file.
    #[error("not a still JPEG, PNG or WebP picture")]
    NotAnImage,
    /// A picture in a format that many computers can't show (HEIC, AVIF): set the camera to JPEG.
    #[error("a HEIC or AVIF picture")]
    OtherFormat,
    /// More bytes or pixels than can be taken, and too many to be shrunk here: take it again at a smaller size.
    #[error("more bytes or pixels than a photo may have")]
    TooLarge,
    /// Cut off, torn or changed: take the photo again, or fetch it from the server or another phone.
    #[error("the photo is cut off or damaged")]
    Damaged,
    /// The stored file is whole but was written with another key.
    #[error("the photo was stored with another key")]
    WrongKey,
    /// The stored file is whole but in a format newer than this program: update, and leave the file alone.
    #[error("the photo was stored by a newer program")]
    Newer,
    /// There is no file of that name.
    #[error("the photo's file is not there")]
    Missing,
    /// No space left: free some and try again; nothing was changed.
    #[error("no space left on the device")]
    NoSpace,
    /// The folder may not be written to.
    #[error("the photo folder can't be written to")]
    ReadOnly,
    /// Any other failure of the disk.
    #[error("reading or writing failed: {0}")]
    Io(io::ErrorKind),
}

impl PhotoError {
    /// A stable code, the key of the sentence that people read.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnImage => "photo.not_an_image",
            Self::OtherFormat => "photo.other_format",
            Self::TooLarge => "photo.too_large",
            Self::Damaged => "photo.damaged",
            Self::WrongKey => "photo.wrong_key",
            Self::Newer => "photo.newer",
            Self::Missing => "photo.missing",
            Self::NoSpace => "photo.no_space",
            Self::ReadOnly => "photo.read_only",
            Self::Io(_) => "photo.io",
        }
    }
}

impl From<io::Error> for PhotoError {
    /// An error of ours that travelled through [`io::Read`] or [`io::Write`] comes out as it went in.
    fn from(error: io::Error) -> Self {
        if let Some(ours) = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            return *ours;
        }
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::UnexpectedEof => Self::Damaged,
            kind => Self::Io(kind),
        }
    }
}

impl From<PhotoError> for io::Error {
    fn from(error: PhotoError) -> Self {
        Self::other(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_the_way_through_read_and_write() {
        for error in [PhotoError::Damaged, PhotoError::WrongKey, PhotoError::NoSpace, PhotoError::TooLarge] {
            assert_eq!(PhotoError::from(io::Error::from(error)), error);
        }
    }

    #[test]
    fn each_kind_has_a_sentence_for_the_person() {
        use PhotoError::*;
        let io = Io(io::ErrorKind::Other);
        for error in [NotAnImage, OtherFormat, TooLarge, Damaged, WrongKey, Newer, Missing, NoSpace, ReadOnly, io] {
            assert!(hoso_protocol::text::has(error.code()), "{}", error.code());
        }
    }

    #[test]
    fn a_full_and_a_read_only_disk_are_told_apart() {
        // Raw numbers, as the kernel gives them: ENOSPC, EROFS, EDQUOT.
        for (raw, kind) in [(28, PhotoError::NoSpace), (30, PhotoError::ReadOnly)] {
            assert_eq!(PhotoError::from(io::Error::from_raw_os_error(raw)), kind);
        }
        assert_eq!(PhotoError::from(io::Error::from(io::ErrorKind::QuotaExceeded)), PhotoError::NoSpace);
    }
}
