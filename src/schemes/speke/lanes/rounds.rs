//! The vector rounds of SHA-256: one message in each 32-bit lane of a vector.

#![expect(
    clippy::inline_always,
    reason = "vector code must be inlined into the function that enables the processor's features"
)]

use fearless_simd::{kernel, prelude::*};

use super::{Jobs, LANES};

/// The round constants of FIPS 180-4, section 4.2.2, sixteen rounds per row.
#[expect(clippy::unreadable_literal, reason = "as the standard prints them")]
const K: [[u32; 16]; 4] = [
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174,
    ],
    [
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc,
        0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
        0x06ca6351, 0x14292967,
    ],
    [
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
        0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624,
        0xf40e3585, 0x106aa070,
    ],
    [
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
        0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb,
        0xbef9a3f7, 0xc67178f2,
    ],
];

/// Unrolls a statement for `i` from 0 to 15: in a loop that the compiler does not unroll, the vectors stay in memory.
macro_rules! sixteen_times {
    ($i:ident => $body:expr) => {
        sixteen_times!($i => $body; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($i:ident => $body:expr; $($n:literal)*) => {
        $({ let $i = $n; $body; })*
    };
}

kernel!(
    /// Hashes sixteen messages in vectors of sixteen lanes.
    pub(super) fn avx512(token: Avx512, jobs: &Jobs) -> [[u8; 16]; LANES] {
        hash(token, jobs)
    }
);

kernel!(
    /// Hashes sixteen messages in vectors of eight lanes, one half after the other.
    pub(super) fn avx2(token: Avx2, jobs: &Jobs) -> [[u8; 16]; LANES] {
        hash(token, jobs)
    }
);

/// Hashes all sixteen messages, one vector after another. A lane whose message has ended keeps its state while the others continue.
#[inline(always)]
fn hash<S: Simd>(simd: S, jobs: &Jobs) -> [[u8; 16]; LANES] {
    let mut ids = [[0; 16]; LANES];
    let width = S::u32s::LEN;
    for first in (0..LANES).step_by(width) {
        let lanes = first..first + width;
        let mut state = load_states(simd, &jobs.starts[lanes.clone()]);
        let counts = S::u32s::from_slice(simd, &jobs.blocks[lanes.clone()]);
        for block in 0..counts.reduce_max() {
            let old = state;
            let mut words = load_words(simd, &jobs.bytes[lanes.clone()], block as usize * 64);
            compress::<S>(&mut state, &mut words);
            let unfinished = counts.simd_gt(block);
            for (new, old) in state.iter_mut().zip(old) {
                *new = unfinished.select(*new + old, old);
            }
        }
        store_ids(simd, &state, ids[lanes].as_flattened_mut());
    }
    ids
}

/// The 64 rounds over one block of every lane, without the final addition.
#[inline(always)]
fn compress<S: Simd>(state: &mut [S::u32s; 8], words: &mut [S::u32s; 16]) {
    let [first, rest @ ..] = &K;
    sixteen_times!(i => round::<S>(state, i, words[i] + first[i]));
    // sixteen rounds per iteration keep code size and compile time small
    for constants in rest {
        sixteen_times!(i => {
            extend::<S>(words, i);
            round::<S>(state, i, words[i] + constants[i]);
        });
    }
}

/// Word `i` of the next sixteen, in place of word `i` of the last sixteen.
#[inline(always)]
fn extend<S: Simd>(words: &mut [S::u32s; 16], i: usize) {
    let (far, near) = (words[(i + 1) % 16], words[(i + 14) % 16]);
    let small0 = rotate::<S>(far, 7) ^ rotate::<S>(far, 18) ^ (far >> 3);
    let small1 = rotate::<S>(near, 17) ^ rotate::<S>(near, 19) ^ (near >> 10);
    words[i] = words[i] + small0 + words[(i + 9) % 16] + small1;
}

/// Round `i`. The working variables are not moved: `a` is the one at `-i`, modulo eight.
#[inline(always)]
#[expect(clippy::many_single_char_names, reason = "the standard's names")]
fn round<S: Simd>(state: &mut [S::u32s; 8], i: usize, word: S::u32s) {
    let at = |variable: usize| (variable + 16 - i) % 8;
    let [a, b, c] = [0, 1, 2].map(|variable| state[at(variable)]);
    let [e, f, g] = [4, 5, 6].map(|variable| state[at(variable)]);
    let big1 = rotate::<S>(e, 6) ^ rotate::<S>(e, 11) ^ rotate::<S>(e, 25);
    let choice = (e & f) ^ (!e & g);
    let first = state[at(7)] + word + big1 + choice;
    let big0 = rotate::<S>(a, 2) ^ rotate::<S>(a, 13) ^ rotate::<S>(a, 22);
    let majority = (a & b) | (c & (a | b));
    state[at(3)] += first;
    state[at(7)] = first + big0 + majority;
}

#[inline(always)]
fn rotate<S: Simd>(x: S::u32s, bits: u32) -> S::u32s {
    (x >> bits) | (x << (32 - bits))
}

/// Transposes the lanes' states into eight vectors, one for each working variable.
#[inline(always)]
fn load_states<S: Simd>(simd: S, states: &[[u32; 8]]) -> [S::u32s; 8] {
    let width = S::u32s::LEN;
    let flat = states.as_flattened();
    let mut rows = [S::u32s::splat(simd, 0); 8];
    for (i, row) in rows.iter_mut().enumerate() {
        *row = S::u32s::from_slice(simd, &flat[i * width..][..width]);
    }
    shuffle::<S, 8>(&mut rows, width.ilog2());
    rows
}

/// Loads the block at `offset` of every lane as sixteen vectors, one for each big-endian word.
#[inline(always)]
fn load_words<S: Simd, const N: usize>(simd: S, lanes: &[[u8; N]], offset: usize) -> [S::u32s; 16] {
    let width = S::u32s::LEN;
    let mut rows = [S::u32s::splat(simd, 0); 16];
    for (i, row) in rows.iter_mut().enumerate() {
        let (lane, word) = (i * width / 16, i * width % 16);
        let bytes = S::u8s::from_slice(simd, &lanes[lane][offset + 4 * word..][..4 * width]);
        *row = swizzle(simd, bytes, BIG_ENDIAN).bitcast();
    }
    shuffle::<S, 16>(&mut rows, width.ilog2());
    rows
}

/// XORs the halves of every digest and writes the result as a GUID, 16 bytes per lane.
#[inline(always)]
fn store_ids<S: Simd>(simd: S, state: &[S::u32s; 8], ids: &mut [u8]) {
    let mut rows = [
        state[0] ^ state[4],
        state[1] ^ state[5],
        state[2] ^ state[6],
        state[3] ^ state[7],
    ];
    shuffle::<S, 4>(&mut rows, 2);
    for (row, bytes) in rows.into_iter().zip(ids.chunks_exact_mut(S::u8s::LEN)) {
        swizzle(simd, row.bitcast(), GUID).store_slice(bytes);
    }
}

/// The byte order that reverses every 32-bit word.
const BIG_ENDIAN: [u8; 16] = [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12];

/// The same, except for the first three fields of a .NET GUID, which are little-endian.
const GUID: [u8; 16] = [0, 1, 2, 3, 6, 7, 4, 5, 11, 10, 9, 8, 15, 14, 13, 12];

/// Permutes the bytes of every 128 bits.
#[inline(always)]
fn swizzle<S: Simd>(simd: S, bytes: S::u8s, order: [u8; 16]) -> S::u8s {
    let order = fearless_simd::u8x16::simd_from(simd, order);
    bytes.swizzle_dyn_within_blocks(S::u8s::block_splat(order))
}

/// Interleaves the first half of `rows` with the second, `times` times. Each time rotates the bits of every element's index (row, then column)
/// to the left by one, so doing it once per bit of the column index transposes the matrix.
#[inline(always)]
fn shuffle<S: Simd, const N: usize>(rows: &mut [S::u32s; N], times: u32) {
    for _ in 0..times {
        let old = *rows;
        for i in 0..N / 2 {
            (rows[2 * i], rows[2 * i + 1]) = old[i].interleave(old[i + N / 2]);
        }
    }
}
