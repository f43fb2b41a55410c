//! The elements of a document, one after the other.
//!
//! quick-xml finds the markup, matches end tags with start tags and resolves prefixes. The other rules of well-formed XML
//! it leaves to its user; they are checked here.

mod tag;
mod text;

use std::borrow::Cow;

use quick_xml::errors::{Error as XmlError, IllFormedError, SyntaxError};
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceError, QName, ResolveResult};
use quick_xml::reader::NsReader;

use super::MAX_DEPTH;
use super::error::{Error, Fault};
use tag::{Tag, is_name};
use text::{decode, is_character};

pub(super) use tag::Attribute;

/// The namespaces that matter here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    Cpix,
    /// The namespace of SPEKE version 1.
    Speke,
    /// The namespace of XML signatures.
    Signature,
    Other,
}

pub(super) enum Node<'a> {
    Start(Element<'a>),
    /// A part of the text of an element. It may be a content key.
    Text(Cow<'a, str>),
    End,
}

pub(super) struct Element<'a> {
    pub(super) namespace: Namespace,
    /// The name without its prefix.
    pub(super) name: &'a str,
    pub(super) line: usize,
    pub(super) attributes: Vec<Attribute<'a>>,
}

impl<'a> Element<'a> {
    /// The attribute of this name, without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }
}

pub(super) struct Xml<'a> {
    text: &'a str,
    /// Where the text starts in the document: after its byte-order mark.
    text_start: usize,
    reader: NsReader<&'a [u8]>,
    /// The local names of the open elements; empty for elements outside the namespace of CPIX.
    path: Vec<&'a str>,
    has_root: bool,
    /// The offset and the line of the last start tag.
    last_tag: (usize, usize),
}

impl<'a> Xml<'a> {
    pub(super) fn new(source: &'a [u8]) -> Result<Self, Error> {
        let text = decode(source)?;
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_comments = true;
        Ok(Self {
            text,
            text_start: source.len() - text.len(),
            reader,
            path: Vec::new(),
            has_root: false,
            last_tag: (0, 1),
        })
    }

