//! SHA-256 of many short messages at once, for key IDs: sixteen messages share the processor's vector lanes.
//!
//! Key IDs are not secret, so this need not run in constant time.

mod level;
mod prefix;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod rounds;
#[cfg(test)]
mod tests;

pub(crate) use self::level::Level;
pub(crate) use self::prefix::Prefix;
use super::KeyId;

/// The number of messages that are hashed at once.
pub(crate) const LANES: usize = 16;

/// The longest message that fits into two blocks with its padding, in bytes. The start of a longer message is hashed when it is added, so that a few long
/// messages do not keep the other lanes waiting.
const FIT: usize = 2 * 64 - 9;
/// The size of a lane in bytes: two blocks, and a third so that 64 zeroes of padding can always be written.
const ROOM: usize = 3 * 64;

/// Sixteen padded messages, each with the state that it starts from and the number of its blocks.
#[derive(Debug)]
#[repr(align(64))]
struct Jobs {
    bytes: [[u8; ROOM]; LANES],
    starts: [[u32; 8]; LANES],
    blocks: [u32; LANES],
}

/// Messages whose key IDs are derived sixteen at a time, in order.
#[derive(Debug)]
pub(crate) struct Batch {
    level: Level,
    jobs: Box<Jobs>,
    filled: usize,
    key_ids: Vec<KeyId>,
}

impl Batch {
    /// Creates an empty batch to hash with `level`.
    pub(crate) fn new(level: Level) -> Self {
        let jobs = Jobs {
            bytes: [[0; ROOM]; LANES],
            starts: [[0; 8]; LANES],
            blocks: [0; LANES],
        };
        Self {
            level,
            jobs: Box::new(jobs),
            filled: 0,
            key_ids: Vec::new(),
        }
    }

    /// Adds the message made of `prefix` and then `parts`.
    pub(crate) fn push<const N: usize>(&mut self, prefix: &Prefix, parts: [&str; N]) {
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        if prefix.pending() + length > FIT {
            let prefix = parts
                .iter()
                .fold(prefix.clone(), |prefix, part| prefix.extend(part));
            return self.push(&prefix, []);
        }
        self.jobs.write(self.filled, prefix, parts);
        self.filled += 1;
        if self.filled == LANES {
            self.hash();
        }
    }

    /// The key IDs of all messages, in the order in which they were added.
    pub(crate) fn finish(mut self) -> Vec<KeyId> {
        self.hash();
        self.key_ids
    }

    /// Hashes the pending messages.
    fn hash(&mut self) {
        self.jobs.blocks[self.filled..].fill(0);
        let key_ids = self.level.hash(&self.jobs);
        self.key_ids.extend_from_slice(&key_ids[..self.filled]);
        self.filled = 0;
    }
}

impl Jobs {
    /// Writes a message and its padding (FIPS 180-4, section 5.1.1) into a lane.
    fn write<const N: usize>(&mut self, lane: usize, prefix: &Prefix, parts: [&str; N]) {
        let bytes = &mut self.bytes[lane];
        bytes[..64].copy_from_slice(&prefix.tail);
        let mut end = prefix.pending();
        for part in parts {
            bytes[end..end + part.len()].copy_from_slice(part.as_bytes());
            end += part.len();
        }
        let length = prefix.length + (end - prefix.pending()) as u64;
        let last = if end + 9 > 64 { 64 } else { 0 };
        // always write the most zeroes that any padding needs: a fixed number takes a few vector stores
        bytes[end..end + 64].fill(0);
        bytes[end] = 0x80;
        bytes[last + 56..last + 64].copy_from_slice(&(8 * length).to_be_bytes());
        self.starts[lane] = prefix.state;
        self.blocks[lane] = if last == 0 { 1 } else { 2 };
    }
}
