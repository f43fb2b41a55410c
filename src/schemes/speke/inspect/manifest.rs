//! XML documents: DASH and Smooth Streaming manifests, CPIX, and fragments of them.

use super::finding::Problem;
use super::playlist;
use super::report::{Report, Spot};
use super::scopes::{Data, Group, Scopes};
use super::sighting::{Carrier, Position, Sighting};
use super::xml::{Element, Node, Xml, local};
use crate::speke::drm::{self, SystemId, decode_base64};

/// What surrounds a document.
struct Context<'c> {
    /// Where it is inside another one, which it then cannot do again.
    outer: Option<&'c Spot>,
}

/// An open element.
#[derive(Default)]
struct Frame {
    /// The system of this element, or of one around it.
    system: Option<SystemId>,
    /// What is declared here, and what data here has, if anything.
    scope: Option<usize>,
    /// Data, with the text so far.
    data: Option<(Data, Spot, String)>,
}

/// Reads a document, and compares what its data has with what it declares.
pub(super) fn read(text: &str, report: &mut Report) {
    let mut scopes = Scopes::default();
    Context { outer: None }.read(text, report, &mut scopes);
    scopes.compare(report);
}

/// Reads the text of an element of a CPIX document that is data of a DRM system.
pub(in super::super) fn read_element(
    name: &str,
    system: Option<SystemId>,
    text: &str,
) -> Vec<Sighting> {
    let mut report = Report::default();
    let spot = Spot {
        system,
        ..Spot::new(Position::Line(1), name)
    };
    if let Some(data) = data(name) {
        Context { outer: None }.data(data, text, &spot, &mut report);
    }
    report.sightings
}

/// The name of the root element, without its prefix; `None` if there is none, or it is malformed.
pub(super) fn root(text: &str) -> Option<&str> {
    let mut xml = Xml::new(text);
    loop {
        if let Node::Start(root) = xml.next().ok()?? {
            return Some(root.name);
        }
    }
}

