//! HLS playlists: the key tags, and what is encoded in their URIs.

use super::finding::Problem;
use super::report::{Report, Spot};
use super::scopes::{Data, Group, Scopes};
use super::sighting::{Carrier, Position, Sighting};
use crate::speke::drm::{self, SystemId, decode_base64};
use crate::speke::{Form, KeyId};

/// The tags that have a key.
const TAGS: [&str; 2] = ["EXT-X-KEY", "EXT-X-SESSION-KEY"];

/// How long Widevine's JSON may be.
const MAX_JSON: usize = 1 << 16;

/// Reads a playlist.
pub(super) fn read(text: &str, report: &mut Report) {
    let mut scopes = Scopes::default();
    let mut first: First = None;
    for (line, text) in (1..).zip(text.lines()) {
        let position = Position::Line(line);
        let text = text.trim();
        match key_tag(text) {
            Some((name, attributes)) => {
                let spot = Spot::new(position, name);
                let first = (name == TAGS[0]).then_some(&mut first);
                tag(attributes, &spot, first, report, &mut scopes);
            }
            // a segment: the next keys are for others
            None if !text.is_empty() && !text.starts_with('#') => first = None,
            None => {}
        }
    }
    scopes.compare(report);
}

/// Reads lines of a playlist that are inside another document.
pub(super) fn read_inside(text: &str, spot: &Spot, report: &mut Report) {
    for (name, attributes) in text.lines().filter_map(|line| key_tag(line.trim())) {
        let spot = spot.inside(name);
        tag(attributes, &spot, None, report, &mut Scopes::default());
    }
}

/// The name and the attributes of a key tag.
fn key_tag(line: &str) -> Option<(&str, &str)> {
    let (name, attributes) = line.strip_prefix('#')?.split_once(':')?;
    TAGS.contains(&name).then_some((name, attributes))
}

/// Of the key tags for the same segments, the first with a key ID: the scope of what it declares, and the DRM system that it is for.
type First = Option<(usize, Option<SystemId>)>;

/// Reads a key tag. Its URI must contain the key ID of its KEYID, and all tags for the same segments must have the same key ID.
fn tag(
    attributes: &str,
    spot: &Spot,
    first: Option<&mut First>,
    report: &mut Report,
    scopes: &mut Scopes,
) {
    let Some(attributes) = Attributes::of(attributes) else {
        return report.add_finding(Problem::Attributes, spot);
    };
    let system = attributes.key_format.and_then(system);
    let spot = Spot {
        system: system.or(spot.system),
        ..spot.clone()
    };
    let start = report.sightings.len();
    if let Some(key_id) = attributes.key_id {
        report.add_text(key_id, Carrier::HlsKeyId, &spot.attribute("KEYID"));
    }
    let uri = report.sightings.len();
    // with the format "identity", the default, data is the content key itself
    let is_key = attributes
        .key_format
        .is_none_or(|format| format == "identity");
    let is_read = |uri: &&str| !(is_key && strip_scheme(uri.trim_start(), "data:").is_some());
    if let Some(text) = attributes.uri.filter(is_read) {
        read_uri(text, &spot.attribute("URI"), report);
    }
    let end = report.sightings.len();

    let group = Group::new(spot.system, Data::Uri);
    let scope = scopes.open(None);
    scopes.declare(Some(scope), false, start..uri, &report.sightings);
    scopes.state(Some(scope), group, uri..end, &report.sightings);
    let mut found = report.sightings[start..].iter();
    if let Some(first) = first.filter(|_| found.any(Sighting::is_certain)) {
        match *first {
            None => {
                let scope = scopes.open(None);
                scopes.declare(Some(scope), false, start..end, &report.sightings);
                *first = Some((scope, spot.system));
            }
            // a second one for the same system replaces the first
            Some((_, system)) if system == spot.system => *first = None,
            Some((scope, _)) => scopes.state(Some(scope), group, start..end, &report.sightings),
        }
    }
}

