//! The coded data of a JPEG, followed code by code without decoding a picture from it.
//!
//! That shows whether there is data for each block that the header promises, and where the data ends, with a few hundred
//! bytes of state. It finds a photo whose end is missing though its last mark is there, a header with a larger picture
//! than the data has, and most damage in the middle. Only scans that refine coefficients of a progressive file can't be
//! followed so: their codes depend on what came before.

use super::jpeg::Component;
use crate::photo::PhotoError;

/// The Huffman tables that are in force.
#[derive(Default)]
pub(super) struct Tables {
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
}

struct Table {
    /// For each beginning of 8 bits: length and symbol of the code that stands there; length 0 if it is a longer one.
    short: Vec<(u8, u8)>,
    /// For lengths 1 to 16: the first code, how many there are, and where their symbols begin.
    lengths: [(u32, u32, u32); 16],
    symbols: Vec<u8>,
}

impl Tables {
    /// Takes the tables of a segment: nothing but whole, possible tables may stand in it.
    pub(super) fn define(&mut self, mut rest: &[u8]) -> Result<(), PhotoError> {
        while let Some((id, after)) = rest.split_first() {
            let (counts, after) = after.split_first_chunk::<16>().ok_or(PhotoError::Damaged)?;
            let symbols = counts.iter().map(|&count| usize::from(count)).sum();
            let (symbols, after) = after.split_at_checked(symbols).ok_or(PhotoError::Damaged)?;
            let class = match id >> 4 {
                0 => &mut self.dc,
                1 => &mut self.ac,
                _ => return Err(PhotoError::Damaged),
            };
            *class.get_mut(usize::from(id & 15)).ok_or(PhotoError::Damaged)? = Some(Table::new(counts, symbols)?);
            rest = after;
        }
        Ok(())
    }
}

impl Table {
    fn new(counts: &[u8; 16], symbols: &[u8]) -> Result<Self, PhotoError> {
        let mut table = Self { short: vec![(0, 0); 256], lengths: [(0, 0, 0); 16], symbols: symbols.to_vec() };
        let (mut code, mut at) = (0u32, 0u32);
        for (length, (&count, place)) in (1u8..).zip(counts.iter().zip(&mut table.lengths)) {
            let count = u32::from(count);
            *place = (code, count, at);
            if code + count > 1 << length {
                return Err(PhotoError::Damaged);
            }
            if length <= 8 {
                let width = 1usize << (8 - length);
                let first = usize::try_from(code).map_err(|_| PhotoError::Damaged)? * width;
                let of_length = symbols.iter().skip(at as usize).take(count as usize);
                for (entries, &symbol) in
                    table.short.get_mut(first..).unwrap_or_default().chunks_mut(width).zip(of_length)
                {
                    entries.fill((length, symbol));
                }
            }
            code = (code + count) << 1;
            at += count;
        }
        Ok(table)
    }

    /// Length and symbol of the code at the beginning of `held` bits; none as long as it takes more of them.
    fn find(&self, bits: u32, held: u32) -> Result<Option<(u32, u8)>, PhotoError> {
        let start = if held >= 8 { bits >> (held - 8) } else { bits << (8 - held) };
        match self.short.get(start as usize & 0xff) {
            Some(&(length, symbol)) if length > 0 => {
                return Ok(Some((length.into(), symbol)).filter(|(length, _)| *length <= held));
            }
            _ => {}
        }
        for (length, &(first, count, at)) in (1u32..=held.min(16)).zip(&self.lengths).skip(8) {
            if let Some(offset) = (bits >> (held - length)).checked_sub(first).filter(|&offset| offset < count) {
                let symbol = self.symbols.get((at + offset) as usize).ok_or(PhotoError::Damaged)?;
                return Ok(Some((length, *symbol)));
            }
        }
        if held >= 16 { Err(PhotoError::Damaged) } else { Ok(None) }
    }
}

