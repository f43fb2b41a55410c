//! Which of the processor's instructions hash a batch.

use std::fmt;

use sha2::block_api::compress256;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use {super::rounds, fearless_simd::x86};

use super::{Jobs, KeyIdBytes, LANES};

/// A way to hash a batch. One that the processor lacks cannot be had.
#[derive(Clone, Copy, Debug)]
pub struct Level(Way);

#[derive(Clone, Copy, Debug)]
enum Way {
    Portable,
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    Avx2(x86::Avx2),
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    Avx512(x86::Avx512),
}

impl Level {
    /// One message after another, with the processor's SHA-256 instructions if it has them.
    pub const PORTABLE: Self = Self(Way::Portable);

    /// The fastest level here: sixteen lanes beat the SHA-256 instructions, and these beat eight lanes.
    #[must_use]
    pub fn detect() -> Self {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        {
            let eight = Self::avx2().filter(|_| !std::arch::is_x86_feature_detected!("sha"));
            Self::avx512().or(eight).unwrap_or(Self::PORTABLE)
        }
        #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
        Self::PORTABLE
    }

    /// All levels that this processor has, the portable one first.
    #[must_use]
    pub fn available() -> Vec<Self> {
        [
            Some(Self::PORTABLE),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::avx2(),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::avx512(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    fn avx2() -> Option<Self> {
        fearless_simd::Level::new()
            .as_avx2()
            .map(|token| Self(Way::Avx2(token)))
    }

    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    fn avx512() -> Option<Self> {
        fearless_simd::Level::new()
            .as_avx512()
            .map(|token| Self(Way::Avx512(token)))
    }

    pub(super) fn hash(self, jobs: &Jobs, ids: &mut [KeyIdBytes; LANES]) {
        match self.0 {
            Way::Portable => portable(jobs, ids),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Way::Avx2(token) => rounds::avx2(token, jobs, ids),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Way::Avx512(token) => rounds::avx512(token, jobs, ids),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Way::Portable => "portable",
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Way::Avx2(_) => "avx2",
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Way::Avx512(_) => "avx512",
        })
    }
}

/// The first blocks of all messages, then the second ones: neighbours that do not wait for each other overlap.
fn portable(jobs: &Jobs, ids: &mut [KeyIdBytes; LANES]) {
    let mut states = jobs.starts;
    for block in 0..2 {
        for ((state, bytes), &blocks) in states.iter_mut().zip(&jobs.bytes).zip(&jobs.blocks) {
            if block < blocks as usize {
                compress256(state, &bytes.as_chunks().0[block..=block]);
            }
        }
    }
    for (id, state) in ids.iter_mut().zip(states) {
        for (word, bytes) in id.as_chunks_mut().0.iter_mut().enumerate() {
            *bytes = (state[word] ^ state[word + 4]).to_be_bytes();
        }
    }
}
