//! A catalogue in parts that take about as long, whatever their grids are.

use std::ops::Range;
use std::sync::Arc;

use super::catalogue::{Catalogue, Source};
use super::chunks::{Chunk, Chunks};

/// About how many combinations a task has.
pub(super) const ROWS: u64 = 4096;

/// A slice of the combinations of a part of a catalogue.
pub(super) struct Task {
    pub(super) source: Arc<Source>,
    pub(super) slice: Range<u64>,
}

impl Task {
    /// How much of a file is done when this task is.
    pub(super) fn bytes(&self) -> u64 {
        match &*self.source {
            Source::Records { bytes, .. } if self.slice.start == 0 => bytes.len() as u64,
            _ => 0,
        }
    }
}

/// The tasks of a catalogue, in order.
pub(super) struct Tasks {
    catalogue: Arc<Catalogue>,
    origin: Origin,
    /// Whether an entry may have more combinations than a task.
    wide: bool,
    /// The rest of a source that was larger than a task.
    rest: Option<(Arc<Source>, Range<u64>)>,
}

enum Origin {
    /// The contents of the command line that are still to come, and how many a task takes.
    Arguments(Range<usize>, usize),
    File(Chunks),
}

impl Tasks {
    /// The tasks of a catalogue whose contents are in a file, or else on the command line.
    pub(super) fn new(catalogue: &Arc<Catalogue>, file: Option<Chunks>) -> Self {
        let width = catalogue.width();
        let at_most = usize::try_from((ROWS / width.max(1)).max(1)).unwrap_or(1);
        let origin = match file {
            None => Origin::Arguments(0..catalogue.content_ids.len(), at_most),
            Some(mut chunks) => {
                chunks.limit(at_most);
                Origin::File(chunks)
            }
        };
        Self {
            catalogue: Arc::clone(catalogue),
            origin,
            wide: width > ROWS,
            rest: None,
        }
    }

    fn source(&mut self) -> Option<Source> {
        match &mut self.origin {
            Origin::Arguments(left, at_most) => {
                let end = left.end.min(left.start.saturating_add(*at_most));
                let places = std::mem::replace(&mut left.start, end)..end;
                (!places.is_empty()).then_some(Source::Arguments(places))
            }
            Origin::File(chunks) => Some(match chunks.next()? {
                Chunk::Records { bytes, first_line } => Source::Records { bytes, first_line },
                Chunk::Bad { line, reason } => Source::Bad { line, reason },
                Chunk::Unreadable(error) => Source::Unreadable(error),
            }),
        }
    }
}

impl Iterator for Tasks {
    type Item = Task;

    fn next(&mut self) -> Option<Task> {
        let Some((source, left)) = self.rest.take() else {
            let source = Arc::new(self.source()?);
            if !self.wide {
                return Some(Task {
                    source,
                    slice: 0..u64::MAX,
                });
            }
            let count = self.catalogue.count(&source);
            self.rest = (count > ROWS).then(|| (Arc::clone(&source), ROWS..count));
            return Some(Task {
                source,
                slice: 0..ROWS,
            });
        };
        let slice = left.start..left.end.min(left.start.saturating_add(ROWS));
        if slice.end < left.end {
            self.rest = Some((Arc::clone(&source), slice.end..left.end));
        }
        Some(Task { source, slice })
    }
}
