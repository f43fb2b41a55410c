//! Key IDs in manifests, playlists, segments and the data of DRM systems.

mod command;
mod drm;
mod encoded;
mod hostile;
mod manifests;
mod movies;
mod playlists;
mod samples;

use std::io::Cursor;

use countersign::speke::inspect::{Inspection, read, read_forward};

/// What is in a file. It is the same whether the file can be sought in or not.
fn inspect(bytes: impl AsRef<[u8]>) -> Inspection {
    let inspection = read(Cursor::new(bytes.as_ref())).unwrap();
    assert_eq!(read_forward(bytes.as_ref()).unwrap(), inspection);
    inspection
}

/// Position, place and key ID of each sighting.
fn sightings(inspection: &Inspection) -> Vec<String> {
    let sightings = inspection.sightings.iter();
    sightings
        .map(|sighting| {
            format!(
                "{}: {}: {}",
                sighting.position, sighting.place, sighting.key_id
            )
        })
        .collect()
}

fn findings(inspection: &Inspection) -> Vec<String> {
    inspection
        .findings
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// The sightings of a file that has nothing wrong in it.
fn sound(bytes: impl AsRef<[u8]>) -> Vec<String> {
    let inspection = inspect(bytes);
    assert_eq!(findings(&inspection), <[String; 0]>::default());
    sightings(&inspection)
}

/// The findings of a file.
fn wrong(bytes: impl AsRef<[u8]>) -> Vec<String> {
    findings(&inspect(bytes))
}