impl Context<'_> {
    fn read(&self, text: &str, report: &mut Report, scopes: &mut Scopes) {
        let mut xml = Xml::new(text);
        let mut frames: Vec<Frame> = Vec::new();
        loop {
            match xml.next() {
                Ok(Some(Node::Start(element))) => {
                    let frame = self.start(&element, xml.path(), &mut frames, report, scopes);
                    frames.push(frame);
                }
                Ok(Some(Node::Text(text))) => {
                    if let Some(Frame {
                        data: Some(data), ..
                    }) = frames.last_mut()
                    {
                        data.2.push_str(&text);
                    }
                }
                Ok(Some(Node::End)) => {
                    let frame = frames.pop().unwrap_or_default();
                    if let Some((data, spot, text)) = frame.data {
                        let start = report.sightings.len();
                        self.data(data, &text, &spot, report);
                        // what data in ContentProtection or DRMSystem has is compared with what it declares
                        let scope = frames.iter().rev().find_map(|frame| frame.scope);
                        let group = Group::new(spot.system, data);
                        let found = start..report.sightings.len();
                        scopes.state(scope, group, found, &report.sightings);
                    }
                }
                Ok(None) => return,
                Err((line, problem)) => {
                    let spot = self.spot(line, xml.path(), None, None);
                    return report.add_finding(Problem::Xml(problem), &spot);
                }
            }
        }
    }

    /// The place of an element, or of one of its attributes.
    fn spot(
        &self,
        line: usize,
        path: &[&str],
        attribute: Option<&str>,
        system: Option<SystemId>,
    ) -> Spot {
        let mut place = path.join(" > ");
        if let Some(attribute) = attribute {
            place.push('@');
            place.push_str(attribute);
        }
        match self.outer {
            Some(outer) => Spot {
                system: system.or(outer.system),
                ..outer.inside(&place)
            },
            None => Spot {
                position: Position::Line(line),
                place: place.into(),
                system,
            },
        }
    }

    fn start(
        &self,
        element: &Element<'_>,
        path: &[&str],
        frames: &mut [Frame],
        report: &mut Report,
        scopes: &mut Scopes,
    ) -> Frame {
        let mut frame = Frame {
            system: frames.last().and_then(|frame| frame.system),
            ..Frame::default()
        };
        let system = ["schemeIdUri", "systemId", "SystemID"];
        let system = system.iter().find_map(|name| element.value(name));
        match element.name {
            "ContentProtection" => {
                frame.system = system.and_then(SystemId::parse);
                frame.scope = Some(scope_of(frames, scopes));
            }
            "DRMSystem" => {
                frame.system = system.and_then(SystemId::parse);
                frame.scope = Some(scopes.open(None));
            }
            "ProtectionHeader" => frame.system = system.and_then(SystemId::parse).or(frame.system),
            _ => {}
        }
        for attribute in &element.attributes {
            let Some(carrier) = carrier(element.name, local(attribute.name)) else {
                continue;
            };
            let name = Some(attribute.name);
            let spot = self.spot(attribute.line, path, name, frame.system);
            let start = report.sightings.len();
            // default_KID and encryptsKey are lists
            for text in attribute.value.split_ascii_whitespace() {
                report.add_text(text, carrier, &spot);
            }
            let is_common = element.value("schemeIdUri") == Some(COMMON);
            let found = start..report.sightings.len();
            scopes.declare(frame.scope, is_common, found, &report.sightings);
        }
        frame.data = data(element.name).map(|data| {
            let spot = self.spot(element.line, path, None, frame.system);
            (data, spot, String::new())
        });
        frame
    }

    /// Reads the text of an element that is data.
    fn data(&self, data: Data, text: &str, spot: &Spot, report: &mut Report) {
        let text = text.trim();
        // templates and requests have empty elements
        if text.is_empty() {
            return;
        }
        match data {
            Data::PlayReadyKid => return report.add_text(text, Carrier::PlayReadyKid, spot),
            Data::MarlinContentId => {
                // other content IDs of Marlin have no key ID
                if let Some(text) = text.strip_prefix("urn:marlin:kid:") {
                    report.add_text(text, Carrier::MarlinContentId, spot);
                }
                return;
            }
            _ => {}
        }
        let bytes = match decode_base64(text) {
            Ok(bytes) => bytes,
            // some put the elements and lines there as they are
            Err(_) if matches!(data, Data::ContentProtection | Data::Playlist | Data::Uri) => {
                text.as_bytes().to_vec()
            }
            Err(error) => return report.add_finding(Problem::Drm(error.fault), spot),
        };
        let text = String::from_utf8_lossy(&bytes);
        match data {
            Data::ContentProtection if self.outer.is_none() => {
                let inner = Context { outer: Some(spot) };
                inner.read(&text, report, &mut Scopes::default());
            }
            Data::Playlist => playlist::read_inside(&text, spot, report),
            Data::Uri => playlist::read_uri(&text, spot, report),
            _ => _ = report.add_drm(drm::read(&bytes), spot),
        }
    }
}

/// What the text of an element is, if it is data.
fn data(element: &str) -> Option<Data> {
    Some(match element {
        "pssh" | "PSSH" => Data::Pssh,
        "pro" | "ProtectionHeader" | "SmoothStreamingProtectionHeaderData" => Data::PlayReady,
        "kid" => Data::PlayReadyKid,
        "MarlinContentId" => Data::MarlinContentId,
        "ContentProtectionData" => Data::ContentProtection,
        "HLSSignalingData" => Data::Playlist,
        "URIExtXKey" => Data::Uri,
        _ => return None,
    })
}

/// The scheme of the descriptor that has the default key ID for all systems.
const COMMON: &str = "urn:mpeg:dash:mp4protection:2011";

/// The scope of the element that a `ContentProtection` is in, and of all around it.
fn scope_of(frames: &mut [Frame], scopes: &mut Scopes) -> usize {
    let mut outer = None;
    for frame in frames {
        outer = Some(*frame.scope.get_or_insert_with(|| scopes.open(outer)));
    }
    outer.unwrap_or_else(|| scopes.open(None))
}

/// What an attribute is that contains a key ID.
fn carrier(element: &str, attribute: &str) -> Option<Carrier> {
    Some(match (element, attribute) {
        ("ContentProtection", name) if name.eq_ignore_ascii_case("default_KID") => {
            Carrier::DefaultKid
        }
        ("ContentKey", "kid") => Carrier::ContentKey,
        ("ContentKey", "dependsOnKey") => Carrier::DependsOnKey,
        ("DocumentKey", "encryptsKey") => Carrier::EncryptsKey,
        ("DRMSystem", "kid") => Carrier::DrmSystem,
        ("ContentKeyUsageRule", "kid") => Carrier::UsageRule,
        _ => return None,
    })
}
