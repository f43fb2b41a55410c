//! SHA-256 of many short messages at once, for key ids: sixteen messages share the processor's vector lanes.
//!
//! A key id is the exclusive or of the two halves of a SHA-256 digest. Key ids are no secrets, so nothing hides timing.

mod level;
mod prefix;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod rounds;

pub use self::{level::Level, prefix::Prefix};

/// How many messages are hashed at once.
pub const LANES: usize = 16;

/// The exclusive or of the two halves of a SHA-256 digest.
pub type KeyIdBytes = [u8; 16];

/// The most bytes that fill two blocks with their padding. Of a longer message the beginning is hashed on its way
/// in, for a few long ones must not keep the other lanes waiting.
const FIT: usize = 2 * 64 - 9;
/// The bytes of a lane: two blocks, and one to spare so that the zeroes of a padding are always written 64 at a time.
const ROOM: usize = 3 * 64;

/// Sixteen padded messages, each with the state it starts from and the number of its blocks.
#[derive(Debug)]
#[repr(align(64))]
struct Jobs {
    bytes: [[u8; ROOM]; LANES],
    starts: [[u32; 8]; LANES],
    blocks: [u32; LANES],
}

/// Messages on their way to become key ids, sixteen at a time and in order.
#[derive(Debug)]
pub struct Batch {
    level: Level,
    jobs: Box<Jobs>,
    filled: usize,
    ids: [KeyIdBytes; LANES],
}

impl Batch {
    /// An empty batch that hashes with `level`.
    #[must_use]
    pub fn new(level: Level) -> Self {
        let jobs = Jobs {
            bytes: [[0; ROOM]; LANES],
            starts: [[0; 8]; LANES],
            blocks: [0; LANES],
        };
        Self {
            level,
            jobs: Box::new(jobs),
            filled: 0,
            ids: [[0; 16]; LANES],
        }
    }

    /// Adds the message made of `prefix` and then `parts`. The sixteenth message empties the batch and gives
    /// the key ids of all sixteen, in the order they were added.
    pub fn push(&mut self, prefix: &Prefix, parts: &[&[u8]]) -> Option<&[KeyIdBytes]> {
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        if prefix.pending() + length > FIT {
            return self.push(&prefix.extend(parts), &[]);
        }
        self.jobs.write(self.filled, prefix, parts);
        self.filled += 1;
        (self.filled == LANES).then(|| self.finish())
    }

    /// Empties the batch and gives the key ids of the messages still in it, in order.
    pub fn finish(&mut self) -> &[KeyIdBytes] {
        let count = std::mem::take(&mut self.filled);
        self.jobs.blocks[count..].fill(0);
        self.level.hash(&self.jobs, &mut self.ids);
        &self.ids[..count]
    }
}

impl Jobs {
    /// Writes a message and its padding (FIPS 180-4, section 5.1.1) into a lane.
    fn write(&mut self, lane: usize, prefix: &Prefix, parts: &[&[u8]]) {
        let bytes = &mut self.bytes[lane];
        bytes[..64].copy_from_slice(&prefix.tail);
        let mut end = prefix.pending();
        for part in parts {
            bytes[end..end + part.len()].copy_from_slice(part);
            end += part.len();
        }
        let length = prefix.length + (end - prefix.pending()) as u64;
        let last = if end + 9 > 64 { 64 } else { 0 };
        // Always as many zeroes as a padding may need: a fixed number is a few vector stores.
        bytes[end..end + 64].fill(0);
        bytes[end] = 0x80;
        bytes[last + 56..last + 64].copy_from_slice(&(8 * length).to_be_bytes());
        self.starts[lane] = prefix.state;
        self.blocks[lane] = if last == 0 { 1 } else { 2 };
    }
}

#[cfg(test)]
mod tests;
