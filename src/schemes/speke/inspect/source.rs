//! Makes a pipe seekable, as far as inspection needs it.

use std::io::{self, Read, Seek, SeekFrom};

/// A reader made seekable. Seeking forward reads and discards. Seeking back works only within the first [`KEPT`] bytes, and only until more has been read.
pub(super) struct Forward<R> {
    inner: R,
    /// The beginning, while nothing after it has been read.
    beginning: Vec<u8>,
    at: u64,
    /// Where the inner source is.
    inner_at: u64,
}

/// How much of the beginning is kept.
const KEPT: usize = 1 << 12;

impl<R: Read> Forward<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            beginning: Vec::new(),
            at: 0,
            inner_at: 0,
        }
    }
}

impl<R: Read> Read for Forward<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let kept = usize::try_from(self.at).ok();
        let kept = kept.and_then(|at| self.beginning.get(at..));
        let count = if let Some(mut kept) = kept.filter(|kept| !kept.is_empty()) {
            kept.read(buffer)?
        } else {
            let count = self.inner.read(buffer)?;
            let is_beginning = self.beginning.len() as u64 == self.inner_at;
            if is_beginning && self.beginning.len() + count <= KEPT {
                self.beginning.extend_from_slice(&buffer[..count]);
            }
            self.inner_at += count as u64;
            count
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl<R: Read> Seek for Forward<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(to) => Some(to),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(_) => None,
        };
        let to = to.ok_or(io::ErrorKind::Unsupported)?;
        if to < self.inner_at {
            // what was read is there only if nothing after it was
            if self.inner_at > self.beginning.len() as u64 {
                return Err(io::ErrorKind::Unsupported.into());
            }
        } else {
            let ahead = to - self.inner_at;
            io::copy(&mut self.inner.by_ref().take(ahead), &mut io::sink())?;
            self.inner_at = to;
        }
        self.at = to;
        Ok(to)
    }
}
