//! Whole catalogues: random grids and files against an independent oracle, bad lines, memory, interrupts, `--unique`, and `find`.

mod columns;
mod files;
mod find;
mod grids;
mod oracle;
mod origins;
mod presets;
mod search;
mod streams;
mod unique;

use std::process::Output;

use crate::common::countersign;

/// Searches among the contents of the tenant T.
fn find(arguments: &[&str], stdin: &str) -> Output {
    countersign()
        .args(["speke", "find", "--tenant-id", "T"])
        .args(arguments)
        .write_stdin(stdin)
        .output()
        .expect("it starts")
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}
