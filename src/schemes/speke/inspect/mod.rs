//! Key IDs in files: manifests, playlists, segments, CPIX documents and the data of DRM systems.
//!
//! [`read`] detects the type of a file from its content, and returns every key ID in it as a [`Sighting`], and what is wrong or contradicts itself as a
//! [`Finding`] beside them. It needs a seekable source, so that it can skip the media data of a large MP4 file; [`read_forward`] takes a pipe.
//!
//! | kind | where key IDs are read |
//! |---|---|
//! | DASH MPD | `cenc:default_KID`, `cenc:pssh`, `mspr:pro`, `mspr:kid`, `mas:MarlinContentId` in `ContentProtection` |
//! | Smooth Streaming | `ProtectionHeader` |
//! | HLS playlist | `KEYID` and `URI` of `EXT-X-KEY` and `EXT-X-SESSION-KEY`: data of DRM systems, Widevine's JSON, `skd` URIs, parameters named after the key ID |
//! | CPIX | the `kid` of keys, DRM systems and rules, `dependsOnKey`, `encryptsKey`, and the data of DRM systems |
//! | MP4 | `tenc`, `seig` groups and `pssh` of movies, initialization segments and fragments |
//! | DRM data | PSSH boxes, PlayReady objects and headers, Widevine's data: as bytes, in Base64 or in hex |
//!
//! Manifests are not validated: names are matched without prefixes and namespaces. Elements must be nested properly, and document types are not
//! allowed. Time and memory grow no faster than a text, of at most [`MAX_BYTES`].
//!
//! ```
//! use std::io::Cursor;
//! use countersign::speke::inspect::{self, Position};
//!
//! let playlist = "#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,KEYID=0x0A1E610DE346066542B2409580B51BE6\n";
//! let inspection = inspect::read(Cursor::new(playlist))?;
//! let sighting = &inspection.sightings[0];
//! assert_eq!(sighting.key_id.to_string(), "0a1e610d-e346-0665-42b2-409580b51be6");
//! assert_eq!(sighting.position, Position::Line(2));
//! assert_eq!(&*sighting.place, "EXT-X-KEY@KEYID");
//! # Ok::<(), inspect::Error>(())
//! ```

mod armor;
mod finding;
mod manifest;
mod movie;
mod mp4;
mod playlist;
mod report;
mod scopes;
mod sighting;
mod source;
mod text;
mod xml;

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};

use thiserror::Error;

pub use finding::{Finding, Other, Problem};
pub use sighting::{Carrier, Position, Sighting};

pub(super) use manifest::read_element;
pub(super) use report::excerpt;

use super::drm;
use report::{Report, Spot};
use source::Forward;

/// The largest file that is read as a whole: 16 MiB. MP4 files may have any size.
pub const MAX_BYTES: usize = 16 << 20;

/// How many bytes are read to recognize an MP4 file.
const HEAD: u64 = 16;

/// What a file contains.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inspection {
    /// What the file is.
    pub kind: Kind,
    /// The key IDs, in the order of the file.
    pub sightings: Vec<Sighting>,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A DASH manifest.
    Mpd,
    /// A Smooth Streaming manifest.
    Smooth,
    /// A CPIX document, such as a SPEKE request.
    Cpix,
    /// Other XML with key IDs, such as a fragment of an MPD.
    Xml,
    /// A playlist of HLS.
    Hls,
    /// A URI of a key.
    Uri,
    /// An MP4 file, an initialization segment or a media segment.
    Mp4,
    /// The data of DRM systems.
    Drm,
    /// The data of DRM systems in Base64 or hex.
    EncodedDrm,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mpd => "DASH MPD",
            Self::Smooth => "Smooth Streaming manifest",
            Self::Cpix => "CPIX document",
            Self::Xml => "XML",
            Self::Hls => "HLS playlist",
            Self::Uri => "URI",
            Self::Mp4 => "MP4 file",
            Self::Drm => "data of DRM systems",
            Self::EncodedDrm => "data of DRM systems as text",
        })
    }
}

