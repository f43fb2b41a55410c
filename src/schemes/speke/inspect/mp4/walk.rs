//! The walk through the boxes of a file.

use std::io::{self, BufReader, Read, Seek};

use super::content::{self, Content, split_header};
use super::found::{Found, Paths};
use super::{Encryption, Error, Fault, FourCc, HEADER, Item, MAX_BOX, MAX_DEPTH, Payload};

/// How much is read at once: the headers of most fragments, and little of the media data behind them.
const BUFFER: usize = 1 << 12;

/// The extended type of PIFF's `pssh`.
const PIFF_PSSH: [u8; 16] = 0xd08a_4f18_10f3_4a82_b6c8_32d8_aba1_83d3_u128.to_be_bytes();

/// The extended type of PIFF's sample encryption, and the flag that it has a key ID.
const PIFF_SENC: [u8; 16] = 0xa239_4f52_5a9b_4f14_a244_6c42_7c64_8df4_u128.to_be_bytes();
const HAS_KEY_ID: u8 = 1;

/// A box in the file whose header was read.
struct Header {
    start: u64,
    kind: FourCc,
    /// Where the box ends, or `None` at the end of the file.
    end: Option<u64>,
}

pub(super) struct Walker<S> {
    source: BufReader<S>,
    offset: u64,
    found: Found,
}

impl<S: Read + Seek> Walker<S> {
    pub(super) fn new(source: S) -> Self {
        Self {
            source: BufReader::with_capacity(BUFFER, source),
            offset: 0,
            found: Found::default(),
        }
    }

    pub(super) fn into_items(self) -> Vec<Item> {
        self.found.items
    }

    /// Reads the boxes of the file.
    pub(super) fn file(&mut self) -> Result<(), Error> {
        let file = Header {
            start: 0,
            kind: *b"file",
            end: None,
        };
        self.walk(&file, "", 0)
    }

    /// Reads the boxes in a box.
    fn walk(&mut self, parent: &Header, path: &str, depth: usize) -> Result<(), Error> {
        if depth > MAX_DEPTH {
            return Err(Fault::TooDeep.at(parent.start));
        }
        let mut paths = Paths::new(path);
        let mut is_first = true;
        while let Some(header) = self.header(parent, is_first)? {
            is_first = false;
            match &header.kind {
                b"moov" | b"trak" | b"mdia" | b"minf" | b"stbl" | b"moof" | b"traf" | b"meta" => {
                    self.walk(&header, &paths.next(header.kind), depth + 1)?;
                }
                b"stsd" => self.stsd(&header, &paths.next(header.kind))?,
                b"sgpd" => self.sgpd(&header, &paths.next(header.kind))?,
                b"pssh" => self.pssh(&header, &paths.next(header.kind))?,
                b"uuid" => self.uuid(&header, &paths.next(header.kind))?,
                _ => {}
            }
            let Some(end) = header.end else {
                break;
            };
            self.skip(&header, end)?;
        }
        Ok(())
    }

    /// Reads the header of the next box in a box, if there is one.
    fn header(&mut self, parent: &Header, is_first: bool) -> Result<Option<Header>, Error> {
        // fewer bytes than a header are padding
        let is_padding = |at| parent.end.is_some_and(|end| end - at < HEADER as u64);
        let mut start = self.offset;
        if is_padding(start) {
            return Ok(None);
        }
        let mut bytes = self.read(HEADER as u64)?;
        if bytes.is_empty() {
            return match parent.end {
                Some(_) => Err(Fault::CutOff.at(parent.start)),
                None => Ok(None),
            };
        }
        // a version and flags of zero, which QuickTime does not have
        if is_first && parent.kind == *b"meta" && bytes.starts_with(&[0; 4]) {
            start += 4;
            if is_padding(start) {
                return Ok(None);
            }
            bytes.drain(..4);
            bytes.extend(self.read(4)?);
        }
        let (size, kind) = split_header(&bytes).ok_or_else(|| Fault::CutOff.at(start))?;
        let mut header = Header {
            start,
            kind,
            end: parent.end,
        };
        let size = match size {
            0 => return Ok(Some(header)),
            1 => u64::from_be_bytes(self.array(&header)?),
            size => size.into(),
        };
        if size < self.offset - start {
            return Err(Fault::Size.at(start));
        }
        header.end = start.checked_add(size);
        match (header.end, parent.end) {
            (Some(end), Some(parent)) if end <= parent => Ok(Some(header)),
            (Some(_), None) => Ok(Some(header)),
            _ => Err(Fault::Overflow.at(start)),
        }
    }

