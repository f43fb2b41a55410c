//! The elements of a document one after the other, with the checks for well-formedness that quick-xml leaves to its user.

use quick_xml::errors::{Error as XmlError, IllFormedError, SyntaxError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::NamespaceError;
use quick_xml::reader::NsReader;

use super::MAX_DEPTH;
use super::attributes::{self, Attribute, Namespace};
use super::error::{Error, Fault};
use super::text::{Lines, decode, is_character, is_name, is_qualified_name};

/// The beginning of an element.
pub(super) struct Tag<'a> {
    pub(super) namespace: Namespace,
    pub(super) local_name: &'a str,
    pub(super) line: usize,
    pub(super) attributes: Vec<Attribute<'a>>,
}

impl<'a> Tag<'a> {
    /// The attribute of this name, without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }
}

/// The beginning or the end of an element; an empty one has both.
pub(super) enum Step<'a> {
    Start(Tag<'a>),
    End,
}

pub(super) struct Xml<'a> {
    text: &'a str,
    /// What comes before the text in the document: a byte-order mark.
    mark: usize,
    reader: NsReader<&'a [u8]>,
    lines: Lines<'a>,
    /// The lines of the elements that are open.
    open: Vec<usize>,
    rooted: bool,
}

impl<'a> Xml<'a> {
    pub(super) fn new(source: &'a [u8]) -> Result<Self, Error> {
        let text = decode(source)?;
        let mut reader = NsReader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Ok(Self {
            text,
            mark: source.len() - text.len(),
            reader,
            lines: Lines::new(text),
            open: Vec::new(),
            rooted: false,
        })
    }

    /// The next step, until the document is over.
    pub(super) fn next(&mut self) -> Result<Option<Step<'a>>, Error> {
        loop {
            let start = offset(self.reader.buffer_position());
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => {
                    return self.start(start, &tag).map(|tag| Some(Step::Start(tag)));
                }
                Ok(Event::End(_)) => {
                    self.open.pop();
                    return Ok(Some(Step::End));
                }
                Ok(Event::Eof) => return self.end().map(|()| None),
                Ok(other) => self.check(start, &other)?,
                Err(error) => return Err(self.refuse(start, &error)),
            }
        }
    }

    fn start(&mut self, start: usize, tag: &BytesStart<'_>) -> Result<Tag<'a>, Error> {
        let line = self.lines.at(start);
        if self.open.is_empty() && self.rooted {
            return Err(Fault::Malformed("a second root element").at(line));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(Fault::TooDeep.at(line));
        }
        self.rooted = true;
        self.open.push(line);

        // The event borrows from itself; the same bytes of the text live as long as the document.
        let inside = &self.text[start + 1..][..tag.len()];
        let name = &inside[..tag.name().as_ref().len()];
        if !is_qualified_name(name) {
            return Err(Fault::Malformed("an element's name").at(line));
        }
        let resolver = self.reader.resolver();
        let namespace = Namespace::of_element(resolver, name)
            .ok_or_else(|| Fault::Malformed("an undeclared prefix").at(line))?;
        let attributes =
            attributes::read(self.text, inside, name.len(), resolver, &mut self.lines)?;
        let attributes = attributes
            .into_iter()
            .map(|attribute| attribute.after(self.mark))
            .collect();
        let local_name = name.split_once(':').map_or(name, |(_, local)| local);
        Ok(Tag {
            namespace,
            local_name,
            line,
            attributes,
        })
    }

    fn end(&mut self) -> Result<(), Error> {
        match self.open.last() {
            Some(&line) => Err(Fault::Malformed("an element without an end tag").at(line)),
            None if self.rooted => Ok(()),
            None => Err(Fault::Malformed("no root element").at(self.lines.at(self.text.len()))),
        }
    }

    /// All that is neither a beginning nor an end of an element. Its text is not kept.
    fn check(&mut self, start: usize, event: &Event<'_>) -> Result<(), Error> {
        let outside = self.open.is_empty();
        let (at, problem) = match event {
            Event::Text(text) => {
                let visible = text.find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n'));
                match (visible, text.find("]]>")) {
                    (Some(at), _) if outside => (at, "text outside the root element"),
                    (_, Some(at)) => (at, "]]> in text"),
                    _ => return Ok(()),
                }
            }
            Event::CData(_) | Event::GeneralRef(_) if outside => {
                (0, "text outside the root element")
            }
            Event::GeneralRef(reference) if !is_known(reference) => {
                (0, "an unknown entity or character reference")
            }
            Event::Decl(_) if start > 0 => (0, "a declaration that is not at the very beginning"),
            Event::PI(pi) if !is_name(pi.target()) || pi.target().eq_ignore_ascii_case("xml") => {
                (0, "a processing instruction's name")
            }
            Event::DocType(_) => return Err(Fault::Doctype.at(self.lines.at(start))),
            _ => return Ok(()),
        };
        Err(Fault::Malformed(problem).at(self.lines.at(start + at)))
    }

    fn refuse(&mut self, start: usize, error: &XmlError) -> Error {
        let at = match error {
            XmlError::Syntax(_) | XmlError::IllFormed(_) => offset(self.reader.error_position()),
            _ => start,
        };
        fault(error).at(self.lines.at(at))
    }
}

/// Offsets in a slice fit.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn is_known(reference: &BytesRef<'_>) -> bool {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => is_character(character),
        Ok(None) => resolve_xml_entity(reference).is_some(),
        Err(_) => false,
    }
}

/// quick-xml's own texts quote the document, and could quote a key.
fn fault(error: &XmlError) -> Fault {
    Fault::Malformed(match error {
        XmlError::Syntax(SyntaxError::UnclosedDoctype)
        | XmlError::IllFormed(IllFormedError::MissingDoctypeName) => return Fault::Doctype,
        XmlError::Syntax(SyntaxError::UnclosedComment) => "a comment without end",
        XmlError::Syntax(SyntaxError::UnclosedCData) => "a CDATA section without end",
        XmlError::Syntax(SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl) => {
            "a processing instruction without end"
        }
        XmlError::Syntax(SyntaxError::InvalidBangMarkup) => {
            "markup after <! that is neither a comment nor CDATA"
        }
        XmlError::Syntax(_) => "a tag without end",
        XmlError::IllFormed(IllFormedError::MismatchedEndTag { .. }) => {
            "an end tag of another element"
        }
        XmlError::IllFormed(IllFormedError::UnmatchedEndTag(_)) => "an end tag without its element",
        XmlError::IllFormed(IllFormedError::DoubleHyphenInComment) => "-- inside a comment",
        XmlError::IllFormed(IllFormedError::UnclosedReference) => "an & that begins no reference",
        XmlError::Namespace(NamespaceError::TooManyBindings(_)) => "too many namespaces in scope",
        XmlError::Namespace(_) => "a reserved namespace or prefix is declared",
        _ => "not well-formed",
    })
}
