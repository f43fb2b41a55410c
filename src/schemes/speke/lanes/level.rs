//! Chooses the processor's instructions for hashing a batch.

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use fearless_simd::x86;
use sha2::block_api::compress256;

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use super::rounds;
use super::{Jobs, KeyId, LANES};

/// A way to hash a batch. A value exists only if the processor has the instructions.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Level {
    /// One message after another, with the processor's SHA-256 instructions if it has them.
    Portable,
    /// Eight lanes, twice.
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    Avx2(x86::Avx2),
    /// Sixteen lanes.
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    Avx512(x86::Avx512),
}

impl Level {
    /// The fastest level of this processor: sixteen lanes beat the SHA-256 instructions, which beat eight lanes.
    pub(crate) fn detect() -> Self {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        {
            let level = fearless_simd::Level::new();
            if let Some(token) = level.as_avx512() {
                return Self::Avx512(token);
            }
            if let Some(token) = level.as_avx2()
                && !std::arch::is_x86_feature_detected!("sha")
            {
                return Self::Avx2(token);
            }
        }
        Self::Portable
    }

    /// All levels that this processor has.
    #[allow(dead_code, reason = "only tests and measurements choose a level")]
    pub(crate) fn available() -> Vec<Self> {
        #[allow(unused_mut, reason = "other processors have one level")]
        let mut levels = vec![Self::Portable];
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        {
            let level = fearless_simd::Level::new();
            levels.extend(level.as_avx2().map(Self::Avx2));
            levels.extend(level.as_avx512().map(Self::Avx512));
        }
        levels
    }

    /// Derives the key IDs of a batch.
    pub(super) fn hash(self, jobs: &Jobs) -> [KeyId; LANES] {
        match self {
            Self::Portable => portable(jobs),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Avx2(token) => rounds::avx2(token, jobs).map(KeyId::from_bytes),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Avx512(token) => rounds::avx512(token, jobs).map(KeyId::from_bytes),
        }
    }
}

/// Hashes the first blocks of all messages, then the second ones: consecutive independent blocks overlap in the pipeline.
fn portable(jobs: &Jobs) -> [KeyId; LANES] {
    let mut states = jobs.starts;
    for block in 0..2 {
        for ((state, bytes), &blocks) in states.iter_mut().zip(&jobs.bytes).zip(&jobs.blocks) {
            if block < blocks as usize {
                compress256(state, &bytes.as_chunks().0[block..=block]);
            }
        }
    }
    states.map(|state| {
        let mut digest = [0; 32];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(state) {
            *bytes = word.to_be_bytes();
        }
        KeyId::from_digest(&digest)
    })
}
