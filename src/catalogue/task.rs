//! A part of a catalogue: cut, expanded and derived.

use std::ops::Range;
use std::sync::Arc;

use countersign::speke::{Grid, Input, KeyId, key_ids};

use super::noticed::Noticed;
use super::records::{Entry, Parsed, Records};
use super::run::{Block, Said};
use super::width;

/// How many key IDs a task has at most.
pub(super) const ROWS: usize = 4096;
/// How many bytes of content IDs a task has at most, each counted once for every key ID, unless it is for a single one.
pub(super) const BYTES: usize = 128 << 10;

/// The rows of a task that is not a part of its records.
const EVERYTHING: Range<u64> = 0..u64::MAX;

/// Some of the combinations of some records.
pub(super) struct Task {
    records: Arc<Records>,
    rows: Range<u64>,
}

impl Task {
    /// Splits the combinations of records into tasks. Only those of a single record may be too many for one.
    pub(super) fn split(
        records: Records,
        templates: &[Grid<'static>],
        needs_tenant: bool,
    ) -> impl Iterator<Item = Self> + use<> {
        let at_most = (BYTES / records.bytes.max(1)).clamp(1, ROWS);
        let count = if records.count > 1 || width(templates) <= at_most as u64 {
            1
        } else {
            let Parsed { entries, .. } = records.parse(needs_tenant);
            let counts = grids(templates, &entries).map(|grid| grid.count());
            // what is wrong with a record is said in its first task
            counts.fold(0, u64::saturating_add).max(1)
        };
        let length = if records.count > 1 {
            u64::MAX
        } else {
            at_most as u64
        };
        let records = Arc::new(records);
        (0..count).step_by(at_most).map(move |start| Self {
            records: Arc::clone(&records),
            rows: start..start.saturating_add(length),
        })
    }

    pub(super) fn derive<T>(
        &self,
        templates: &[Grid<'static>],
        needs_tenant: bool,
        work: impl Fn(&Part<'_>) -> (Vec<u8>, T),
    ) -> Block<T> {
        let Parsed {
            entries,
            bad,
            names,
        } = self.records.parse(needs_tenant);
        let part = Part {
            key_ids: key_ids(runs(templates, &entries, self.rows.clone())),
            templates,
            entries: &entries,
            rows: self.rows.clone(),
        };
        let (lines, found) = work(&part);
        let mut block = Block {
            lines,
            found,
            rows: part.key_ids.len() as u64,
            bytes: 0,
            said: Said::default(),
        };
        // what is said of the records is said with the first of their tasks
        if self.rows.start == 0 && self.records.are_of_a_file() {
            block.bytes = self.records.bytes as u64;
            let mut noticed = Noticed::default();
            entries.iter().for_each(|entry| noticed.note(entry));
            block.said = Said {
                bad,
                names,
                noticed,
            };
        }
        block
    }
}

/// The grids of entries, one for each template.
fn grids<'e>(
    templates: &'e [Grid<'static>],
    entries: &'e [Entry<'e>],
) -> impl Iterator<Item = Grid<'e>> {
    entries
        .iter()
        .flat_map(move |entry| templates.iter().map(move |template| entry.grid(template)))
}

/// The grids of entries, each with the places of its combinations that are among `rows` of all.
fn runs<'e>(
    templates: &'e [Grid<'static>],
    entries: &'e [Entry<'e>],
    mut rows: Range<u64>,
) -> impl Iterator<Item = (Grid<'e>, Range<u64>)> {
    grids(templates, entries).map(move |grid| {
        let places = rows.clone();
        if rows != EVERYTHING {
            let count = grid.count();
            rows = rows.start.saturating_sub(count)..rows.end.saturating_sub(count);
        }
        (grid, places)
    })
}

/// Combinations and their key IDs.
pub(crate) struct Part<'a> {
    /// The key IDs, in order.
    pub(crate) key_ids: Vec<KeyId>,
    templates: &'a [Grid<'static>],
    entries: &'a [Entry<'a>],
    rows: Range<u64>,
}

impl Part<'_> {
    /// What the key IDs are derived from, in the same order.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = Input<'_>> {
        let runs = runs(self.templates, self.entries, self.rows.clone());
        runs.flat_map(|(grid, places)| grid.inputs(places))
    }
}
