//! JPEG: segments that a decoder needs are checked and copied, scans are followed and copied, all else stays behind.

use std::io::{BufRead, Write};

use super::entropy::{Header, Scan, Tables};
use super::{Frame, exif, take};
use crate::photo::PhotoError;

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
/// Real photos have up to about ten. Each costs a decoder a walk over the whole picture.
const MOST_SCANS: u32 = 100;
/// JFIF 1.1, no density, no preview.
const JFIF: &[u8] = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0";

/// Copies the clean photo and says what it is.
pub(super) fn clean(source: &mut impl BufRead, into: &mut impl Write) -> Result<Frame, PhotoError> {
    if take(source)? != [0xff, START] {
        return Err(PhotoError::Damaged);
    }
    into.write_all(&[0xff, START])?;
    let mut state = State::default();
    let mut marker = next_marker(source)?;
    while marker != END {
        marker = match marker {
            // Marks without content that mean nothing here.
            0x01 | 0xd0..=0xd7 => next_marker(source)?,
            START => return Err(PhotoError::Damaged),
            _ => {
                let length = u16::from_be_bytes(take(source)?).checked_sub(2).ok_or(PhotoError::Damaged)?;
                state.segment.resize(usize::from(length), 0);
                source.read_exact(&mut state.segment)?;
                state.copy_segment(marker, into)?;
                if marker == SCAN { copy_scan(source, state.scan()?, into)? } else { next_marker(source)? }
            }
        };
    }
    into.write_all(&[0xff, END])?;
    let complete = state.components.iter().all(|component| component.seen);
    state.frame.filter(|_| complete).ok_or(PhotoError::Damaged)
}

/// One colour of the picture.
#[derive(Clone, Copy)]
pub(super) struct Component {
    id: u8,
    /// How often it is sampled, across and down.
    pub h: u32,
    pub v: u32,
    /// A scan brought its blocks.
    seen: bool,
}

#[derive(Default)]
struct State {
    /// The content of the segment at hand.
    segment: Vec<u8>,
    frame: Option<Frame>,
    components: Vec<Component>,
    tables: Tables,
    /// Units between restart marks; 0 for none.
    interval: u16,
    orientation: Option<u8>,
    jfif: bool,
    scans: u32,
}