    /// The next node, or `None` at the end of the document.
    pub(super) fn next(&mut self) -> Result<Option<Node<'a>>, Error> {
        loop {
            let start = offset(self.reader.buffer_position());
            let event = self.reader.read_event();
            let event = event.map_err(|error| self.error(start, fault(&error)))?;
            if let Some((at, problem)) = self.problem(start, &event) {
                return Err(self.error(start + at, Fault::malformed(problem)));
            }
            // the event borrows from itself; the same bytes of the text live longer
            let written = &self.text[start..offset(self.reader.buffer_position())];
            let node = match event {
                Event::Start(tag) => Node::Start(self.start(start, &tag)?),
                Event::End(_) => {
                    self.path.pop();
                    Node::End
                }
                Event::Text(_) => Node::Text(Cow::Borrowed(written)),
                Event::CData(text) => {
                    let start = "<![CDATA[".len();
                    Node::Text(Cow::Borrowed(&written[start..start + text.len()]))
                }
                Event::GeneralRef(reference) => match resolve(&reference) {
                    Some(text) => Node::Text(text),
                    None => continue,
                },
                Event::DocType(_) => return Err(self.error(start, Fault::Doctype)),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Empty(_) => continue,
            };
            return Ok(Some(node));
        }
    }

    /// The local names from the root to the last element, for matching its place in the document.
    pub(super) fn path(&self) -> &[&'a str] {
        &self.path
    }

    fn start(&mut self, start: usize, tag: &BytesStart<'_>) -> Result<Element<'a>, Error> {
        let (last, last_line) = self.last_tag;
        let line = last_line + self.text[last..start].matches('\n').count();
        self.last_tag = (start, line);
        if self.has_root && self.path.is_empty() {
            return Err(Fault::malformed("a second root element").at(line));
        }
        if self.path.len() == MAX_DEPTH {
            return Err(Fault::TooDeep.at(line));
        }
        self.has_root = true;

        let tag = Tag {
            // the event borrows from itself; the same bytes of the text live longer
            text: &self.text[start + 1..][..tag.len()],
            name_length: tag.name().as_ref().len(),
            start: self.text_start + start + 1,
            line,
        };
        let name = tag.name()?;
        let attributes = tag.attributes()?;
        let namespace = self.namespace(name).map_err(|fault| fault.at(line))?;
        self.check_prefixes(&attributes)?;
        let local_name = name.split_once(':').map_or(name, |(_, local)| local);
        let is_cpix = namespace == Namespace::Cpix;
        self.path.push(if is_cpix { local_name } else { "" });
        Ok(Element {
            namespace,
            name: local_name,
            line,
            attributes,
        })
    }

    /// The namespace of an element.
    fn namespace(&self, name: &str) -> Result<Namespace, Fault> {
        let namespace = match self.reader.resolver().resolve_element(QName(name)).0 {
            ResolveResult::Bound(namespace) => namespace.into_inner(),
            ResolveResult::Unbound => return Ok(Namespace::Other),
            ResolveResult::Unknown(_) => return Err(Fault::malformed("an undeclared prefix")),
        };
        // quick-xml keeps the name of a namespace as it is written
        match unescape(namespace).as_deref() {
            Ok("urn:dashif:org:cpix") => Ok(Namespace::Cpix),
            Ok("urn:aws:amazon:com:speke") => Ok(Namespace::Speke),
            Ok("http://www.w3.org/2000/09/xmldsig#") => Ok(Namespace::Signature),
            // the prefix xmlns is for declarations only
            Ok("http://www.w3.org/2000/xmlns/") => Err(Fault::malformed("an undeclared prefix")),
            _ => Ok(Namespace::Other),
        }
    }

    /// Checks that prefixes are declared, and that no attribute is there twice under two prefixes.
    fn check_prefixes(&self, attributes: &[Attribute<'_>]) -> Result<(), Error> {
        let mut names = Vec::new();
        for attribute in attributes.iter().filter(|a| a.name.contains(':')) {
            let resolver = self.reader.resolver();
            let name = resolver.resolve_attribute(QName(attribute.name));
            if matches!(name.0, ResolveResult::Unknown(_)) {
                return Err(Fault::malformed("an undeclared prefix").at(attribute.line));
            }
            if names.contains(&name) {
                return Err(Fault::malformed("a duplicate attribute").at(attribute.line));
            }
            names.push(name);
        }
        Ok(())
    }

    /// What is wrong with an event that is not a tag, and how many bytes after its start.
    fn problem(&self, start: usize, event: &Event<'_>) -> Option<(usize, &'static str)> {
        let outside = self.path.is_empty();
        match event {
            Event::Text(text) if outside => text
                .find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n'))
                .map(|at| (at, "text outside the root element")),
            Event::CData(_) | Event::GeneralRef(_) if outside => {
                Some((0, "text outside the root element"))
            }
            Event::Text(text) => text.find("]]>").map(|at| (at, "`]]>` in text")),
            Event::GeneralRef(reference) if resolve(reference).is_none() => {
                Some((0, "an unknown entity or character reference"))
            }
            Event::Decl(_) if start > 0 => Some((0, "an XML declaration that is not at the start")),
            Event::PI(pi) if !is_name(pi.target()) || pi.target().eq_ignore_ascii_case("xml") => {
                Some((0, "an invalid name of a processing instruction"))
            }
            Event::Eof if !self.has_root => Some((0, "no root element")),
            Event::Eof if !outside => Some((0, "the document ends inside an element")),
            _ => None,
        }
    }

    fn error(&self, at: usize, fault: Fault) -> Error {
        fault.at(line_at(self.text, at))
    }
}

/// The line of an offset, from 1.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    1 + text
        .bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
}

/// Offsets in a slice fit.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// The text of a reference, if XML knows it.
fn resolve(reference: &BytesRef<'_>) -> Option<Cow<'static, str>> {
    match reference.resolve_char_ref().ok()? {
        Some(character) => is_character(character).then(|| Cow::Owned(String::from(character))),
        None => resolve_xml_entity(reference).map(Cow::Borrowed),
    }
}

/// quick-xml's own texts about ill-formed documents quote them, and could quote a key.
fn fault(error: &XmlError) -> Fault {
    Fault::malformed(match error {
        XmlError::Syntax(SyntaxError::UnclosedDoctype)
        | XmlError::IllFormed(IllFormedError::MissingDoctypeName) => return Fault::Doctype,
        XmlError::Syntax(SyntaxError::InvalidBangMarkup) => "unknown markup after `<!`",
        XmlError::Syntax(error) => return Fault::Malformed(error.to_string()),
        XmlError::IllFormed(IllFormedError::MismatchedEndTag { .. }) => {
            "an end tag of another element"
        }
        XmlError::IllFormed(IllFormedError::UnmatchedEndTag(_)) => "an end tag without its element",
        XmlError::IllFormed(IllFormedError::DoubleHyphenInComment) => "`--` in a comment",
        XmlError::IllFormed(IllFormedError::UnclosedReference) => "`&` without a reference",
        XmlError::Namespace(NamespaceError::TooManyBindings(_)) => "too many namespaces in scope",
        XmlError::Namespace(_) => "a reserved namespace or prefix is declared",
        _ => "not well-formed",
    })
}
