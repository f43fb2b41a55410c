//! MP4 files, and PSSH boxes one after the other: the key IDs in the boxes.

use std::io::{self, Read, Seek};

use super::finding::Problem;
use super::mp4::{self, Error, Payload};
use super::report::{Report, Spot};
use super::scopes::{Data, Group, Scopes};
use super::sighting::{Carrier, Position};
use crate::speke::KeyId;
use crate::speke::drm;

/// How many key IDs are read; each takes some hundred bytes of memory.
const MAX_KEY_IDS: usize = 1 << 20;

/// Reads the boxes of a file. The PSSH boxes of a movie must have key IDs of its tracks.
pub(super) fn read(source: &mut (impl Read + Seek), report: &mut Report) -> io::Result<()> {
    let (items, result) = mp4::read(source);
    let mut scopes = Scopes::default();
    let movie = Some(scopes.open(None));
    for item in items {
        let scope = movie.filter(|_| item.path.starts_with("moov"));
        let path = item.path.replace('/', " > ");
        let spot = Spot::new(Position::Offset(item.offset), &path);
        if report.sightings.len() >= MAX_KEY_IDS {
            report.add_finding(Problem::TooMany, &spot);
            break;
        }
        let (encryption, carrier) = match item.payload {
            Payload::Tenc(track) => (track, Carrier::Tenc),
            Payload::Seig(group) => (group, Carrier::Seig),
            Payload::Senc(fragment) => (fragment, Carrier::Senc),
            Payload::Pssh(bytes) => {
                let found = report.add_drm(drm::read(&bytes), &spot);
                let first = report.sightings[found.clone()].first();
                let group = Group::new(first.and_then(|first| first.system), Data::Pssh);
                scopes.state(scope, group, found, &report.sightings);
                continue;
            }
        };
        // zeros where nothing is encrypted are no key ID
        if encryption.is_protected || encryption.key_id != KeyId::NIL {
            let start = report.sightings.len();
            report.add(encryption.key_id, None, carrier, &spot);
            scopes.declare(scope, false, start..start + 1, &report.sightings);
        }
    }
    scopes.compare(report);
    match result {
        Ok(()) => Ok(()),
        Err(Error::Io(error)) => Err(error),
        Err(Error::Box { offset, fault }) => {
            let spot = Spot::new(Position::Offset(offset), "");
            report.add_finding(Problem::Mp4(fault.to_string()), &spot);
            Ok(())
        }
    }
}
