//! Bytes → [`Document`].

use std::borrow::Cow;

use super::MAX_TEXT_BYTES;
use super::document::{ContentKey, Document, Kid, Period, PeriodFilter, UsageRule};
use super::error::{Error, Fault, excerpt};
use super::xml::{Element, Namespace, Xml};
use crate::speke::KeyId;

impl<'a> Document<'a> {
    /// Reads a request or a response.
    ///
    /// # Errors
    ///
    /// The first [`Fault`] and its line: the document is not well-formed XML in UTF-8, has a document type, or has another root element than CPIX; an
    /// element lacks the attribute that ties it to the others; a kid is not a key id, or an index not a number; a text is longer than [`MAX_TEXT_BYTES`].
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
        };
        let mut xml = Xml::new(source)?;
        while let Some(element) = xml.next()? {
            document.add(xml.path(), &element)?;
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
            }),
            ["CPIX", "DRMSystemList", "DRMSystem"] => {
                self.drm_systems.push(element.kid("DRMSystem")?);
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

    fn kid(&self, element: &'static str) -> Result<Kid, Error> {
        let Some(attribute) = self.attribute("kid") else {
            return Err(Fault::MissingAttribute(element, "kid").at(self.line));
        };
        let Ok(key_id) = attribute.value.parse::<KeyId>() else {
            return Err(Fault::KeyId(excerpt(&attribute.value)).at(attribute.line));
        };
        Ok(Kid {
            key_id,
            guid: attribute.value.eq_ignore_ascii_case(&key_id.to_string()),
            range: attribute.range.clone(),
            line: attribute.line,
        })
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
