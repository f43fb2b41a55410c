//! A start tag: its name, and its attributes with their values and where these are written.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::XmlVersion;
use quick_xml::events::attributes::{AttrError, Attributes};

use super::super::error::{Error, Fault};
use super::text::is_character;

/// No element of CPIX comes near it.
const MAX_ATTRIBUTES: usize = 256;

/// Namespace names are compared for every element and for every attribute with a prefix, so their length counts as often.
const MAX_NAMESPACE_BYTES: usize = 256;

pub(super) struct Tag<'a> {
    /// What is between `<` and `>` or `/>`.
    pub(super) text: &'a str,
    pub(super) name_length: usize,
    /// The offset of the text in the document, and its line.
    pub(super) start: usize,
    pub(super) line: usize,
}

pub(in super::super) struct Attribute<'a> {
    /// The name with its prefix.
    pub(in super::super) name: &'a str,
    /// The value with its references resolved.
    pub(in super::super) value: Cow<'a, str>,
    /// The bytes of the value in the document, without the quotes.
    pub(in super::super) range: Range<usize>,
    /// The line of the value.
    pub(in super::super) line: usize,
}

impl<'a> Tag<'a> {
    pub(super) fn name(&self) -> Result<&'a str, Error> {
        let name = &self.text[..self.name_length];
        if is_qualified_name(name) {
            Ok(name)
        } else {
            Err(Fault::malformed("an invalid element name").at(self.line))
        }
    }

    pub(super) fn attributes(&self) -> Result<Vec<Attribute<'a>>, Error> {
        let mut attributes = Vec::new();
        let mut line = self.line;
        let mut counted = 0;
        let mut end = self.name_length;
        for attribute in Attributes::new(self.text, self.name_length) {
            let attribute = attribute.map_err(|error| self.syntax_error(&error))?;
            let name = attribute.key.into_inner();
            // From the end of the last attribute: white space, the name, `=` and the opening quote.
            let before = &self.text[end..];
            let start = end + before.find(['"', '\'']).map_or(0, |quote| quote + 1);
            end = start + attribute.value.len() + 1;
            line += self.text[counted..start].matches('\n').count();
            counted = start;

            let value = match attribute.normalized_value(XmlVersion::Implicit1_0) {
                _ if attributes.len() == MAX_ATTRIBUTES => Err("too many attributes"),
                _ if !before.starts_with([' ', '\t', '\r', '\n']) => {
                    Err("no white space before an attribute")
                }
                _ if !is_qualified_name(name) => Err("an invalid attribute name"),
                // a missing quote would make content of elements a value
                _ if attribute.value.contains('<') => Err("`<` in an attribute"),
                _ if name.starts_with("xmlns") && attribute.value.len() > MAX_NAMESPACE_BYTES => {
                    Err("a namespace name longer than 256 bytes")
                }
                Ok(value) if value.chars().all(is_character) => Ok(value),
                _ => Err("an unknown entity or character reference in an attribute"),
            };
            attributes.push(Attribute {
                name,
                value: value.map_err(|problem| Fault::malformed(problem).at(line))?,
                range: self.start + start..self.start + end - 1,
                line,
            });
        }
        Ok(attributes)
    }

    fn syntax_error(&self, error: &AttrError) -> Error {
        let (at, problem) = match *error {
            AttrError::ExpectedEq(at) => (at, "an attribute without a value"),
            AttrError::ExpectedValue(at) | AttrError::UnquotedValue(at) => {
                (at, "an attribute value without quotes")
            }
            AttrError::ExpectedQuote(at, _) => (at, "an attribute value without a closing quote"),
            AttrError::Duplicated(at, _) => (at, "a duplicate attribute"),
        };
        let lines = self.text.bytes().take(at).filter(|byte| *byte == b'\n');
        Fault::malformed(problem).at(self.line + lines.count())
    }
}

/// Whether the text is a name with at most one prefix.
fn is_qualified_name(text: &str) -> bool {
    let (prefix, local) = text.split_once(':').unwrap_or(("_", text));
    is_name(prefix) && is_name(local)
}

/// Whether the text is a name without a colon, as Namespaces in XML 1.0 defines `NCName`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(starts_name) && text.chars().all(continues_name)
}

fn starts_name(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn continues_name(character: char) -> bool {
    starts_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
