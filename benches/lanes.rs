#![allow(missing_docs, clippy::print_stdout, reason = "a measurement prints")]
//! Key ids a second, in millions, for every way to hash them: all ways in turn, many times, the best of each.

use std::hint::black_box;
use std::time::{Duration, Instant};

use countersign::speke::KeyId;
use sha2::block_api::compress256;
use sha2::{Digest, Sha256};

use self::lanes::{Batch, LANES, Level, Prefix};

/// The library's own module, which is private.
#[path = "../src/schemes/speke/lanes/mod.rs"]
mod lanes;

const TENANT: &[u8] = b"10d42897-a795-4fd8-a2d4-00e3ab59dece";
/// So few that they stay in the second-level cache, so many that no branch predictor learns them.
const ROWS: u32 = 4096;
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// What a way to hash the rows is called, and how it is done.
type Way<'a> = (String, Box<dyn Fn(&[Vec<u8>]) + 'a>);

fn main() {
    compare("92 bytes (2 blocks), tenant fixed", TENANT, 54);
    compare("50 bytes (1 block), tenant fixed", TENANT, 12);
    compare(
        "92 bytes (2 blocks), the first 80 fixed",
        &[TENANT, &[b'x'; 44]].concat(),
        10,
    );
}

/// Hashes messages of `fixed`, then `width` bytes that differ, then `00`.
fn compare(title: &str, fixed: &[u8], width: usize) {
    let rows: Vec<Vec<u8>> = (0..ROWS)
        .map(|row| format!("{row:0>width$}").into_bytes())
        .collect();
    let mut ways: Vec<Way> = vec![
        (
            "sha2 Digest, one by one".into(),
            Box::new(|rows| one_by_one(digest, fixed, rows)),
        ),
        (
            "compress256, one by one".into(),
            Box::new(|rows| one_by_one(one, fixed, rows)),
        ),
    ];
    for level in Level::available() {
        ways.push((
            format!("{LANES} at once, {level:?}"),
            Box::new(move |rows| batches(level, fixed, rows)),
        ));
    }
    let mut best = vec![0_f64; ways.len()];
    for _ in 0..12 {
        for ((_, work), best) in ways.iter().zip(&mut best) {
            *best = best.max(rate(&rows, work));
        }
    }
    println!("{title}");
    for ((name, _), best) in ways.iter().zip(best) {
        println!("  {name:<24} {:6.2} million/s", best / 1e6);
    }
}

/// Rows a second, over 20 ms.
fn rate(rows: &[Vec<u8>], work: impl Fn(&[Vec<u8>])) -> f64 {
    let (start, mut hashed) = (Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_millis(20) {
        work(black_box(rows));
        hashed += ROWS;
    }
    f64::from(hashed) / start.elapsed().as_secs_f64()
}

fn one_by_one(hash: impl Fn(&[&[u8]; 3]) -> [u8; 16], fixed: &[u8], rows: &[Vec<u8>]) {
    for row in rows {
        black_box(hash(&[fixed, row, b"00"]));
    }
}

fn batches(level: Level, fixed: &[u8], rows: &[Vec<u8>]) {
    let prefix = Prefix::default().extend(&[fixed]);
    let mut batch = Batch::new(level);
    for row in rows {
        batch.push(&prefix, [row, b"00"]);
    }
    black_box(batch.finish());
}

fn digest(parts: &[&[u8]; 3]) -> [u8; 16] {
    let digest = parts
        .iter()
        .fold(Sha256::new(), Sha256::chain_update)
        .finalize();
    std::array::from_fn(|i| digest[i] ^ digest[i + 16])
}

/// The key id of one message, with the block function alone.
fn one(parts: &[&[u8]; 3]) -> [u8; 16] {
    let mut bytes = [0; 128];
    let mut end = 0;
    for part in parts {
        bytes[end..end + part.len()].copy_from_slice(part);
        end += part.len();
    }
    bytes[end] = 0x80;
    let blocks = (end + 9).div_ceil(64);
    bytes[64 * blocks - 8..64 * blocks].copy_from_slice(&(8 * end as u64).to_be_bytes());
    let mut state = INITIAL;
    compress256(&mut state, &bytes.as_chunks().0[..blocks]);
    let mut id = [0; 16];
    for (word, bytes) in id.as_chunks_mut().0.iter_mut().enumerate() {
        *bytes = (state[word] ^ state[word + 4]).to_be_bytes();
    }
    id
}
