//! Bytes to characters: the encoding of a document, the characters that XML allows, and line numbers.

use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use quick_xml::reader::Reader;

use super::error::{Error, Fault, excerpt};

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text of a document without its byte-order mark.
pub(super) fn decode(source: &[u8]) -> Result<&str, Error> {
    if let Some(name) = wide_encoding(source) {
        return Err(Fault::Encoding(name.to_owned()).at(1));
    }
    let bytes = source.strip_prefix(UTF8_MARK).unwrap_or(source);
    let (text, whole) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(error) => (
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
            false,
        ),
    };
    // quick-xml would skip a second mark without counting its bytes, and every offset after it would be wrong.
    if text.starts_with('\u{FEFF}') {
        return Err(Fault::Malformed("text outside the root element").at(1));
    }
    // The declaration first: it may say why the rest is no UTF-8.
    if let Ok(Event::Decl(declaration)) = Reader::from_str(text).read_event() {
        check_declaration(&declaration)?;
    }
    if let Some((offset, _)) = text
        .char_indices()
        .find(|&(_, character)| !is_character(character))
    {
        return Err(
            Fault::Malformed("a character that XML does not allow").at(Lines::new(text).at(offset))
        );
    }
    if whole {
        Ok(text)
    } else {
        Err(Fault::NotUtf8.at(Lines::new(text).at(text.len())))
    }
}

/// UTF-16 and UTF-32 show in the first bytes, by a mark or by the zeros around `<`.
fn wide_encoding(source: &[u8]) -> Option<&'static str> {
    const STARTS: [(&[u8], &str); 8] = [
        (b"\xFF\xFE\0\0", "UTF-32"),
        (b"\0\0\xFE\xFF", "UTF-32"),
        (b"<\0\0\0", "UTF-32"),
        (b"\0\0\0<", "UTF-32"),
        (b"\xFF\xFE", "UTF-16"),
        (b"\xFE\xFF", "UTF-16"),
        (b"<\0", "UTF-16"),
        (b"\0<", "UTF-16"),
    ];
    STARTS
        .iter()
        .find(|(start, _)| source.starts_with(start))
        .map(|(_, name)| *name)
}

fn check_declaration(declaration: &str) -> Result<(), Error> {
    let malformed = || Fault::Malformed("the XML declaration").at(1);
    let mut names = ["version", "encoding", "standalone"].into_iter();
    let mut versioned = false;
    for attribute in Attributes::new(declaration, "xml".len()) {
        let attribute = attribute.map_err(|_| malformed())?;
        let name = names
            .find(|name| *name == attribute.key.into_inner())
            .ok_or_else(malformed)?;
        versioned |= name == "version";
        match (name, &*attribute.value) {
            ("version", value) if value.starts_with("1.") => {}
            ("encoding", value)
                if ["utf-8", "utf8", "us-ascii"]
                    .iter()
                    .any(|known| value.eq_ignore_ascii_case(known)) => {}
            ("encoding", value) => return Err(Fault::Encoding(excerpt(value)).at(1)),
            ("standalone", "yes" | "no") => {}
            _ => return Err(malformed()),
        }
    }
    if versioned { Ok(()) } else { Err(malformed()) }
}

/// Whether XML 1.0 allows the character, literally or as a reference.
pub(super) fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether the text is a name with at most one prefix. Lenient with characters beyond ASCII, which do no harm here.
pub(super) fn is_qualified_name(text: &str) -> bool {
    let (prefix, local) = text.split_once(':').unwrap_or(("_", text));
    is_name(prefix) && is_name(local)
}

/// Whether the text is a name without a prefix, as leniently.
pub(super) fn is_name(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    text.starts_with(letter)
        && text
            .chars()
            .all(|c| letter(c) || matches!(c, '0'..='9' | '-' | '.'))
}

/// Counts lines up to offsets that only ever grow, so that all of them together cost one pass.
pub(super) struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self {
            text,
            offset: 0,
            line: 1,
        }
    }

    pub(super) fn at(&mut self, offset: usize) -> usize {
        if let Some(passed) = self.text.get(self.offset..offset) {
            self.line += passed.matches('\n').count();
            self.offset = offset;
        }
        self.line
    }
}
