//! Boxes in memory.

use super::found::{Found, Paths};
use super::{Encryption, Error, Fault, FourCc, HEADER, Payload};
use crate::speke::KeyId;

/// The extended type of PIFF's track encryption.
const PIFF_TENC: [u8; 16] = 0x8974_dbce_7be7_4c51_84f9_7148_f988_2554_u128.to_be_bytes();

/// The number and the type with which every box starts.
pub(super) fn split_header(bytes: &[u8]) -> Option<(u32, FourCc)> {
    let &[a, b, c, d, ref kind @ ..] = bytes.first_chunk::<HEADER>()?;
    Some((u32::from_be_bytes([a, b, c, d]), *kind))
}

/// The content of a box, or the rest of it.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    pub(super) bytes: &'a [u8],
    /// Where the bytes are in the file.
    pub(super) offset: u64,
    /// Where the box starts.
    pub(super) start: u64,
}

impl<'a> Content<'a> {
    /// Splits off as many bytes as the array has.
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let bytes = self.slice(N)?;
        Ok(std::array::from_fn(|i| bytes[i]))
    }

    fn number(&mut self) -> Result<usize, Error> {
        let number = self.array().map(u32::from_be_bytes)?;
        Ok(usize::try_from(number).unwrap_or(usize::MAX))
    }

    fn slice(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let split = self.bytes.split_at_checked(length);
        let (bytes, rest) = split.ok_or_else(|| Fault::Content.at(self.start))?;
        self.bytes = rest;
        self.offset += length as u64;
        Ok(bytes)
    }

    /// Splits off a box, and returns its type and its content. Fewer bytes than a header are padding.
    fn next_box(&mut self) -> Result<Option<(FourCc, Self)>, Error> {
        let Some((size, kind)) = split_header(self.bytes) else {
            return Ok(None);
        };
        let start = self.offset;
        let (header, length) = match size {
            0 => (HEADER, self.bytes.len()),
            1 => {
                let length = self.bytes[HEADER..].first_chunk().copied();
                let length = length.ok_or_else(|| Fault::Overflow.at(start))?;
                let length = usize::try_from(u64::from_be_bytes(length));
                (HEADER + 8, length.unwrap_or(usize::MAX))
            }
            size => (HEADER, usize::try_from(size).unwrap_or(usize::MAX)),
        };
        if length < header {
            return Err(Fault::Size.at(start));
        }
        if length > self.bytes.len() {
            return Err(Fault::Overflow.at(start));
        }
        let mut content = self.split(length)?;
        content.start = start;
        content.slice(header)?;
        Ok(Some((kind, content)))
    }

    /// Splits off part of the box.
    fn split(&mut self, length: usize) -> Result<Self, Error> {
        Ok(Self {
            offset: self.offset,
            start: self.start,
            bytes: self.slice(length)?,
        })
    }
}

impl Encryption {
    /// Splits off what `tenc` and PIFF's boxes have, and returns it with the offset of the key ID: 3 bytes, of which the last says whether samples are
    /// encrypted, the length of an initialization vector, and the key ID.
    pub(super) fn read(content: &mut Content<'_>) -> Result<(u64, Self), Error> {
        let [_, _, is_protected, _] = content.array()?;
        let offset = content.offset;
        let encryption = Self {
            key_id: KeyId::from_bytes(content.array()?),
            is_protected: is_protected != 0,
        };
        Ok((offset, encryption))
    }
}

/// Reads sample descriptions.
pub(super) fn stsd(mut content: Content<'_>, path: &str, found: &mut Found) -> Result<(), Error> {
    // version, flags and the number of entries
    content.slice(8)?;
    let mut paths = Paths::new(path);
    while let Some((kind, entry)) = content.next_box()? {
        sample_entry(entry, &paths.next(kind), found)?;
    }
    Ok(())
}

/// Reads the protection of a sample entry, whatever the entry's type. How many bytes precede its boxes depends on the type, for sound
/// on the version too, and for some texts on strings; so the box is found by its header and that of its first box.
fn sample_entry(mut rest: Content<'_>, path: &str, found: &mut Found) -> Result<(), Error> {
    let is_inside = |kind: &[u8]| matches!(kind, b"frma" | b"imif" | b"schm" | b"schi");
    // with a length of 32 or 64 bits; a box that contains a key ID is longer than this
    let starts = |bytes: &[u8]| {
        let is_large = bytes[..4] == [0, 0, 0, 1];
        bytes[4..8] == *b"sinf"
            && is_inside(if is_large {
                &bytes[20..]
            } else {
                &bytes[12..16]
            })
    };
    let mut paths = Paths::new(path);
    while let Some(at) = rest.bytes.windows(24).position(starts) {
        rest.slice(at)?;
        let Some((kind, sinf)) = rest.next_box()? else {
            break;
        };
        let path = paths.next(kind);
        protection(sinf, &path, found)?;
    }
    Ok(())
}

/// Reads a `sinf` box.
fn protection(mut sinf: Content<'_>, path: &str, found: &mut Found) -> Result<(), Error> {
    let mut paths = Paths::new(path);
    while let Some((kind, schi)) = sinf.next_box()? {
        if kind == *b"schi" {
            track_encryption(schi, &paths.next(kind), found)?;
        }
    }
    Ok(())
}

/// Reads a `schi` box.
fn track_encryption(mut schi: Content<'_>, path: &str, found: &mut Found) -> Result<(), Error> {
    let mut paths = Paths::new(path);
    while let Some((kind, mut content)) = schi.next_box()? {
        let path = paths.next(kind);
        let is_tenc = match &kind {
            b"tenc" => true,
            b"uuid" => content.array()? == PIFF_TENC,
            _ => false,
        };
        if is_tenc {
            // version and flags
            content.slice(4)?;
            let (offset, encryption) = Encryption::read(&mut content)?;
            found.add(&path, offset, Payload::Tenc(encryption))?;
        }
    }
    Ok(())
}

/// Reads the descriptions of groups of samples, from behind the type of the groups.
pub(super) fn seig(
    version: u8,
    mut content: Content<'_>,
    path: &str,
    found: &mut Found,
) -> Result<(), Error> {
    let length = if version == 0 {
        None
    } else {
        Some(content.number()?)
    };
    if version > 1 {
        // the description of samples that are in no group
        content.slice(4)?;
    }
    for _ in 0..content.number()? {
        match length {
            None => entry(&mut content, path, found)?,
            Some(length) => {
                let length = if length == 0 {
                    content.number()?
                } else {
                    length
                };
                entry(&mut content.split(length)?, path, found)?;
            }
        }
    }
    Ok(())
}

/// Reads one entry, which has several keys if its first bit is set.
fn entry(content: &mut Content<'_>, path: &str, found: &mut Found) -> Result<(), Error> {
    let [flags, _, is_protected] = content.array()?;
    let count = if flags & 0x80 == 0 {
        1
    } else {
        u16::from_be_bytes(content.array()?)
    };
    for _ in 0..count {
        let [vector_length] = content.array()?;
        let offset = content.offset;
        let encryption = Encryption {
            is_protected: is_protected != 0,
            key_id: KeyId::from_bytes(content.array()?),
        };
        found.add(path, offset, Payload::Seig(encryption))?;
        if encryption.is_protected && vector_length == 0 {
            // every sample has this one
            let [length] = content.array()?;
            content.slice(length.into())?;
        }
    }
    Ok(())
}
