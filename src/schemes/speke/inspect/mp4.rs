//! MP4 files: the boxes that contain a key ID.
//!
//! A file is read once, front to back. Boxes without key IDs are skipped, media data above all, so a pipe works and the time depends on the number of
//! boxes, not on the media. [`MAX_BOX`] and [`MAX_KEPT`] limit memory.
//!
//! Sources: ISO/IEC 14496-12 for the boxes and the groups of samples, ISO/IEC 23001-7 for `pssh`, `tenc` and `seig`, Microsoft's specification of
//! the Protected Interoperable File Format (PIFF) for the boxes of Smooth Streaming.

mod content;
mod found;
#[cfg(test)]
mod tests;
mod walk;

use std::io::{self, Read, Seek};

use thiserror::Error;

use crate::speke::KeyId;
use content::split_header;

type FourCc = [u8; 4];

/// How deep boxes may be nested; a sample description is six deep.
const MAX_DEPTH: usize = 16;

/// The longest box that is read into memory.
const MAX_BOX: u64 = 1 << 20;

/// How many bytes are kept of a file: key IDs, paths and PSSH boxes.
const MAX_KEPT: usize = 64 << 20;

/// The length of what every box starts with: its length and its type.
const HEADER: usize = 8;

/// A box of an MP4 file that contains a key ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The way to the box: types with `/` between them. From the second box of a type in the same box on, with its number: `moov/trak[2]/mdia`.
    pub(super) path: String,
    /// The offset in the file of the key ID, or of the first byte of [`Payload::Pssh`].
    pub(super) offset: u64,
    pub(super) payload: Payload,
}

/// What a box contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Payload {
    /// The key ID of a track, from a `tenc` box or PIFF's track encryption.
    Tenc(Encryption),
    /// The key ID of a group of samples, from an entry of an `sgpd` box of the type `seig`. An entry with several keys is several items.
    Seig(Encryption),
    /// The key ID of a fragment, from PIFF's sample encryption.
    Senc(Encryption),
    /// A `pssh` box, or that of PIFF, with a header of 8 bytes. Where the header in the file is longer, these stand for its last 8.
    Pssh(Vec<u8>),
}

/// How samples are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Encryption {
    /// All zeros where nothing is encrypted.
    pub(super) key_id: KeyId,
    pub(super) is_protected: bool,
}

/// Why the rest of a file is not read.
#[derive(Debug, Error)]
pub(super) enum Error {
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The box that starts at this offset is damaged, or larger than a file may have it.
    #[error("byte {offset}: {fault}")]
    Box { offset: u64, fault: Fault },
}

/// What is wrong with a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Fault {
    #[error("the file ends inside this box")]
    CutOff,
    #[error("this box is shorter than its header")]
    Size,
    #[error("this box is longer than the one around it")]
    Overflow,
    #[error("this box is too short for what it should contain")]
    Content,
    #[error("boxes are nested more than {MAX_DEPTH} deep")]
    TooDeep,
    #[error("this box is longer than {MAX_BOX} bytes")]
    TooLarge,
    #[error("key IDs and PSSH boxes of more than {MAX_KEPT} bytes")]
    TooMany,
}

impl Fault {
    const fn at(self, offset: u64) -> Error {
        Error::Box {
            offset,
            fault: self,
        }
    }
}

/// Whether a file that starts with these bytes, eight or more, is an MP4 file, an initialization segment, a media segment, or PSSH boxes.
pub(super) fn is_mp4(first_bytes: &[u8]) -> bool {
    let Some((size, kind)) = split_header(first_bytes) else {
        return false;
    };
    // 0 and 1 have a meaning of their own, and no box is shorter than its header
    if (2..8).contains(&size) {
        return false;
    }
    match &kind {
        b"mdat" => true,
        // these are not so long that their length would be four printable characters, as in a text
        b"ftyp" | b"styp" | b"moov" | b"moof" | b"sidx" | b"ssix" | b"emsg" | b"prft" | b"free"
        | b"skip" | b"wide" | b"uuid" | b"meta" | b"pdin" | b"pnot" | b"mfra" | b"pssh" => {
            size < u32::from_be_bytes(*b"    ")
        }
        _ => false,
    }
}

/// Reads an MP4 file from its beginning. Returns the boxes with key IDs, and why the rest is not read. The source is only sought forwards, relative to
/// where it is.
pub(super) fn read(source: &mut (impl Read + Seek)) -> (Vec<Item>, Result<(), Error>) {
    let mut walker = walk::Walker::new(source);
    let result = walker.file();
    (walker.into_items(), result)
}
