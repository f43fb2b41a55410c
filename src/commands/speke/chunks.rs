//! A stream, cut into chunks of whole records that can be read on any core.

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::records::csv_ends;

/// How many bytes are read at once, and about how many a chunk has.
const CHUNK: usize = 128 << 10;
/// How long a record may be.
const MAX_RECORD: usize = 256 << 10;
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What comes out of a stream.
pub(super) enum Chunk {
    /// Whole records, and the number of the line where they begin.
    Records {
        bytes: Vec<u8>,
        first_line: u64,
    },
    /// A line that cannot be cut; it is skipped.
    Bad {
        line: u64,
        reason: &'static str,
    },
    Unreadable(io::Error),
}

/// The chunks of a stream, in order. A pipe that has no more to give at the moment does not hold back what it gave.
pub(super) struct Chunks {
    input: Box<dyn Read + Send>,
    /// Whether line breaks may be in quotes.
    quotes: bool,
    /// How many records a chunk may have.
    at_most: usize,
    /// What is read stands in a part of it, which never is cleared.
    room: Vec<u8>,
    held: Range<usize>,
    line: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// A byte-order mark may follow.
    Start,
    Reading,
    /// Up to the next line break, all belongs to a line that is given up.
    Skipping,
    Ended,
    Failed,
}

impl Chunks {
    pub(super) fn new(input: Box<dyn Read + Send>, quotes: bool, at_most: usize) -> Self {
        Self {
            input,
            quotes,
            at_most,
            room: Vec::new(),
            held: 0..0,
            line: 1,
            state: State::Start,
        }
    }

    /// Changes how many records a chunk may have.
    pub(super) fn limit(&mut self, at_most: usize) {
        self.at_most = at_most;
    }

    fn held(&self) -> &[u8] {
        &self.room[self.held.clone()]
    }

