//! A common prefix of messages, hashed once.

use sha2::block_api::compress256;

/// The start of a message: complete blocks are hashed, the rest is kept.
#[derive(Clone, Debug)]
pub(crate) struct Prefix {
    pub(super) state: [u32; 8],
    pub(super) tail: [u8; 64],
    pub(super) length: u64,
}

impl Default for Prefix {
    /// The empty prefix, with the initial hash value of FIPS 180-4, section 5.3.3.
    fn default() -> Self {
        Self {
            state: [
                0x6a09_e667,
                0xbb67_ae85,
                0x3c6e_f372,
                0xa54f_f53a,
                0x510e_527f,
                0x9b05_688c,
                0x1f83_d9ab,
                0x5be0_cd19,
            ],
            tail: [0; 64],
            length: 0,
        }
    }
}

impl Prefix {
    /// This prefix followed by `text`.
    pub(crate) fn extend(&self, text: &str) -> Self {
        let mut longer = self.clone();
        longer.append(text.as_bytes());
        longer
    }

    /// The number of bytes at the start of `tail` that are not hashed yet, 0 to 63.
    pub(super) fn pending(&self) -> usize {
        (self.length % 64) as usize
    }

    fn append(&mut self, part: &[u8]) {
        let at = self.pending();
        self.length += part.len() as u64;
        let Some((head, rest)) = part.split_at_checked(64 - at) else {
            self.tail[at..at + part.len()].copy_from_slice(part);
            return;
        };
        self.tail[at..].copy_from_slice(head);
        compress256(&mut self.state, &[self.tail]);
        let (blocks, rest) = rest.as_chunks();
        compress256(&mut self.state, blocks);
        self.tail[..rest.len()].copy_from_slice(rest);
    }
}
