//! Bytes → text: the encoding of a document, its XML declaration, and the characters that XML allows.

use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use quick_xml::reader::Reader;

use super::super::error::{Error, Fault};
use super::line_at;
use crate::speke::inspect::excerpt;

/// The text of a document without its byte-order mark.
pub(super) fn decode(source: &[u8]) -> Result<&str, Error> {
    if let Some(encoding) = wide_encoding(source) {
        return Err(Fault::Encoding(encoding.to_owned()).at(1));
    }
    let bytes = source.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(source);
    let text = std::str::from_utf8(bytes).unwrap_or_else(|_| {
        let first = bytes.utf8_chunks().next();
        first.map_or("", |chunk| chunk.valid())
    });
    // First, for it may say why the rest is not UTF-8.
    check_declaration(text)?;
    if let Some(at) = text.find(|character| !is_character(character)) {
        return Err(Fault::malformed("a character that XML does not allow").at(line_at(text, at)));
    }
    if text.len() < bytes.len() {
        return Err(Fault::NotUtf8.at(line_at(text, text.len())));
    }
    // quick-xml would skip a second mark without counting it, and every offset after it would be wrong.
    if text.starts_with('\u{FEFF}') {
        return Err(Fault::malformed("text outside the root element").at(1));
    }
    Ok(text)
}

/// UTF-16 and UTF-32 show in the first bytes: by a byte-order mark, or by zeros around `<`.
fn wide_encoding(source: &[u8]) -> Option<&'static str> {
    match source {
        [0xFF, 0xFE, 0, 0, ..]
        | [0, 0, 0xFE, 0xFF, ..]
        | [b'<', 0, 0, 0, ..]
        | [0, 0, 0, b'<', ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..] => Some("UTF-16"),
        _ => None,
    }
}

/// Checks the XML declaration, if there is one.
fn check_declaration(text: &str) -> Result<(), Error> {
    let Ok(Event::Decl(declaration)) = Reader::from_str(text).read_event() else {
        return Ok(());
    };
    if let Some(Ok(encoding)) = declaration.encoding() {
        let utf8 = ["utf-8", "utf8", "us-ascii"];
        if !utf8.iter().any(|name| encoding.eq_ignore_ascii_case(name)) {
            return Err(Fault::Encoding(excerpt(&encoding)).at(1));
        }
    }
    let malformed = || Fault::malformed("an invalid XML declaration").at(1);
    let version = declaration.version().map_err(|_| malformed())?;
    if !version.starts_with("1.") {
        return Err(malformed());
    }
    if let Some(Ok(standalone)) = declaration.standalone()
        && !["yes", "no"].contains(&&*standalone)
    {
        return Err(malformed());
    }
    let mut names = ["version", "encoding", "standalone"].into_iter();
    for attribute in Attributes::new(&declaration, "xml".len()) {
        let attribute = attribute.map_err(|_| malformed())?;
        if !names.any(|name| name == attribute.key.into_inner()) {
            return Err(malformed());
        }
    }
    Ok(())
}

/// Whether XML 1.0 allows the character, literally or as a reference.
pub(super) fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}
