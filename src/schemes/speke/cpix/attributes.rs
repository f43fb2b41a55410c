//! The attributes of one element: decoded values, and where they are written.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::XmlVersion;
use quick_xml::escape::unescape;
use quick_xml::events::attributes::{AttrError, Attribute as XmlAttribute, Attributes};
use quick_xml::name::{LocalName, NamespaceResolver, QName, ResolveResult};

use super::error::{Error, Fault};
use super::text::{Lines, is_character, is_qualified_name};

/// No element of CPIX comes near it.
const MAX_ATTRIBUTES: usize = 256;

/// The namespaces that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    Cpix,
    /// That of SPEKE v1.
    Speke,
    Other,
}

impl Namespace {
    /// The namespace of an element; `None` if its prefix is undeclared.
    pub(super) fn of_element(resolver: &NamespaceResolver, name: &str) -> Option<Self> {
        let ResolveResult::Bound(namespace) = resolver.resolve_element(QName(name)).0 else {
            return (!name.contains(':')).then_some(Self::Other);
        };
        // quick-xml keeps the name of a namespace as it is written
        match unescape(namespace.into_inner()).as_deref() {
            Ok("urn:dashif:org:cpix") => Some(Self::Cpix),
            Ok("urn:aws:amazon:com:speke") => Some(Self::Speke),
            // always bound, and to attributes only
            Ok("http://www.w3.org/2000/xmlns/") => None,
            _ => Some(Self::Other),
        }
    }
}

/// An attribute.
pub(super) struct Attribute<'a> {
    /// The name as it is written.
    pub(super) name: &'a str,
    pub(super) value: Cow<'a, str>,
    /// The bytes of the value, without the quotes.
    pub(super) range: Range<usize>,
    pub(super) line: usize,
}

impl Attribute<'_> {
    /// Counts the range from so many bytes before.
    pub(super) fn after(mut self, bytes: usize) -> Self {
        self.range = self.range.start + bytes..self.range.end + bytes;
        self
    }
}

/// Reads the attributes in the inside of a tag, which is a part of the text and begins with the element's name.
pub(super) fn read<'a>(
    text: &'a str,
    inside: &'a str,
    name_length: usize,
    resolver: &NamespaceResolver,
    lines: &mut Lines<'_>,
) -> Result<Vec<Attribute<'a>>, Error> {
    let mut attributes = Vec::new();
    let mut prefixed = Vec::new();
    for attribute in Attributes::new(inside, name_length) {
        let attribute =
            attribute.map_err(|error| syntax(&error, range_in(text, inside).start, lines))?;
        let name = attribute.key.into_inner();
        let key = range_in(text, name);
        let problem = if attributes.len() == MAX_ATTRIBUTES {
            Some("too many attributes")
        } else if !text.as_bytes()[key.start - 1].is_ascii_whitespace() {
            Some("no white space before an attribute")
        } else {
            bad_name(attribute.key, resolver, &mut prefixed)
        };
        if let Some(problem) = problem {
            return Err(Fault::Malformed(problem).at(lines.at(key.start)));
        }
        let range = range_in(text, &attribute.value);
        let line = lines.at(range.start);
        let value = value(&attribute).map_err(|problem| Fault::Malformed(problem).at(line))?;
        attributes.push(Attribute {
            name,
            value,
            range,
            line,
        });
    }
    Ok(attributes)
}

/// What is wrong with a name, beside those with a prefix before it. That names as written differ has been checked.
fn bad_name<'r>(
    name: QName<'r>,
    resolver: &'r NamespaceResolver,
    prefixed: &mut Vec<(ResolveResult<'r>, LocalName<'r>)>,
) -> Option<&'static str> {
    if !is_qualified_name(name.into_inner()) {
        return Some("an attribute's name");
    }
    name.prefix()?;
    let expanded = resolver.resolve_attribute(name);
    if matches!(expanded.0, ResolveResult::Unknown(_)) {
        return Some("an undeclared prefix");
    }
    if prefixed.contains(&expanded) {
        return Some("an attribute twice");
    }
    prefixed.push(expanded);
    None
}

fn value<'a>(attribute: &XmlAttribute<'a>) -> Result<Cow<'a, str>, &'static str> {
    // also keeps a missing quote from taking content of elements for a value
    if attribute.value.contains('<') {
        return Err("a < in an attribute");
    }
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) if value.chars().all(is_character) => Ok(value),
        _ => Err("an unknown entity or character reference in an attribute"),
    }
}

/// Where a part of a text is in it.
fn range_in(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    start..start + part.len()
}

fn syntax(error: &AttrError, begin: usize, lines: &mut Lines<'_>) -> Error {
    let (at, problem) = match *error {
        AttrError::ExpectedEq(at) => (at, "an attribute without a value"),
        AttrError::ExpectedValue(at) | AttrError::UnquotedValue(at) => {
            (at, "an attribute's value without quotes")
        }
        AttrError::ExpectedQuote(at, _) => (at, "an attribute's value without end"),
        AttrError::Duplicated(at, _) => (at, "an attribute twice"),
    };
    Fault::Malformed(problem).at(lines.at(begin + at))
}
