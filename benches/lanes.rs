#![allow(missing_docs, clippy::print_stdout, reason = "a measurement prints")]
//! Key IDs a second, in millions, for every way to hash them: all ways in turn, many times, the best of each.

use std::hint::black_box;
use std::time::{Duration, Instant};

use countersign::speke::KeyId;
use sha2::{Digest, Sha256};

use self::lanes::{Batch, LANES, Level, Prefix};

/// The library's own module, which is private.
#[path = "../src/schemes/speke/lanes/mod.rs"]
#[allow(dead_code, reason = "its tests are not run here")]
mod lanes;

const TENANT: &str = "10d42897-a795-4fd8-a2d4-00e3ab59dece";
/// So few that they stay in the second-level cache, so many that no branch predictor learns them.
const ROWS: u32 = 4096;

/// What a way to hash the rows is called, and how it is done.
type Way<'a> = (String, Box<dyn Fn(&[String]) + 'a>);

fn main() {
    compare("92 bytes (2 blocks), tenant fixed", TENANT, 54);
    compare("50 bytes (1 block), tenant fixed", TENANT, 12);
    let content = format!("{TENANT}{}", "x".repeat(44));
    compare("92 bytes (2 blocks), the first 80 fixed", &content, 10);
}

/// Hashes messages of `fixed`, then `width` bytes that differ, then `00`.
fn compare(title: &str, fixed: &str, width: usize) {
    let rows: Vec<_> = (0..ROWS).map(|row| format!("{row:0>width$}")).collect();
    let mut ways: Vec<Way> = vec![(
        "one by one".into(),
        Box::new(|rows| one_by_one(fixed, rows)),
    )];
    for level in Level::available() {
        let name = format!("{level:?}");
        let name = name.split('(').next().unwrap_or_default();
        ways.push((
            format!("{LANES} at once, {name}"),
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
fn rate(rows: &[String], work: impl Fn(&[String])) -> f64 {
    let (start, mut hashed) = (Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_millis(20) {
        work(black_box(rows));
        hashed += ROWS;
    }
    f64::from(hashed) / start.elapsed().as_secs_f64()
}

fn one_by_one(fixed: &str, rows: &[String]) {
    let start = Sha256::new_with_prefix(fixed);
    for row in rows {
        let digest = start.clone().chain_update(row).chain_update("00");
        black_box(KeyId::from_digest(&digest.finalize().into()));
    }
}

fn batches(level: Level, fixed: &str, rows: &[String]) {
    let prefix = Prefix::default().extend(fixed);
    let mut batch = Batch::new(level);
    for row in rows {
        batch.push(&prefix, [row, "00"]);
    }
    black_box(batch.finish());
}