impl State {
    /// The scan whose header is at hand.
    fn scan(&mut self) -> Result<Scan<'_>, PhotoError> {
        let (Some(frame), Some((count, rest))) = (self.frame, self.segment.split_first()) else {
            return Err(PhotoError::Damaged);
        };
        let (chosen, band) = rest.as_chunks::<2>();
        // The last three bytes say the band: one whole pair and a byte.
        let ([chosen @ .., [from, up_to]], [bits]) = (chosen, band) else { return Err(PhotoError::Damaged) };
        if chosen.len() != usize::from(*count) || chosen.is_empty() {
            return Err(PhotoError::Damaged);
        }
        let mut components = Vec::new();
        for [id, tables] in chosen {
            let of_that_id = self.components.iter_mut().find(|component| component.id == *id);
            let component = of_that_id.ok_or(PhotoError::Damaged)?;
            component.seen |= *from == 0;
            components.push((*component, usize::from(tables >> 4), usize::from(tables & 15)));
        }
        let most = |side: fn(&Component) -> u32| self.components.iter().map(side).max().unwrap_or(1);
        let header = Header {
            components: &components,
            band: (*from, *up_to, bits >> 4),
            progressive: frame.progressive,
            picture: (frame.width, frame.height),
            largest: (most(|c| c.h), most(|c| c.v)),
            interval: self.interval,
        };
        Scan::new(&self.tables, &header)
    }

    fn copy_segment(&mut self, marker: u8, into: &mut impl Write) -> Result<(), PhotoError> {
        let segment = self.segment.as_slice();
        match marker {
            0xc0..=0xc2 => {
                if self.frame.is_some() {
                    return Err(PhotoError::Damaged);
                }
                let (frame, components) = read_frame(segment)?;
                let orientation = self.orientation.unwrap_or(exif::UPRIGHT);
                self.frame = Some(Frame { orientation, progressive: marker == 0xc2, ..frame });
                self.components = components;
                write(marker, segment, into)
            }
            // Lossless, arithmetic, hierarchical: no phone takes or shows them.
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => Err(PhotoError::NotAnImage),
            0xc4 => {
                self.tables.define(segment)?;
                write(marker, segment, into)
            }
            0xdb if are_quantisation_tables(segment) => write(marker, segment, into),
            0xdd => {
                let interval = segment.try_into().map_err(|_| PhotoError::Damaged)?;
                self.interval = u16::from_be_bytes(interval);
                write(marker, segment, into)
            }
            SCAN if self.scans < MOST_SCANS => {
                self.scans += 1;
                write(marker, segment, into)
            }
            // A number of rows that is only known at the end, or a broken one of those above.
            0xdb | 0xdc | SCAN => Err(PhotoError::Damaged),
            0xe0 if segment.starts_with(b"JFIF\0") && !std::mem::replace(&mut self.jfif, true) => {
                write(marker, JFIF, into)
            }
            0xe1 if segment.starts_with(b"Exif\0\0") && self.orientation.is_none() && self.frame.is_none() => {
                let orientation = exif::orientation(segment);
                self.orientation = Some(orientation);
                if orientation == exif::UPRIGHT {
                    return Ok(());
                }
                write(marker, &[b"Exif\0\0".as_slice(), &exif::only(orientation)].concat(), into)
            }
            // How the colours are to be understood: without it some photos turn green.
            0xee if segment.starts_with(b"Adobe") && self.frame.is_none() => match segment.get(11) {
                Some(transform) => write(marker, &[b"Adobe\0\x64\0\0\0\0".as_slice(), &[*transform]].concat(), into),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

fn read_frame(segment: &[u8]) -> Result<(Frame, Vec<Component>), PhotoError> {
    let [precision, h1, h2, w1, w2, count, each @ ..] = segment else { return Err(PhotoError::Damaged) };
    if *precision != 8 || !matches!(count, 1 | 3 | 4) {
        return Err(PhotoError::NotAnImage);
    }
    let (each, rest) = each.as_chunks::<3>();
    let component =
        |[id, of, _]: &[u8; 3]| Component { id: *id, h: (of >> 4).into(), v: (of & 15).into(), seen: false };
    let components: Vec<_> = each.iter().map(component).collect();
    let sampling_is_fine = components.iter().all(|c| matches!(c.h, 1..=4) && matches!(c.v, 1..=4));
    if !rest.is_empty() || components.len() != usize::from(*count) || !sampling_is_fine {
        return Err(PhotoError::Damaged);
    }
    let frame = Frame::new(u16::from_be_bytes([*w1, *w2]).into(), u16::from_be_bytes([*h1, *h2]).into())?;
    Ok((frame, components))
}

fn are_quantisation_tables(mut rest: &[u8]) -> bool {
    while let Some((id, after)) = rest.split_first() {
        let size = if id >> 4 == 0 { 64 } else { 128 };
        let Some((_, after)) = after.split_at_checked(size) else { return false };
        if id >> 4 > 1 || id & 15 > 3 {
            return false;
        }
        rest = after;
    }
    true
}

fn write(marker: u8, segment: &[u8], into: &mut impl Write) -> Result<(), PhotoError> {
    let length = u16::try_from(segment.len() + 2).map_err(|_| PhotoError::Damaged)?;
    into.write_all(&[0xff, marker])?;
    into.write_all(&length.to_be_bytes())?;
    into.write_all(segment)?;
    Ok(())
}

/// The next mark; what lies before it belongs to nothing and is passed over.
fn next_marker(source: &mut impl BufRead) -> Result<u8, PhotoError> {
    loop {
        while take(source)? != [0xff] {}
        if let Some(marker) = after_ff(source)? {
            return Ok(marker);
        }
    }
}

/// The byte after `ff`s; none for the zero that makes `ff` an ordinary byte.
fn after_ff(source: &mut impl BufRead) -> Result<Option<u8>, PhotoError> {
    loop {
        match take(source)? {
            [0xff] => {}
            [0] => return Ok(None),
            [marker] => return Ok(Some(marker)),
        }
    }
}

/// Copies the coded data of a scan and returns the mark that ends it. A file that ends here was cut off.
fn copy_scan(source: &mut impl BufRead, mut scan: Scan<'_>, into: &mut impl Write) -> Result<u8, PhotoError> {
    loop {
        let buffer = source.fill_buf()?;
        let run = buffer.iter().take_while(|&&byte| byte != 0xff).count();
        let (bytes, rest) = buffer.split_at(run);
        let at_ff = !rest.is_empty();
        if run == 0 && !at_ff {
            return Err(PhotoError::Damaged);
        }
        let used = scan.follow(bytes)?;
        into.write_all(bytes.split_at(used).0)?;
        source.consume(run + usize::from(at_ff));
        if at_ff {
            match after_ff(source)? {
                None => {
                    if scan.follow(&[0xff])? == 1 {
                        into.write_all(&[0xff, 0])?;
                    }
                }
                Some(restart @ 0xd0..=0xd7) => {
                    scan.restart(restart & 7)?;
                    into.write_all(&[0xff, restart])?;
                }
                Some(marker) => {
                    scan.end()?;
                    return Ok(marker);
                }
            }
        }
    }
}
