//! Bytes → [`Document`].

use std::borrow::Cow;

use quick_xml::escape::unescape;

use super::document::{
    ContentKey, Document, DrmSystem, Kid, Name, Period, PeriodFilter, Reference, UsageRule,
};
use super::error::{Error, Fault};
use super::xml::{Attribute, Element, Namespace, Node, Xml};
use super::{MAX_REFERENCES, MAX_TEXT_BYTES};
use crate::speke::KeyId;
use crate::speke::inspect::excerpt;

impl<'a> Document<'a> {
    /// Reads a request or a response.
    ///
    /// # Errors
    ///
    /// The first [`Fault`] and its line: the document is not well-formed XML in UTF-8, has a document type, or has another root element than CPIX; an
    /// element lacks the attribute that ties it to the others; an index is not a number; a text is longer than [`MAX_TEXT_BYTES`], or there are more than
    /// [`MAX_REFERENCES`].
    pub fn read(source: &'a [u8]) -> Result<Self, Error> {
        let mut document = Self {
            source,
            line: 1,
            id: None,
            content_id: None,
            version: None,
            speke_elements: false,
            keys: Vec::new(),
            drm_systems: Vec::new(),
            periods: Vec::new(),
            rules: Vec::new(),
            references: Vec::new(),
        };
        let mut xml = Xml::new(source)?;
        while let Some(node) = xml.next()? {
            if let Node::Start(element) = node {
                document.add(xml.path(), &element)?;
            }
        }
        Ok(document)
    }

    /// Takes what an element says. It counts only in its place.
    fn add(&mut self, path: &[&str], element: &Element<'a>) -> Result<(), Error> {
        self.speke_elements |= element.namespace == Namespace::Speke;
        match path {
            ["CPIX"] => {
                self.line = element.line;
                self.id = element.hashed("id")?;
                self.content_id = element.hashed("contentId")?;
                self.version = element.text("version");
            }
            [_] => return Err(Fault::NotCpix.at(element.line)),
            ["CPIX", "ContentKeyList", "ContentKey"] => self.keys.push(ContentKey {
                kid: element.kid("ContentKey")?,
                scheme: element.hashed("commonEncryptionScheme")?,
                content_id: element.hashed("contentId")?,
                depends_on: (element.attribute("dependsOnKey"))
                    .map(|root| kid(&root.value, root))
                    .transpose()?,
            }),
            ["CPIX", "DRMSystemList", "DRMSystem"] => self.drm_systems.push(DrmSystem {
                kid: element.kid("DRMSystem")?,
                system_id: element.text("systemId"),
            }),
            ["CPIX", "ContentKeyPeriodList", "ContentKeyPeriod"] => self.periods.push(Period {
                id: element.text("id"),
                index: element.index()?,
                line: element.line,
            }),
            ["CPIX", "ContentKeyUsageRuleList", "ContentKeyUsageRule"] => {
                self.rules.push(UsageRule {
                    kid: element.kid("ContentKeyUsageRule")?,
                    track_type: element.hashed("intendedTrackType")?,
                    periods: Vec::new(),
                    filters: Vec::new(),
                });
            }
            [
                "CPIX",
                "ContentKeyUsageRuleList",
                "ContentKeyUsageRule",
                filter,
            ] if !filter.is_empty() => {
                // the rule that it is in was the last to start
                if let Some(rule) = self.rules.last_mut() {
                    rule.filter(filter, element)?;
                }
                self.refer(element)?;
            }
            _ if element.namespace == Namespace::Cpix => self.refer(element)?,
            _ => {}
        }
        Ok(())
    }

    /// Takes what refers to keys in any other element.
    fn refer(&mut self, element: &Element<'a>) -> Result<(), Error> {
        for attribute in &element.attributes {
            if (element.name, attribute.name) == ("DocumentKey", "encryptsKey") {
                self.refer_to_each(attribute)?;
            } else if is_reference(attribute.name) {
                let place = format!("{}@{}", element.name, attribute.name);
                self.refer_to(kid(&attribute.value, attribute)?, place.into())?;
            }
        }
        Ok(())
    }

