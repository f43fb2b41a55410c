//! MP4 files. How their boxes are walked is tested beside the walker.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use countersign::speke::inspect::{Carrier, Kind, read};

use super::samples::*;
use super::{findings, inspect, sightings, sound, wrong};

/// Boxes in one another, from the outside in.
fn nested(kinds: &str, content: &[u8]) -> Vec<u8> {
    let content = content.to_vec();
    kinds.rsplit('/').fold(content, |content, kind| {
        mp4_box(kind.as_bytes().try_into().unwrap(), &content)
    })
}

fn ftyp() -> Vec<u8> {
    mp4_box(*b"ftyp", b"iso6\0\0\0\0iso6dash")
}

/// A track of this key ID, as ISO/IEC 14496-12 and 23001-7 have it.
fn trak(id: &str) -> Vec<u8> {
    let tenc = [&[0, 0, 0, 0, 0, 0, 1, 8][..], key_id(id).as_bytes()].concat();
    let sinf = [
        mp4_box(*b"frma", b"avc1"),
        mp4_box(*b"schm", b"\0\0\0\0cenc\0\x01\0\0"),
        nested("schi/tenc", &tenc),
    ];
    let entry = [&[0; 78][..], &mp4_box(*b"sinf", &sinf.concat())].concat();
    let stsd = [&[0, 0, 0, 0, 0, 0, 0, 1][..], &mp4_box(*b"encv", &entry)].concat();
    nested("trak/mdia/minf/stbl/stsd", &stsd)
}

fn movie(tracks: &[&str], boxes: &[Vec<u8>]) -> Vec<u8> {
    let tracks: Vec<u8> = tracks.iter().flat_map(|id| trak(id)).collect();
    let moov = mp4_box(*b"moov", &[tracks, boxes.concat()].concat());
    [ftyp(), moov].concat()
}

/// A fragment with a group of samples that have this key ID.
fn fragment(id: &str) -> Vec<u8> {
    let entry = [&[0, 0, 1, 8][..], key_id(id).as_bytes()].concat();
    let sgpd = [
        &[1, 0, 0, 0][..],
        b"seig",
        &[0, 0, 0, 20, 0, 0, 0, 1],
        &entry,
    ]
    .concat();
    let pssh = pssh_v0(WIDEVINE, &widevine(&[id]));
    let moof = mp4_box(*b"moof", &[nested("traf/sgpd", &sgpd), pssh].concat());
    [moof, mp4_box(*b"mdat", &[0; 100])].concat()
}

#[test]
fn the_key_ids_of_a_movie_and_of_its_fragments_are_seen() {
    let pssh = pssh_v1(WIDEVINE, &[FIRST], &widevine(&[FIRST]));
    let file = [movie(&[FIRST], &[pssh]), fragment(SECOND)].concat();
    let inspection = inspect(&file);
    assert_eq!(findings(&inspection), <[String; 0]>::default());
    assert_eq!(inspection.kind, Kind::Mp4);
    let places: Vec<_> = (inspection.sightings.iter())
        .map(|s| (&*s.place, s.key_id.to_string(), s.carrier))
        .collect();
    let expected = [
        (
            "moov > trak > mdia > minf > stbl > stsd > encv > sinf > schi > tenc",
            FIRST,
        ),
        ("moov > pssh > PSSH v1", FIRST),
        ("moov > pssh > PSSH v1 > Widevine", FIRST),
        ("moof > traf > sgpd", SECOND),
        ("moof > pssh > PSSH v0 > Widevine", SECOND),
    ];
    let without_carrier: Vec<_> = places
        .iter()
        .map(|(place, id, _)| (*place, &**id))
        .collect();
    assert_eq!(without_carrier, expected);
    assert_eq!(places[0].2, Carrier::Tenc);
    assert_eq!(places[3].2, Carrier::Seig);
    let mut offsets = sightings(&inspection).into_iter().map(|text| {
        let (_, rest) = text.split_once("byte ").unwrap();
        rest.split(':').next().unwrap().parse::<usize>().unwrap()
    });
    for (offset, (_, id)) in offsets.by_ref().zip(expected) {
        assert_eq!(file[offset..offset + 16], *key_id(id).as_bytes());
    }
}

#[test]
fn zeros_are_a_key_id_only_where_samples_are_encrypted() {
    let zeros = "00000000-0000-0000-0000-000000000000";
    for (id, is_protected, expected) in [(zeros, 0, 0), (zeros, 1, 1), (FIRST, 0, 1), (FIRST, 1, 1)]
    {
        let mut file = movie(&[id], &[]);
        let tenc = file.windows(4).position(|bytes| bytes == b"tenc").unwrap();
        // behind the type, version and flags, and two bytes
        file[tenc + 10] = is_protected;
        assert_eq!(sound(file).len(), expected, "{id} {is_protected}");
    }
}

#[test]
fn pssh_boxes_of_a_movie_must_have_key_ids_of_its_tracks() {
    let tracks = [FIRST, SECOND];
    let good = pssh_v1(COMMON, &[SECOND], b"");
    assert_eq!(sound(movie(&tracks, std::slice::from_ref(&good))).len(), 3);

    let other = "00112233-4455-6677-8899-aabbccddeeff";
    let bad = pssh_v0(WIDEVINE, &widevine(&[other]));
    let messages = wrong(movie(&tracks, &[good, bad]));
    let [message] = &*messages else {
        panic!("{messages:?}");
    };
    assert!(
        message.contains(&format!(
            ": moov > pssh[2] > PSSH v0 > Widevine: key ID {other}, but tenc at byte "
        )),
        "{message}"
    );
    assert!(message.ends_with(&format!(" is {FIRST}")), "{message}");
}

#[test]
fn a_track_in_the_other_byte_order_is_named() {
    let swapped = key_id(FIRST).swapped().to_string();
    let pssh = pssh_v1(COMMON, &[&swapped], b"");
    let messages = wrong(movie(&[FIRST], &[pssh]));
    assert_eq!(messages.len(), 1);
    assert!(
        messages[0].ends_with("the same in the other byte order"),
        "{messages:?}"
    );
}

#[test]
fn a_movie_that_is_cut_off_is_an_error_and_what_precedes_it_is_seen() {
    let mut file = [movie(&[FIRST], &[]), fragment(SECOND)].concat();
    file.pop();
    let inspection = inspect(&file);
    assert_eq!(inspection.sightings.len(), 3);
    let [finding] = &*inspection.findings else {
        panic!("{:?}", inspection.findings);
    };
    assert!(finding.problem.is_error());
    let mdat = file.len() - 107;
    assert_eq!(
        finding.to_string(),
        format!("byte {mdat}: the file ends inside this box")
    );
}

#[test]
fn a_file_of_several_gigabytes_is_sought_through() {
    let mut file: File = tempfile::tempfile().unwrap();
    let length: u64 = 3 << 30;
    file.write_all(&ftyp()).unwrap();
    file.write_all(&[&[0, 0, 0, 1][..], b"mdat", &length.to_be_bytes()].concat())
        .unwrap();
    file.seek(SeekFrom::Current(i64::try_from(length).unwrap() - 16))
        .unwrap();
    file.write_all(&movie(&[FIRST], &[])[ftyp().len()..])
        .unwrap();
    let inspection = read(file).unwrap();
    assert_eq!(findings(&inspection), <[String; 0]>::default());
    assert_eq!(inspection.sightings.len(), 1);
}