/// What a scan does, as far as it can be followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    /// All coefficients of each block, or (up to 0) the first one only.
    Codes {
        up_to: u32,
    },
    /// The others from the first scan that has them, with runs of blocks that have none.
    Band {
        from: u32,
        up_to: u32,
    },
    /// One bit for each block.
    Bits,
    Unknown,
}

/// One scan being read.
pub(super) struct Scan<'a> {
    does: Does,
    /// The tables of the blocks of one unit.
    unit: Vec<(Option<&'a Table>, Option<&'a Table>)>,
    /// Units in the whole scan and in the part up to the next restart that are still to come.
    left: u64,
    left_in_part: u64,
    interval: u64,
    restart: u8,
    block: usize,
    coefficient: u32,
    /// Bits that follow a code and say a value.
    skip: u32,
    /// A run of blocks, whose length is written in this many bits.
    run: Option<u32>,
    bits: u32,
    held: u32,
}

/// What a scan's header says: its components with the numbers of their tables, and what it brings of them.
pub(super) struct Header<'a> {
    pub components: &'a [(Component, usize, usize)],
    /// First and last coefficient, bits that were there before.
    pub band: (u8, u8, u8),
    pub progressive: bool,
    /// Width and height of the picture, the largest sampling of all its components.
    pub picture: (u32, u32),
    pub largest: (u32, u32),
    pub interval: u16,
}

impl<'a> Scan<'a> {
    pub(super) fn new(tables: &'a Tables, header: &Header<'_>) -> Result<Self, PhotoError> {
        let (from, up_to, before) = header.band;
        let does = match (header.progressive, from, before) {
            (false, _, _) => Does::Codes { up_to: 63 },
            (true, 0, _) if up_to > 0 => return Err(PhotoError::Damaged),
            (true, 0, 0) => Does::Codes { up_to: 0 },
            (true, 0, _) => Does::Bits,
            _ if up_to < from || up_to > 63 || header.components.len() > 1 => return Err(PhotoError::Damaged),
            (true, _, 0) => Does::Band { from: from.into(), up_to: up_to.into() },
            _ => Does::Unknown,
        };
        let (width, height) = header.picture;
        let (h_most, v_most) = header.largest;
        let (mut unit, units) =
            (Vec::new(), |side: u32, of: u32, most: u32| u64::from((side * of).div_ceil(most).div_ceil(8)));
        let together = header.components.len() > 1;
        for (component, dc, ac) in header.components {
            let blocks = if together { component.h * component.v } else { 1 };
            let of = (tables.dc.get(*dc).and_then(Option::as_ref), tables.ac.get(*ac).and_then(Option::as_ref));
            unit.extend(std::iter::repeat_n(of, blocks as usize));
        }
        // Together: a unit covers the largest sampling. Alone: a unit is a block, and blocks beyond the picture are left out.
        let (h, v) = match header.components {
            [(alone, _, _)] => (alone.h, alone.v),
            _ => (1, 1),
        };
        let left = units(width, h, h_most) * units(height, v, v_most);
        let interval = if header.interval == 0 { left } else { header.interval.into() };
        let (left_in_part, coefficient) =
            (interval.min(left), if let Does::Band { from, .. } = does { from } else { 0 });
        Ok(Self {
            does,
            unit,
            left,
            left_in_part,
            interval,
            restart: 0,
            block: 0,
            coefficient,
            skip: 0,
            run: None,
            bits: 0,
            held: 0,
        })
    }

    /// Follows these bytes and says how many of them belong to the scan. What comes after its last block doesn't.
    pub(super) fn follow(&mut self, bytes: &[u8]) -> Result<usize, PhotoError> {
        if self.does == Does::Unknown {
            return Ok(bytes.len());
        }
        for (used, &byte) in bytes.iter().enumerate() {
            if self.left_in_part == 0 {
                return Ok(used);
            }
            // At most 15 bits wait for the rest of their code.
            self.bits = (self.bits & 0xffff) << 8 | u32::from(byte);
            self.held += 8;
            while self.left_in_part > 0 && self.step()? {}
        }
        Ok(bytes.len())
    }