/// Why a file is not read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The source cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// The file is no MP4 file, and larger than [`MAX_BYTES`].
    #[error("is larger than {MAX_BYTES} bytes, and no MP4 file")]
    TooLarge,
    /// The file is of no kind that is known.
    #[error(
        "is neither an MPD, an HLS playlist, a CPIX document or an MP4 file, nor data of a DRM system"
    )]
    Unknown,
}

/// Reads a file.
///
/// # Errors
/// If it cannot be read, or is of no known kind. What is damaged inside is a [`Finding`].
pub fn read(mut source: impl Read + Seek) -> Result<Inspection, Error> {
    source.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut bytes)?;
    let mut report = Report::default();
    let kind = if mp4::is_mp4(&bytes) {
        source.seek(SeekFrom::Start(0))?;
        movie::read(&mut source, &mut report)?;
        if drm::Pssh::starts(&bytes) {
            Kind::Drm
        } else {
            Kind::Mp4
        }
    } else {
        let limit = MAX_BYTES as u64 + 1 - HEAD;
        source.take(limit).read_to_end(&mut bytes)?;
        read_bytes(&bytes, &mut report)?
    };
    scopes::swapped(&mut report);
    report.findings.sort_by_key(|finding| finding.position);
    Ok(Inspection {
        kind,
        sightings: report.sightings,
        findings: report.findings,
    })
}

/// Reads a source that is not seekable, such as a pipe.
///
/// # Errors
/// As [`read`].
pub fn read_forward(source: impl Read) -> Result<Inspection, Error> {
    read(Forward::new(source))
}

fn read_bytes(bytes: &[u8], report: &mut Report) -> Result<Kind, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge);
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Error::Empty);
    }
    let is_drm = drm::playready::is_object(bytes) || drm::playready::is_header(bytes);
    let kind = match text::decode(bytes) {
        Some(text) if !is_drm => read_text(&text, report).or_else(|| read_widevine(bytes, report)),
        _ => read_drm(bytes, report),
    };
    kind.ok_or(Error::Unknown)
}

fn read_drm(bytes: &[u8], report: &mut Report) -> Option<Kind> {
    let contents = drm::read(bytes);
    if contents
        .errors
        .iter()
        .any(|error| error.fault == drm::Fault::Unknown)
    {
        return None;
    }
    report.add_drm(contents, &Spot::new(Position::Offset(0), ""));
    Some(Kind::Drm)
}

/// Reads Widevine's data, which may be valid UTF-8 or UTF-16 too.
fn read_widevine(bytes: &[u8], report: &mut Report) -> Option<Kind> {
    // "pssh" in a text is no box
    let is_box = drm::Pssh::starts(bytes);
    (!is_box).then(|| read_drm(bytes, report)).flatten()
}

fn read_text(text: &str, report: &mut Report) -> Option<Kind> {
    let start = text.trim_start();
    if start.starts_with("#EXT") {
        playlist::read(text, report);
        return Some(Kind::Hls);
    }
    if start.starts_with('<') {
        return read_xml(text, report);
    }
    let is_uri = |scheme| playlist::strip_scheme(start, scheme).is_some();
    if is_uri("data:") || is_uri("skd:") {
        let spot = Spot::new(Position::Line(1), "URI");
        playlist::read_uri(start, &spot, report);
        return Some(Kind::Uri);
    }
    armor::read(text, report).then_some(Kind::EncodedDrm)
}

fn read_xml(text: &str, report: &mut Report) -> Option<Kind> {
    let kind = match manifest::root(text) {
        Some("MPD") => Kind::Mpd,
        Some("SmoothStreamingMedia") => Kind::Smooth,
        Some("CPIX") => Kind::Cpix,
        // after an XML declaration, for example
        Some("WRMHEADER") => {
            let (before, _) = text.split_once("<WRMHEADER")?;
            let line = Position::Line(1 + before.matches('\n').count());
            let header = &text.as_bytes()[before.len()..];
            report.add_drm(drm::read(header), &Spot::new(line, ""));
            return Some(Kind::Drm);
        }
        _ => Kind::Xml,
    };
    manifest::read(text, report);
    (kind != Kind::Xml || !report.sightings.is_empty()).then_some(kind)
}
