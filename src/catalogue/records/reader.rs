//! A stream in parts of whole records, which can be parsed on any core.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::column::{Column, Names};
use super::csv::Parser;
use super::{Content, Format, Records};

/// How many bytes are read at once.
const READ: usize = 64 << 10;
/// How long a record may be.
const MAX_RECORD: usize = 256 << 10;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How large a part may be, from 1 on; one record may be longer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) records: usize,
    pub(crate) bytes: usize,
}

/// Reads the records of a stream. If a pipe has nothing more to read at the moment, that does not hold back what was read.
pub(crate) struct Reader {
    input: Box<dyn Read + Send>,
    format: Format,
    csv: Parser,
    names: Names,
    limits: Limits,
    /// What was read: the bytes from `start` on are still to be handed out.
    bytes: Vec<u8>,
    start: usize,
    /// The line that they begin on.
    line: u64,
    /// Whether something was read, and a byte-order mark was taken off.
    is_begun: bool,
    is_ended: bool,
}

impl Reader {
    pub(crate) fn new(input: Box<dyn Read + Send>, format: Format) -> Self {
        Self {
            input,
            format,
            csv: Parser::new(),
            names: Names::default(),
            limits: Limits {
                records: 1,
                bytes: MAX_RECORD,
            },
            bytes: Vec::new(),
            start: 0,
            line: 1,
            is_begun: false,
            is_ended: false,
        }
    }

    /// Reads the header line of CSV; other formats have none. The inner error says what is wrong with it.
    pub(crate) fn read_header(&mut self) -> io::Result<Result<(), String>> {
        if self.format != Format::Csv {
            return Ok(Ok(()));
        }
        let names = match self.next().transpose()?.map(|records| records.content) {
            Some(Content::Csv(table)) => self.csv.set_header(&table),
            Some(Content::Bad(reason)) => Err(reason.to_owned()),
            _ => Err("there is no header line".to_owned()),
        };
        Ok(names.map(|names| self.names = names))
    }

    /// The names of the header line.
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// Whether records may name their tenant.
    pub(crate) fn may_have_tenant(&self) -> bool {
        self.format == Format::Jsonl || self.names.has(Column::TenantId)
    }

    /// Whether records may say anything else than a content ID.
    pub(crate) fn may_override(&self) -> bool {
        self.format == Format::Jsonl || self.names.has_overrides()
    }

    /// Changes how large the parts may be.
    pub(crate) fn limit(&mut self, limits: Limits) {
        self.limits = limits;
    }

    fn held(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// Reads once.
    fn read(&mut self) -> io::Result<()> {
        self.bytes.drain(..self.start);
        self.start = 0;
        let held = self.bytes.len();
        self.bytes.resize(held + READ, 0);
        let length = loop {
            match self.input.read(&mut self.bytes[held..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                length => break length?,
            }
        };
        self.bytes.truncate(held + length);
        self.is_ended = length == 0;
        if !self.is_begun {
            let is_part = self.bytes.len() < BYTE_ORDER_MARK.len()
                && BYTE_ORDER_MARK.starts_with(&self.bytes);
            if is_part && !self.is_ended {
                return self.read();
            }
            self.is_begun = true;
            if self.bytes.starts_with(BYTE_ORDER_MARK) {
                self.start = BYTE_ORDER_MARK.len();
            }
        }
        if self.is_ended
            && self.format == Format::Csv
            && !self.held().is_empty()
            && !self.held().ends_with(b"\n")
        {
            // ends the last row, unless that is in quotes
            self.bytes.push(b'\n');
        }
        Ok(())
    }

    /// Takes the whole records that are there and that the limits allow.
    fn records(&mut self) -> Option<Records> {
        let line = self.line;
        let (content, count, bytes) = if self.format == Format::Csv {
            let (table, length) = self.csv.rows(&self.bytes[self.start..], self.limits, line);
            if table.count() == 0 {
                self.take(length);
                return None;
            }
            let count = table.count();
            (Content::Csv(table), count, self.take(length).len())
        } else {
            let (count, length) = self.lines()?;
            let bytes = self.take(length).to_vec();
            let length = bytes.len();
            let content = if self.format == Format::Lines {
                Content::Lines(bytes)
            } else {
                Content::Jsonl(bytes)
            };
            (content, count, length)
        };
        Some(Records {
            line,
            count,
            bytes,
            content,
        })
    }

    /// How many whole lines there are, and how long they are.
    fn lines(&self) -> Option<(usize, usize)> {
        let held = self.held();
        let window = &held[..held.len().min(self.limits.bytes)];
        let count = memchr_iter(b'\n', window).count().min(self.limits.records);
        let end = if count < self.limits.records {
            memrchr(b'\n', window)
        } else {
            memchr_iter(b'\n', window).nth(count - 1)
        };
        if let Some(at) = end {
            return Some((count, at + 1));
        }
        let end = memchr(b'\n', held).map(|at| at + 1);
        let rest = (self.is_ended && !held.is_empty()).then_some(held.len());
        end.or(rest).map(|end| (1, end))
    }

    /// Takes bytes, which begin on a line of their own.
    fn take(&mut self, length: usize) -> &[u8] {
        let bytes = &self.bytes[self.start..self.start + length];
        self.start += length;
        self.line += memchr_iter(b'\n', bytes).count() as u64;
        bytes
    }

    /// Gives up the line that no record could be made of; what follows it is read as usual.
    fn give_up(&mut self, reason: &'static str) -> io::Result<Records> {
        let line = self.line;
        let mut bytes = 0;
        loop {
            let end = memchr(b'\n', self.held()).map(|at| at + 1);
            bytes += self.take(end.unwrap_or(self.held().len())).len();
            if end.is_some() || self.is_ended {
                break;
            }
            self.read()?;
        }
        let content = Content::Bad(reason);
        Ok(Records {
            line,
            count: 1,
            bytes,
            content,
        })
    }
}

impl Iterator for Reader {
    type Item = io::Result<Records>;

    fn next(&mut self) -> Option<io::Result<Records>> {
        loop {
            if let Some(records) = self.records() {
                return Some(Ok(records));
            }
            let outcome = if self.held().len() > MAX_RECORD {
                self.give_up(match self.format {
                    Format::Csv => "is longer than 256 KiB, or has a quote that is not closed",
                    Format::Lines | Format::Jsonl => "is longer than 256 KiB",
                })
                .map(Some)
            } else if !self.is_ended {
                self.read().map(|()| None)
            } else if self.held().is_empty() {
                return None;
            } else {
                self.give_up("has a quote that is not closed").map(Some)
            };
            if outcome.is_err() {
                (self.is_ended, self.start) = (true, self.bytes.len());
            }
            if let Some(outcome) = outcome.transpose() {
                return Some(outcome);
            }
        }
    }
}