/// Reads the URI of a key: data of a DRM system, a key ID itself, or a reference with a key ID in it.
pub(super) fn read_uri(uri: &str, spot: &Spot, report: &mut Report) {
    let uri = uri.trim();
    let Some(data) = strip_scheme(uri, "data:") else {
        if let Some(text) = key_id_in(uri) {
            report.add_text(text, Carrier::HlsUri, spot);
        }
        return;
    };
    let encoded = data.split_once(";base64,").map(|(_, encoded)| encoded);
    let bytes = match encoded.ok_or(drm::Fault::Base64).map(decode_base64) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(drm::Error { fault, .. })) | Err(fault) => {
            return report.add_finding(Problem::Drm(fault), spot);
        }
    };
    // these two have the key ID alone there, too; elsewhere 16 bytes may be a content key
    if let (Ok(key_id), Some(text)) = (KeyId::try_from(&*bytes), encoded)
        && matches!(spot.system, Some(SystemId::WIDEVINE | SystemId::PLAYREADY))
    {
        return report.add(key_id, Some((Form::Base64, text)), Carrier::HlsUri, spot);
    }
    if bytes.starts_with(b"{") {
        return read_json(&bytes, &spot.inside("JSON"), report);
    }
    report.add_drm(drm::read(&bytes), spot);
}

/// Reads the JSON that Widevine had in playlists before PSSH boxes.
fn read_json(bytes: &[u8], spot: &Spot, report: &mut Report) {
    let json = (bytes.len() <= MAX_JSON).then_some(bytes);
    let json = json.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(bytes).ok());
    let key_ids = json.as_ref().and_then(|json| json["key_ids"].as_array());
    let Some(key_ids) = key_ids else {
        return report.add_finding(Problem::Drm(drm::Fault::Unknown), spot);
    };
    for key_id in key_ids {
        report.add_text(key_id.as_str().unwrap_or_default(), Carrier::HlsUri, spot);
    }
}

/// The key ID in a URI: the parameter that is named after it or, in an `skd` URI, the first part of its path that is a GUID or 32 hex digits.
/// Other parameters may be keys or initialization vectors, which look the same.
fn key_id_in(uri: &str) -> Option<&str> {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let parameters = query.split(['&', ';', '#']);
    let mut parameters = parameters.filter_map(|parameter| parameter.split_once('='));
    let named = parameters.find(|(name, value)| {
        let names = ["kid", "keyid", "key_id", "key-id"];
        names.iter().any(|known| known.eq_ignore_ascii_case(name)) && is_key_id(value)
    });
    let named = named.map(|(_, value)| value);
    named.or_else(|| {
        let mut parts = strip_scheme(path, "skd:")?.split(['/', ':', ';', ',']);
        parts.find(|part| {
            let form = Form::of(part);
            matches!(form, Some(Form::Guid | Form::Hex | Form::Hls)) && is_key_id(part)
        })
    })
}

fn is_key_id(text: &str) -> bool {
    text.parse::<KeyId>().is_ok()
}

/// What follows the scheme of a URI, which may be in either case.
pub(super) fn strip_scheme<'a>(uri: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = uri.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// The DRM system of a `KEYFORMAT`.
fn system(key_format: &str) -> Option<SystemId> {
    match key_format {
        "com.apple.streamingkeydelivery" => Some(SystemId::FAIRPLAY),
        "com.microsoft.playready" => Some(SystemId::PLAYREADY),
        "com.widevine" => Some(SystemId::WIDEVINE),
        _ => SystemId::parse(key_format),
    }
}

/// The attributes of a key tag, as far as they matter here.
#[derive(Default)]
struct Attributes<'a> {
    key_format: Option<&'a str>,
    key_id: Option<&'a str>,
    uri: Option<&'a str>,
}

impl<'a> Attributes<'a> {
    /// Reads `NAME=VALUE,NAME="VALUE"`.
    fn of(mut text: &'a str) -> Option<Self> {
        let mut attributes = Self::default();
        while !text.trim_start().is_empty() {
            let (name, rest) = text.split_once('=')?;
            let (value, rest) = match rest.strip_prefix('"') {
                Some(rest) => rest.split_once('"')?,
                None => rest.split_at(rest.find(',').unwrap_or(rest.len())),
            };
            match name.trim() {
                "KEYFORMAT" => attributes.key_format = Some(value),
                "KEYID" => attributes.key_id = Some(value),
                "URI" => attributes.uri = Some(value),
                _ => {}
            }
            let rest = rest.trim_start();
            text = match rest.strip_prefix(',') {
                Some(rest) => rest,
                None if rest.is_empty() => rest,
                None => return None,
            };
        }
        Some(attributes)
    }
}
