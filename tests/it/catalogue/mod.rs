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
