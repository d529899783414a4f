//! Lines of a file, gzip or plain, one at a time and never a longer one than is sensible.

use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// A record is not longer.
const MAX_LINE: usize = 4 * 1024 * 1024;
/// An export is not longer, unpacked: what claims more fills the disk or never ends.
const MAX_ALL: u64 = 2 * 1024 * 1024 * 1024;

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Its text.
    Text(String),
    /// Too long; it was passed over.
    TooLong,
    /// Not UTF-8.
    NotText,
}

/// The lines of an export.
pub(super) struct Lines {
    source: Box<dyn BufRead>,
    first: bool,
}

impl Lines {
    /// Opens the file; whether it is gzip is seen at its first two bytes.
    ///
    /// # Errors
    /// As the disk says.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = BufReader::with_capacity(64 * 1024, File::open(path)?);
        let zipped = file.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let source: Box<dyn BufRead> = if zipped {
            Box::new(BufReader::with_capacity(64 * 1024, MultiGzDecoder::new(file).take(MAX_ALL)))
        } else {
            Box::new(file.take(MAX_ALL))
        };
        Ok(Self { source, first: true })
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    /// As the disk or the unpacker says: a file that is cut off gives its lines first.
    pub fn next(&mut self) -> io::Result<Option<Line>> {
        let mut line = vec![];
        let read = self.source.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if line.len() > MAX_LINE {
            let mut skipped = vec![];
            while line.last() != Some(&b'\n') {
                skipped.clear();
                if self.source.by_ref().take(1024 * 1024).read_until(b'\n', &mut skipped)? == 0 {
                    break;
                }
                std::mem::swap(&mut line, &mut skipped);
            }
            return Ok(Some(Line::TooLong));
        }
        let Ok(mut text) = String::from_utf8(line) else { return Ok(Some(Line::NotText)) };
        if std::mem::take(&mut self.first) && text.starts_with('\u{feff}') {
            text.remove(0);
        }
        Ok(Some(Line::Text(text)))
    }
}