    /// Takes the kids of a list.
    fn refer_to_each(&mut self, list: &Attribute<'a>) -> Result<(), Error> {
        // what was read is UTF-8
        let text = str::from_utf8(&self.source[list.range.clone()]).unwrap_or_default();
        let mut word = Attribute {
            value: Cow::Borrowed(""),
            range: list.range.start..list.range.start,
            ..*list
        };
        for text in text.split_inclusive(|end: char| end.is_ascii_whitespace()) {
            let written = text.trim_end_matches(|end: char| end.is_ascii_whitespace());
            word.range.end = word.range.start + written.len();
            let value = unescape(written).unwrap_or(Cow::Borrowed(written));
            if !written.is_empty() {
                let place = Cow::Borrowed("DocumentKey@encryptsKey");
                self.refer_to(kid(&value, &word)?, place)?;
            }
            word.range.start += text.len();
            word.line += usize::from(text.ends_with('\n'));
        }
        Ok(())
    }

    fn refer_to(&mut self, kid: Kid, place: Cow<'a, str>) -> Result<(), Error> {
        if self.references.len() == MAX_REFERENCES {
            return Err(Fault::TooManyReferences.at(kid.line));
        }
        self.references.push(Reference { place, kid });
        Ok(())
    }
}

impl<'a> UsageRule<'a> {
    fn filter(&mut self, name: &str, element: &Element<'a>) -> Result<(), Error> {
        if name == "KeyPeriodFilter" {
            let missing = Fault::MissingAttribute("KeyPeriodFilter", "periodId");
            self.periods.push(PeriodFilter {
                period_id: element
                    .text("periodId")
                    .ok_or_else(|| missing.at(element.line))?,
                line: element.line,
            });
            return Ok(());
        }
        let own = |attribute: &&Attribute<'_>| !attribute.name.starts_with("xmlns");
        let attributes = element.attributes.iter().filter(own);
        let mut words: Vec<_> = attributes
            .map(|attribute| format!(" {}='{}'", attribute.name, attribute.value))
            .collect();
        words.sort_unstable();
        self.filters.push(name.to_owned() + &words.concat());
        Ok(())
    }
}

/// Whether an attribute refers to a key. Drafts of CPIX have other names for `kid`.
pub(super) fn is_reference(attribute: &str) -> bool {
    ["kid", "keyId", "dependsOnKey", "encryptsKey"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(attribute))
}

fn kid(text: &str, attribute: &Attribute<'_>) -> Result<Kid, Error> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(Fault::TooLong("kid").at(attribute.line));
    }
    let name = Name::new(text);
    let guid = |key_id: KeyId| text.eq_ignore_ascii_case(&key_id.to_string());
    Ok(Kid {
        guid: name.key_id().is_some_and(guid),
        name,
        range: attribute.range.clone(),
        line: attribute.line,
    })
}

impl<'a> Element<'a> {
    fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attribute(name)
            .map(|attribute| attribute.value.clone())
    }

    /// A text that is hashed for every key, so that its length counts as often.
    fn hashed(&self, name: &'static str) -> Result<Option<Cow<'a, str>>, Error> {
        match self.attribute(name) {
            Some(attribute) if attribute.value.len() > MAX_TEXT_BYTES => {
                Err(Fault::TooLong(name).at(attribute.line))
            }
            _ => Ok(self.text(name)),
        }
    }

    fn kid(&self, element: &'static str) -> Result<Kid, Error> {
        match self.attribute("kid") {
            Some(attribute) => kid(&attribute.value, attribute),
            None => Err(Fault::MissingAttribute(element, "kid").at(self.line)),
        }
    }

    /// The index is hashed as a number, so it must be the text of that number.
    fn index(&self) -> Result<Option<u32>, Error> {
        let Some(attribute) = self.attribute("index") else {
            return Ok(None);
        };
        match attribute.value.parse::<u32>() {
            Ok(index) if index.to_string() == attribute.value => Ok(Some(index)),
            _ => Err(Fault::PeriodIndex(excerpt(&attribute.value)).at(attribute.line)),
        }
    }
}
