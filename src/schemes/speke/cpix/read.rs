//! Bytes → [`Document`].

use std::borrow::Cow;

use super::MAX_TEXT_BYTES;
use super::attributes::Namespace;
use super::document::{ContentKey, Document, DrmSystem, Kid, Period, PeriodFilter, UsageRule};
use super::error::{Error, Fault, excerpt};
use super::xml::{Step, Tag, Xml};
use crate::speke::KeyId;

/// Where in a document one is. An element counts only in its place.
#[derive(Clone, Copy)]
enum Place {
    Outside,
    Cpix,
    KeyList,
    Key,
    SystemList,
    System,
    PeriodList,
    Period,
    RuleList,
    Rule,
    PeriodFilter,
    Elsewhere,
}

impl Place {
    fn inside(self, tag: &Tag<'_>) -> Self {
        if tag.namespace != Namespace::Cpix {
            return Self::Elsewhere;
        }
        match (self, tag.local_name) {
            (Self::Outside, "CPIX") => Self::Cpix,
            (Self::Cpix, "ContentKeyList") => Self::KeyList,
            (Self::KeyList, "ContentKey") => Self::Key,
            (Self::Cpix, "DRMSystemList") => Self::SystemList,
            (Self::SystemList, "DRMSystem") => Self::System,
            (Self::Cpix, "ContentKeyPeriodList") => Self::PeriodList,
            (Self::PeriodList, "ContentKeyPeriod") => Self::Period,
            (Self::Cpix, "ContentKeyUsageRuleList") => Self::RuleList,
            (Self::RuleList, "ContentKeyUsageRule") => Self::Rule,
            (Self::Rule, "KeyPeriodFilter") => Self::PeriodFilter,
            _ => Self::Elsewhere,
        }
    }
}

impl<'a> Document<'a> {
    /// Reads a request or an answer.
    ///
    /// # Errors
    ///
    /// The first [`Fault`] and its line: no well-formed XML in UTF-8, a document type, another root than CPIX, an element without the attribute
    /// that ties it to the others, a kid or an index that is none, a text longer than [`MAX_TEXT_BYTES`].
    pub fn read(source: &'a [u8]) -> Result<Self, Error> {
        let mut xml = Xml::new(source)?;
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
        let mut path = Vec::new();
        while let Some(step) = xml.next()? {
            match step {
                Step::Start(tag) => {
                    let parent = path.last().copied().unwrap_or(Place::Outside);
                    let place = parent.inside(&tag);
                    if matches!((parent, place), (Place::Outside, Place::Elsewhere)) {
                        return Err(Fault::NotCpix.at(tag.line));
                    }
                    document.take(place, &tag)?;
                    path.push(place);
                }
                Step::End => {
                    path.pop();
                }
            }
        }
        Ok(document)
    }

    fn take(&mut self, place: Place, tag: &Tag<'a>) -> Result<(), Error> {
        self.speke_elements |= tag.namespace == Namespace::Speke;
        match place {
            Place::Cpix => {
                self.line = tag.line;
                self.id = hashed(tag, "id")?;
                self.content_id = hashed(tag, "contentId")?;
                self.version = value(tag, "version");
            }
            Place::Key => {
                let key = ContentKey {
                    kid: kid(tag, "ContentKey")?,
                    scheme: hashed(tag, "commonEncryptionScheme")?,
                    content_id: hashed(tag, "contentId")?,
                };
                self.keys.push(key);
            }
            Place::System => self.drm_systems.push(DrmSystem {
                kid: kid(tag, "DRMSystem")?,
                system_id: value(tag, "systemId"),
            }),
            Place::Period => self.periods.push(Period {
                id: value(tag, "id"),
                index: index(tag)?,
                line: tag.line,
            }),
            Place::Rule => {
                let kid = kid(tag, "ContentKeyUsageRule")?;
                self.rules.push(UsageRule {
                    kid,
                    track_type: hashed(tag, "intendedTrackType")?,
                    periods: Vec::new(),
                });
            }
            Place::PeriodFilter => {
                let missing =
                    || Fault::MissingAttribute("KeyPeriodFilter", "periodId").at(tag.line);
                let filter = PeriodFilter {
                    period_id: value(tag, "periodId").ok_or_else(missing)?,
                    line: tag.line,
                };
                // a filter is in a rule, which was the last to be pushed
                if let Some(rule) = self.rules.last_mut() {
                    rule.periods.push(filter);
                }
            }
            Place::Outside
            | Place::KeyList
            | Place::SystemList
            | Place::PeriodList
            | Place::RuleList
            | Place::Elsewhere => {}
        }
        Ok(())
    }
}

fn value<'a>(tag: &Tag<'a>, name: &str) -> Option<Cow<'a, str>> {
    tag.attribute(name).map(|attribute| attribute.value.clone())
}

/// A text that is hashed once a key, so that its length counts as often.
fn hashed<'a>(tag: &Tag<'a>, name: &'static str) -> Result<Option<Cow<'a, str>>, Error> {
    match tag.attribute(name) {
        Some(attribute) if attribute.value.len() > MAX_TEXT_BYTES => {
            Err(Fault::TooLong(name).at(attribute.line))
        }
        attribute => Ok(attribute.map(|attribute| attribute.value.clone())),
    }
}

fn kid(tag: &Tag<'_>, element: &'static str) -> Result<Kid, Error> {
    let attribute = tag
        .attribute("kid")
        .ok_or_else(|| Fault::MissingAttribute(element, "kid").at(tag.line))?;
    let key_id: KeyId = attribute
        .value
        .parse()
        .map_err(|_| Fault::KeyId(excerpt(&attribute.value)).at(attribute.line))?;
    let guid = attribute.value.eq_ignore_ascii_case(&key_id.to_string());
    Ok(Kid {
        key_id,
        guid,
        range: attribute.range.clone(),
        line: attribute.line,
    })
}

/// The index is hashed as a number, so it must be the text of that number.
fn index(tag: &Tag<'_>) -> Result<Option<u32>, Error> {
    let Some(attribute) = tag.attribute("index") else {
        return Ok(None);
    };
    match attribute.value.parse::<u32>() {
        Ok(index) if index.to_string() == attribute.value => Ok(Some(index)),
        _ => Err(Fault::PeriodIndex(excerpt(&attribute.value)).at(attribute.line)),
    }
}
