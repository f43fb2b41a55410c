//! Bytes → [`Document`].

use std::borrow::Cow;

use quick_xml::escape::unescape;

use super::MAX_TEXT_BYTES;
use super::document::{
    ContentKey, Document, DrmSystem, Kid, Period, PeriodFilter, Reference, Remains, UsageRule,
};
use super::error::{Error, Fault, excerpt};
use super::xml::{Element, Namespace, Node, Xml};

/// The attributes that list kids.
const REFERENCES: [&str; 3] = ["kid", "dependsOnKey", "encryptsKey"];

impl<'a> Document<'a> {
    /// Reads a request or a response.
    ///
    /// # Errors
    ///
    /// The first [`Fault`] and its line: the document is not well-formed XML in UTF-8, has a document type, or has another root element than CPIX; an
    /// element lacks the attribute that ties it to the others; an index is not a number; a text is longer than [`MAX_TEXT_BYTES`].
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
            remains: Remains::default(),
        };
        let mut xml = Xml::new(source)?;
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(element) => {
                    let has_kid = document.add(xml.path(), &element)?;
                    document.add_references(&element, has_kid)?;
                    document.start_remains(&xml, &element);
                }
                Node::Text(text) => document.text_remains(&xml, &text),
            }
        }
        Ok(document)
    }

    /// Takes what an element says, which counts only in its place, and returns whether its kid is part of that.
    fn add(&mut self, path: &[&str], element: &Element<'a>) -> Result<bool, Error> {
        self.speke_elements |= element.namespace == Namespace::Speke;
        match path {
            ["CPIX"] => {
                self.line = element.line;
                self.id = element.hashed("id")?;
                self.content_id = element.hashed("contentId")?;
                self.version = element.text("version");
            }
            [_] => return Err(Fault::NotCpix.at(element.line)),
            ["CPIX", "ContentKeyList", "ContentKey"] => {
                self.keys.push(ContentKey {
                    kid: element.kid("ContentKey")?,
                    depends_on: None,
                    scheme: element.hashed("commonEncryptionScheme")?,
                    content_id: element.hashed("contentId")?,
                });
                return Ok(true);
            }
            ["CPIX", "DRMSystemList", "DRMSystem"] => {
                self.drm_systems.push(DrmSystem {
                    kid: element.kid("DRMSystem")?,
                    system_id: element.text("systemId"),
                });
                return Ok(true);
            }
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
                });
                return Ok(true);
            }
            [
                "CPIX",
                "ContentKeyUsageRuleList",
                "ContentKeyUsageRule",
                "KeyPeriodFilter",
            ] => {
                let missing = Fault::MissingAttribute("KeyPeriodFilter", "periodId");
                let filter = PeriodFilter {
                    period_id: element
                        .text("periodId")
                        .ok_or_else(|| missing.at(element.line))?,
                    line: element.line,
                };
                // the rule that it is in was the last to start
                if let Some(rule) = self.rules.last_mut() {
                    rule.periods.push(filter);
                }
            }
            _ => {}
        }
        Ok(false)
    }

    /// Takes the keys that other attributes of CPIX name.
    fn add_references(&mut self, element: &Element<'a>, has_kid: bool) -> Result<(), Error> {
        if element.namespace != Namespace::Cpix {
            return Ok(());
        }
        for attribute in REFERENCES {
            if attribute == "kid" && has_kid {
                continue;
            }
            let mut kids = element.kids(attribute)?.into_iter();
            if has_kid && element.name == "ContentKey" && attribute == "dependsOnKey" {
                // the key was the last to start
                if let Some(key) = self.keys.last_mut() {
                    key.depends_on = kids.next();
                }
            }
            let references = kids.map(|kid| Reference { attribute, kid });
            self.references.extend(references);
        }
        Ok(())
    }
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

    fn kid(&self, element: &'static str) -> Result<Kid<'a>, Error> {
        let text = self.hashed("kid")?;
        let Some((attribute, text)) = self.attribute("kid").zip(text) else {
            return Err(Fault::MissingAttribute(element, "kid").at(self.line));
        };
        Ok(Kid {
            key_id: text.parse().ok(),
            text,
            range: attribute.range.clone(),
            line: attribute.line,
        })
    }

    /// The kids that an attribute lists, each where it is written.
    fn kids(&self, name: &'static str) -> Result<Vec<Kid<'a>>, Error> {
        let Some(attribute) = self.attribute(name) else {
            return Ok(Vec::new());
        };
        let mut kids = Vec::new();
        let (mut line, mut end) = (attribute.line, 0);
        for raw in attribute.raw.split_ascii_whitespace() {
            let rest = &attribute.raw[end..];
            let space = rest.len() - rest.trim_ascii_start().len();
            line += rest[..space].matches('\n').count();
            end += space + raw.len();
            // the reader has resolved the references of the whole value
            let text = unescape(raw).unwrap_or(Cow::Borrowed(raw));
            if text.len() > MAX_TEXT_BYTES {
                return Err(Fault::TooLong(name).at(line));
            }
            let end = attribute.range.start + end;
            kids.push(Kid {
                key_id: text.parse().ok(),
                text,
                range: end - raw.len()..end,
                line,
            });
        }
        Ok(kids)
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
