//! Bytes → text, and the lines of its offsets.

use std::borrow::Cow;

/// A text without its byte-order mark: UTF-8, or UTF-16 as its mark or its first character shows; `None` if it is neither.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let from_bytes = match bytes {
        [0xFF, 0xFE, ..] | [_, 0, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] | [0, _, ..] => u16::from_be_bytes,
        _ => {
            let text = str::from_utf8(bytes).ok()?;
            return Some(Cow::Borrowed(text.trim_start_matches('\u{feff}')));
        }
    };
    let (units, rest) = bytes.as_chunks();
    let units = units.iter().map(|&unit| from_bytes(unit));
    let units = units.skip_while(|unit| *unit == 0xFEFF);
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.ok().filter(|_| rest.is_empty()).map(Cow::Owned)
}

/// Lines of offsets that only grow.
pub(super) struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            offset: 0,
            line: 1,
        }
    }

    /// The line of an offset, from 1.
    pub(super) fn line(&mut self, offset: usize) -> usize {
        let passed = self.text.get(self.offset..offset).unwrap_or_default();
        self.line += passed.matches('\n').count();
        self.offset += passed.len();
        self.line
    }
}