    fn stsd(&mut self, header: &Header, path: &str) -> Result<(), Error> {
        let bytes = self.content(header)?;
        content::stsd(self.part(header, &bytes), path, &mut self.found)
    }

    fn sgpd(&mut self, header: &Header, path: &str) -> Result<(), Error> {
        let [version, _, _, _, kind @ ..] = self.array::<8>(header)?;
        if kind != *b"seig" {
            return Ok(());
        }
        let bytes = self.content(header)?;
        content::seig(version, self.part(header, &bytes), path, &mut self.found)
    }

    fn pssh(&mut self, header: &Header, path: &str) -> Result<(), Error> {
        let offset = self.offset - HEADER as u64;
        let content = self.content(header)?;
        // no longer than MAX_BOX
        let length = u32::try_from(HEADER + content.len()).unwrap_or(u32::MAX);
        let bytes = [&length.to_be_bytes(), b"pssh", &content[..]].concat();
        self.found.add(path, offset, Payload::Pssh(bytes))
    }

    fn uuid(&mut self, header: &Header, path: &str) -> Result<(), Error> {
        match self.array(header)? {
            PIFF_PSSH => self.pssh(header, path),
            PIFF_SENC => self.piff_senc(header, path),
            _ => Ok(()),
        }
    }

    fn piff_senc(&mut self, header: &Header, path: &str) -> Result<(), Error> {
        let [_version, _, _, flags] = self.array(header)?;
        if flags & HAS_KEY_ID == 0 {
            return Ok(());
        }
        let bytes: [u8; 20] = self.array(header)?;
        let (offset, encryption) = Encryption::read(&mut self.part(header, &bytes))?;
        self.found.add(path, offset, Payload::Senc(encryption))
    }

    /// Bytes of a box that were just read.
    fn part<'b>(&self, header: &Header, bytes: &'b [u8]) -> Content<'b> {
        Content {
            bytes,
            offset: self.offset - bytes.len() as u64,
            start: header.start,
        }
    }

    /// Reads the rest of a box.
    fn content(&mut self, header: &Header) -> Result<Vec<u8>, Error> {
        let length = header.end.map(|end| end - self.offset);
        let bytes = self.read(length.unwrap_or(u64::MAX).min(MAX_BOX + 1))?;
        if bytes.len() as u64 > MAX_BOX {
            return Err(Fault::TooLarge.at(header.start));
        }
        if length.is_some_and(|length| bytes.len() as u64 != length) {
            return Err(Fault::CutOff.at(header.start));
        }
        Ok(bytes)
    }

    /// Reads the next bytes of a box.
    fn array<const N: usize>(&mut self, header: &Header) -> Result<[u8; N], Error> {
        if header.end.is_some_and(|end| end - self.offset < N as u64) {
            return Err(Fault::Content.at(header.start));
        }
        let bytes = self.read(N as u64)?;
        let bytes = bytes.try_into();
        bytes.map_err(|_| Fault::CutOff.at(header.start))
    }

    /// Reads as many bytes, or fewer at the end of the file.
    fn read(&mut self, length: u64) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let source = self.source.by_ref();
        self.offset += source.take(length).read_to_end(&mut bytes)? as u64;
        Ok(bytes)
    }

    /// Skips the rest of a box, but reads its last byte: it is not there if the file is cut off.
    fn skip(&mut self, header: &Header, end: u64) -> Result<(), Error> {
        if self.offset == end {
            return Ok(());
        }
        let cut_off = || Fault::CutOff.at(header.start);
        let count = i64::try_from(end - 1 - self.offset).map_err(|_| cut_off())?;
        match self.source.seek_relative(count) {
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Err(cut_off()),
            result => result?,
        }
        self.offset = end - 1;
        if self.read(1)?.is_empty() {
            return Err(cut_off());
        }
        Ok(())
    }
}
