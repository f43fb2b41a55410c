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

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes() -> Vec<u8> {
        (0..=u8::MAX).cycle().take(2 * KEPT).collect()
    }

    #[test]
    fn the_beginning_can_be_read_again_until_more_is_read() {
        let bytes = bytes();
        let mut source = Forward::new(&bytes[..]);
        for _ in 0..2 {
            let mut beginning = [0; KEPT];
            source.read_exact(&mut beginning).unwrap();
            assert_eq!(beginning, bytes[..KEPT]);
            source.seek(SeekFrom::Start(0)).unwrap();
        }
        source.seek(SeekFrom::Start(KEPT as u64)).unwrap();
        source.read_exact(&mut [0]).unwrap();
        let error = source.seek(SeekFrom::Start(0)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Unsupported);
    }

    #[test]
    fn a_seek_to_where_the_source_is_changes_nothing() {
        let bytes = bytes();
        let mut source = Forward::new(&bytes[..]);
        let mut read = [0; KEPT + 1];
        source.read_exact(&mut read).unwrap();
        let at = source.stream_position().unwrap();
        assert_eq!(at, read.len() as u64);
        source.read_exact(&mut read[..1]).unwrap();
        assert_eq!(read[0], bytes[KEPT + 1]);
    }
}