    /// Reads once. An interrupted call is made again.
    fn read(&mut self) -> io::Result<()> {
        self.room.copy_within(self.held.clone(), 0);
        self.held = 0..self.held.len();
        let room = self.held.end.max(CHUNK / 2) + CHUNK / 2;
        if self.room.len() < room {
            self.room.resize(room, 0);
        }
        let read = loop {
            match self.input.read(&mut self.room[self.held.end..room]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        let before = self.held.len();
        self.held.end += read;
        match self.state {
            _ if read == 0 => self.state = State::Ended,
            State::Start if self.held.len() >= MARK.len() || !MARK.starts_with(self.held()) => {
                self.state = State::Reading;
            }
            State::Start => return self.read(),
            State::Skipping => self.skip(),
            State::Reading | State::Ended | State::Failed => {}
        }
        if before < MARK.len() && self.line == 1 && self.held().starts_with(MARK) {
            self.held.start += MARK.len();
        }
        Ok(())
    }

    /// Drops the rest of a line that is given up.
    fn skip(&mut self) {
        if let Some(end) = memchr(b'\n', self.held()) {
            self.held.start += end + 1;
            self.line += 1;
            self.state = State::Reading;
        } else {
            self.held.start = self.held.end;
            self.state = State::Skipping;
        }
    }

    /// Takes all records that a chunk may have.
    fn cut(&mut self) -> Option<Chunk> {
        let held = self.held();
        let lines = memchr_iter(b'\n', held).count();
        if self.quotes && memchr(b'"', held).is_some() {
            let end = csv_ends(held).take(self.at_most).last()?;
            let lines = memchr_iter(b'\n', &held[..end]).count();
            Some(self.take(end, lines))
        } else if lines <= self.at_most {
            let end = memrchr(b'\n', held)? + 1;
            Some(self.take(end, lines))
        } else {
            let end = memchr_iter(b'\n', held).nth(self.at_most - 1)? + 1;
            Some(self.take(end, self.at_most))
        }
    }

    fn take(&mut self, length: usize, lines: usize) -> Chunk {
        let bytes = self.held()[..length].to_vec();
        self.held.start += length;
        let first_line = self.line;
        self.line += lines as u64;
        Chunk::Records { bytes, first_line }
    }

    /// Gives up a line; what follows it is read as usual.
    fn give_up(&mut self, reason: &'static str) -> Chunk {
        let line = self.line;
        let ended = self.state == State::Ended;
        self.skip();
        if ended {
            self.state = State::Ended;
        }
        Chunk::Bad { line, reason }
    }

    /// What is left at the end: a record without a line break, or one whose quote is not closed.
    fn last(&mut self) -> Option<Chunk> {
        let rest = [self.held(), b"\n"].concat();
        if rest.len() == 1 {
            return None;
        }
        let whole = !self.quotes || csv_ends(&rest).next().is_some();
        Some(if whole {
            self.take(rest.len() - 1, 0)
        } else {
            self.give_up("has a quote that is not closed")
        })
    }
}

impl Iterator for Chunks {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        loop {
            if self.state == State::Failed {
                return None;
            } else if let Some(chunk) = self.cut() {
                return Some(chunk);
            } else if self.state == State::Ended {
                return self.last();
            } else if self.held.len() > MAX_RECORD {
                return Some(
                    self.give_up("is longer than 256 KiB, or has a quote that is not closed"),
                );
            } else if let Err(error) = self.read() {
                self.state = State::Failed;
                return Some(Chunk::Unreadable(error));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::prelude::*;

    use super::{Chunk, Chunks, MAX_RECORD};

    /// Gives as many bytes at once as a list says.
    struct Dribble(Vec<u8>, Vec<usize>);

    impl Read for Dribble {
        fn read(&mut self, place: &mut [u8]) -> std::io::Result<usize> {
            let count = self
                .1
                .pop()
                .unwrap_or(usize::MAX)
                .min(place.len())
                .min(self.0.len());
            place[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            Ok(count)
        }
    }

    /// Every chunk, as its first line and its text; a bad line as its number and its reason.
    fn chunks(bytes: &[u8], pieces: &[usize], quotes: bool, at_most: usize) -> Vec<(u64, String)> {
        let input = Dribble(bytes.to_vec(), pieces.to_vec());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Chunks::new(Box::new(input), quotes, at_most)
            .map(|chunk| match chunk {
                Chunk::Records { bytes, first_line } => (first_line, text(bytes)),
                Chunk::Bad { line, reason } => (line, format!("BAD {reason}")),
                Chunk::Unreadable(error) => panic!("{error}"),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn chunks_are_the_whole_without_its_mark_and_know_their_lines(
            text in "(\u{feff})?[ab\"\n]{0,60}", pieces in prop::collection::vec(1..9usize, 0..50), at_most in 1..5usize, quotes: bool,
        ) {
            let expected = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let chunks = chunks(text.as_bytes(), &pieces, quotes, at_most);
            if !chunks.iter().any(|(_, text)| text.starts_with("BAD")) {
                prop_assert_eq!(chunks.iter().map(|(_, text)| text.as_str()).collect::<String>(), expected);
            }
            let mut before = 0;
            for (first_line, _) in chunks.iter().filter(|_| !quotes) {
                let line = expected[..before].matches('\n').count() as u64 + 1;
                prop_assert_eq!(*first_line, line);
                before += chunks.iter().find(|(first, _)| first == first_line).map_or(0, |(_, text)| text.len());
            }
            for (_, text) in chunks.iter().filter(|(_, text)| !quotes && text.ends_with('\n')) {
                prop_assert!(text.matches('\n').count() <= at_most);
            }
        }
    }

    #[test]
    fn what_is_there_is_not_held_back() {
        let found = chunks(b"a\nb\nc", &[1, 4], false, usize::MAX);
        assert_eq!(found, [(1, "a\nb\n".to_owned()), (3, "c".to_owned())]);
    }

    #[test]
    fn line_breaks_in_quotes_end_no_record() {
        assert_eq!(
            chunks(b"\"a\n\",b\nc\n", &[], true, 1),
            [(1, "\"a\n\",b\n".to_owned()), (3, "c\n".to_owned())]
        );
    }

    #[test]
    fn a_quote_that_is_not_closed_costs_its_line_only() {
        let bad = "BAD has a quote that is not closed".to_owned();
        assert_eq!(
            chunks(b"a\n\"b\nc\nd", &[], true, 9),
            [
                (1, "a\n".to_owned()),
                (2, bad),
                (3, "c\n".to_owned()),
                (4, "d".to_owned())
            ]
        );
        let long = format!("\"a\n{}", "b\n".repeat(MAX_RECORD));
        let found = chunks(long.as_bytes(), &[], true, usize::MAX);
        assert!(found[0].1.starts_with("BAD") && found[0].0 == 1);
        assert_eq!(
            found[1..]
                .iter()
                .map(|(_, text)| text.as_str())
                .collect::<String>(),
            "b\n".repeat(MAX_RECORD)
        );
        assert_eq!(found[1].0, 2);
    }

    #[test]
    fn a_line_that_is_too_long_costs_itself_only() {
        let long = format!("a\n{}\nb\n", "x".repeat(3 * MAX_RECORD));
        let found = chunks(long.as_bytes(), &[], false, usize::MAX);
        assert!(found[1].1.starts_with("BAD") && found[1].0 == 2);
        assert_eq!(found[2], (3, "b\n".to_owned()));
    }
}
