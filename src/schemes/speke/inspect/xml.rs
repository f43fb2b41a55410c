//! The elements of a manifest, one after the other.
//!
//! Manifests are read as they are found: names are matched without their prefixes, and namespaces need not be declared. Elements must be nested
//! properly, for everything else depends on it.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::errors::{Error as XmlError, IllFormedError, SyntaxError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::text::Lines;

/// How long the names of the open elements may be together: they are the place of everything inside.
const MAX_PATH: usize = 512;

/// How many attributes an element may have; none of a manifest comes near it.
const MAX_ATTRIBUTES: usize = 256;

pub(super) enum Node<'a> {
    Start(Element<'a>),
    /// A part of the text of an element.
    Text(Cow<'a, str>),
    End,
}

pub(super) struct Element<'a> {
    /// The name without its prefix.
    pub(super) name: &'a str,
    pub(super) line: usize,
    pub(super) attributes: Vec<Attribute<'a>>,
}

pub(super) struct Attribute<'a> {
    /// The name with its prefix.
    pub(super) name: &'a str,
    pub(super) value: Cow<'a, str>,
    /// The line of the value.
    pub(super) line: usize,
}

impl<'a> Element<'a> {
    /// The attribute of this name, with any prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        let mut attributes = self.attributes.iter();
        attributes.find(|attribute| local(attribute.name) == name)
    }

    /// The value of this attribute.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(|attribute| &*attribute.value)
    }
}

/// What is wrong in a document, and on which line.
pub(super) type Malformed = (usize, &'static str);

pub(super) struct Xml<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    lines: Lines<'a>,
    /// The names of the open elements, with their prefixes.
    path: Vec<&'a str>,
}

impl<'a> Xml<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            text,
            reader,
            lines: Lines::new(text),
            path: Vec::new(),
        }
    }

    /// The next node, or `None` at the end of the document.
    pub(super) fn next(&mut self) -> Result<Option<Node<'a>>, Malformed> {
        loop {
            let position = self.reader.buffer_position();
            let start = usize::try_from(position).unwrap_or(usize::MAX);
            let event = self.reader.read_event();
            let event = event.map_err(|error| (self.lines.line(start), problem(&error)))?;
            let node = match event {
                Event::Start(tag) => self.start(start, &tag).map(Node::Start),
                Event::End(_) => {
                    self.path.pop();
                    Ok(Node::End)
                }
                Event::Text(text) => Ok(Node::Text(text.into_inner())),
                Event::CData(text) => Ok(Node::Text(text.into_inner())),
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().ok().flatten();
                    let text = match character {
                        Some(character) => Some(character.to_string().into()),
                        None => resolve_xml_entity(&reference).map(Cow::Borrowed),
                    };
                    text.map(Node::Text).ok_or("an unknown entity")
                }
                Event::DocType(_) => Err("document types (<!DOCTYPE>) are not allowed"),
                Event::Eof if self.path.is_empty() => return Ok(None),
                Event::Eof => Err("the document ends inside an element"),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Empty(_) => continue,
            };
            return match node {
                Ok(node) => Ok(Some(node)),
                Err(problem) => Err((self.lines.line(start), problem)),
            };
        }
    }

    /// The names of the open elements, with their prefixes.
    pub(super) fn path(&self) -> &[&'a str] {
        &self.path
    }

    fn start(&mut self, start: usize, tag: &BytesStart<'_>) -> Result<Element<'a>, &'static str> {
        // the event borrows from itself; the same bytes of the text live longer
        let text = &self.text[start + 1..][..tag.len()];
        let name = &text[..tag.name().as_ref().len()];
        // " > " is between two names
        let length: usize = self.path.iter().map(|name| name.len() + 3).sum();
        if length + name.len() > MAX_PATH {
            return Err("elements are nested too deep, or their names are too long");
        }
        let line = self.lines.line(start);
        let attributes = self.attributes(text, name.len(), start + 1)?;
        self.path.push(name);
        Ok(Element {
            name: local(name),
            line,
            attributes,
        })
    }

    fn attributes(
        &mut self,
        text: &'a str,
        name: usize,
        start: usize,
    ) -> Result<Vec<Attribute<'a>>, &'static str> {
        let mut attributes = Vec::new();
        let mut end = name;
        // the check compares each name with all before it
        for attribute in Attributes::new(text, name).with_checks(false) {
            let attribute = attribute.map_err(|_| "a malformed attribute")?;
            if attributes.len() == MAX_ATTRIBUTES {
                return Err("an element with more than 256 attributes");
            }
            // from the end of the last attribute: white space, the name, `=` and the opening quote
            let quote = text[end..].find(['"', '\'']).unwrap_or_default();
            let at = end + quote + 1;
            end = at + attribute.value.len() + 1;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            attributes.push(Attribute {
                name: attribute.key.into_inner(),
                value: value.map_err(|_| "an unknown entity in an attribute")?,
                line: self.lines.line(start + at),
            });
        }
        Ok(attributes)
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// quick-xml's own texts about ill-formed documents quote them, and could quote a content key.
fn problem(error: &XmlError) -> &'static str {
    match error {
        XmlError::Syntax(SyntaxError::UnclosedDoctype)
        | XmlError::IllFormed(IllFormedError::MissingDoctypeName) => {
            "document types (<!DOCTYPE>) are not allowed"
        }
        XmlError::IllFormed(IllFormedError::MismatchedEndTag { .. }) => {
            "an end tag of another element"
        }
        XmlError::IllFormed(IllFormedError::UnmatchedEndTag(_)) => "an end tag without its element",
        XmlError::IllFormed(IllFormedError::UnclosedReference) => "`&` without a reference",
        _ => "malformed XML",
    }
}