    /// A restart mark: the part before it must be complete.
    pub(super) fn restart(&mut self, number: u8) -> Result<(), PhotoError> {
        if self.does == Does::Unknown {
            return Ok(());
        }
        if self.left_in_part > 0 || self.left == 0 || number != self.restart {
            return Err(PhotoError::Damaged);
        }
        self.restart = (number + 1) & 7;
        self.left_in_part = self.interval.min(self.left);
        self.held = 0;
        Ok(())
    }

    /// The scan's end: all blocks must have come.
    pub(super) fn end(&self) -> Result<(), PhotoError> {
        if self.left == 0 || self.does == Does::Unknown { Ok(()) } else { Err(PhotoError::Damaged) }
    }

    /// One code or value; false if more bits are needed for it.
    fn step(&mut self) -> Result<bool, PhotoError> {
        if self.skip > 0 {
            let now = self.skip.min(self.held);
            self.skip -= now;
            self.held -= now;
            if self.skip > 0 {
                return Ok(false);
            }
            self.block_may_be_done()?;
            return Ok(self.held > 0);
        }
        if let Some(width) = self.run {
            if self.held < width {
                return Ok(false);
            }
            self.held -= width;
            let more = (self.bits >> self.held) & ((1 << width) - 1);
            self.run = None;
            self.blocks_done((1 << width) + u64::from(more))?;
            return Ok(self.held > 0);
        }
        if self.does == Does::Bits {
            self.held = self.held.checked_sub(1).ok_or(PhotoError::Damaged)?;
            self.blocks_done(1)?;
            return Ok(self.held > 0);
        }
        let &(dc, ac) = self.unit.get(self.block).ok_or(PhotoError::Damaged)?;
        let table = if self.coefficient == 0 { dc } else { ac }.ok_or(PhotoError::Damaged)?;
        let Some((length, symbol)) = table.find(self.bits & ((1 << self.held) - 1), self.held)? else {
            return Ok(false);
        };
        self.held -= length;
        self.take_symbol(symbol)?;
        Ok(self.held > 0)
    }

    fn take_symbol(&mut self, symbol: u8) -> Result<(), PhotoError> {
        let (zeros, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        match self.does {
            Does::Codes { .. } if self.coefficient == 0 => {
                if zeros > 0 {
                    return Err(PhotoError::Damaged);
                }
                (self.coefficient, self.skip) = (1, size);
            }
            _ if size > 0 => {
                (self.coefficient, self.skip) = (self.coefficient + zeros + 1, size);
            }
            _ if zeros == 15 => self.coefficient += 16,
            Does::Band { .. } if zeros > 0 => {
                self.run = Some(zeros);
                return Ok(());
            }
            _ => return self.blocks_done(1),
        }
        if self.skip == 0 { self.block_may_be_done() } else { Ok(()) }
    }

    fn block_may_be_done(&mut self) -> Result<(), PhotoError> {
        let (Does::Codes { up_to } | Does::Band { up_to, .. }) = self.does else { return Ok(()) };
        // No block has more coefficients than its scan brings.
        match self.coefficient.checked_sub(up_to + 1) {
            None => Ok(()),
            Some(0) => self.blocks_done(1),
            Some(_) => Err(PhotoError::Damaged),
        }
    }

    fn blocks_done(&mut self, blocks: u64) -> Result<(), PhotoError> {
        self.coefficient = if let Does::Band { from, .. } = self.does { from } else { 0 };
        if blocks == 1 && self.block + 1 < self.unit.len() {
            self.block += 1;
            return Ok(());
        }
        // Runs occur only where a unit is one block.
        self.block = 0;
        self.left_in_part = self.left_in_part.checked_sub(blocks).ok_or(PhotoError::Damaged)?;
        self.left = self.left.checked_sub(blocks).ok_or(PhotoError::Damaged)?;
        Ok(())
    }
}
