mod sources;

use std::io::Cursor;

use super::{Encryption, Item, Payload, is_mp4, read};
use crate::speke::KeyId;

const ID: [u8; 16] = *b"the key ID given";
const OTHER: [u8; 16] = *b"some other keyID";

const PIFF_PSSH: &str = "d08a4f1810f34a82b6c832d8aba183d3";
const PIFF_TENC: &str = "8974dbce7be74c5184f97148f9882554";
const PIFF_SENC: &str = "a2394f525a9b4f14a2446c427c648df4";

fn bx(kind: &str, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let length = u32::try_from(8 + content.len()).unwrap();
    [&length.to_be_bytes(), kind.as_bytes(), content].concat()
}

fn large_bx(kind: &str, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let length = 16 + content.len() as u64;
    [
        &[0, 0, 0, 1],
        kind.as_bytes(),
        &length.to_be_bytes(),
        content,
    ]
    .concat()
}

fn uuid_bx(kind: &str, content: impl AsRef<[u8]>) -> Vec<u8> {
    bx(
        "uuid",
        [&hex::decode(kind).unwrap(), content.as_ref()].concat(),
    )
}

/// Boxes in one another, from the outside in.
fn nested(kinds: &str, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref().to_vec();
    kinds
        .rsplit('/')
        .fold(content, |content, kind| bx(kind, content))
}

fn tenc(id: [u8; 16]) -> Vec<u8> {
    bx("tenc", [&[0, 0, 0, 0, 0, 0, 1, 8], &id[..]].concat())
}

fn sinf(tenc: impl AsRef<[u8]>) -> Vec<u8> {
    let scheme = bx("schm", b"\0\0\0\0cenc\0\x01\0\0");
    bx(
        "sinf",
        [bx("frma", "avc1"), scheme, bx("schi", tenc)].concat(),
    )
}

/// A sample entry with as many bytes before its boxes.
fn entry(kind: &str, fields: &[u8], sinf: &[u8]) -> Vec<u8> {
    let config = bx("avcC", b"\x01\x64\0\x1f");
    bx(kind, [fields, &config, sinf, &bx("btrt", [0; 12])].concat())
}

fn stsd(entries: &[Vec<u8>]) -> Vec<u8> {
    let count = u32::try_from(entries.len()).unwrap().to_be_bytes();
    bx("stsd", [&[0; 4], &count, &entries.concat()[..]].concat())
}

fn trak(stbl: impl AsRef<[u8]>) -> Vec<u8> {
    let header = bx("tkhd", [0; 84]);
    let media = bx(
        "mdia",
        [bx("mdhd", [0; 24]), nested("minf/stbl", stbl)].concat(),
    );
    bx("trak", [header, media].concat())
}

fn sgpd(version: u8, fields: &[&[u8]]) -> Vec<u8> {
    bx(
        "sgpd",
        [&[version, 0, 0, 0], &b"seig"[..], &fields.concat()].concat(),
    )
}

fn seig(id: [u8; 16]) -> Vec<u8> {
    [&[0, 0, 1, 8], &id[..]].concat()
}

fn pssh(data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    bx("pssh", [&[0; 4], &[7; 16][..], &length, data].concat())
}

fn encrypted(key_id: [u8; 16]) -> Encryption {
    Encryption {
        key_id: KeyId::from_bytes(key_id),
        is_protected: true,
    }
}

fn read_all(bytes: &[u8]) -> Vec<Item> {
    let (items, result) = read(&mut Cursor::new(bytes));
    result.unwrap();
    for item in &items {
        let there = &bytes[usize::try_from(item.offset).unwrap()..];
        match &item.payload {
            Payload::Tenc(of) | Payload::Seig(of) | Payload::Senc(of) => {
                assert!(there.starts_with(of.key_id.as_bytes()));
            }
            Payload::Pssh(bytes) => assert!(there[8..].starts_with(&bytes[8..])),
        }
    }
    items
}

fn movie() -> Vec<u8> {
    let movie = [
        bx("mvhd", [0; 100]),
        trak(stsd(&[entry("encv", &[0; 78], &sinf(tenc(ID)))])),
        trak(stsd(&[entry("enca", &[0; 28], &sinf(tenc(OTHER)))])),
        pssh(&[5; 60]),
    ];
    [bx("ftyp", b"isom\0\0\0\0"), bx("moov", movie.concat())].concat()
}

fn fragment() -> Vec<u8> {
    let group = sgpd(1, &[&[0, 0, 0, 20], &[0, 0, 0, 1], &seig(ID)]);
    let traf = bx("traf", [bx("trun", [0; 999]), group].concat());
    [
        bx("styp", b"msdh\0\0\0\0"),
        bx("sidx", [0; 32]),
        bx("moof", traf),
    ]
    .concat()
}

/// What is found: the paths and the payloads.
fn found(bytes: &[u8]) -> Vec<(String, Payload)> {
    let items = read_all(bytes).into_iter();
    items.map(|item| (item.path, item.payload)).collect()
}

#[test]
fn the_key_id_of_a_track_is_found_whatever_precedes_the_boxes_of_its_sample_entry() {
    let version = |version: u8, length: usize| {
        let mut fields = vec![0; length];
        fields[9] = version;
        fields
    };
    let strings = b"\0\0\0\0\0\0\0\x01http://www.w3.org/ns/ttml\0\0image/png\0".to_vec();
    let entries = [
        ("encv", version(0, 78)),
        ("enca", version(0, 28)),
        // QuickTime
        ("enca", version(1, 28 + 16)),
        ("enca", version(2, 28 + 36)),
        ("enct", strings),
        ("encs", vec![0; 8]),
        ("resv", vec![0; 78]),
        ("encX", vec![0; 11]),
    ];
    for (kind, fields) in entries {
        let file = bx("moov", trak(stsd(&[entry(kind, &fields, &sinf(tenc(ID)))])));
        let path = format!("moov/trak/mdia/minf/stbl/stsd/{kind}/sinf/schi/tenc");
        assert_eq!(found(&file), [(path, Payload::Tenc(encrypted(ID)))]);
    }
}

#[test]
fn boxes_of_one_type_are_numbered_from_the_second_on() {
    let (one, two) = (sinf(tenc(ID)), sinf(tenc(OTHER)));
    let first = trak(stsd(&[entry("encv", &[0; 78], &one)]));
    let both = [&one[..], &two].concat();
    let second = trak(stsd(&[
        entry("avc1", &[0; 78], b""),
        entry("encv", &[0; 78], &two),
        entry("encv", &[0; 78], &both),
    ]));
    let file = bx("moov", [bx("mvhd", [0; 100]), first, second].concat());
    let paths: Vec<_> = read_all(&file).into_iter().map(|item| item.path).collect();
    assert_eq!(
        paths,
        [
            "moov/trak/mdia/minf/stbl/stsd/encv/sinf/schi/tenc",
            "moov/trak[2]/mdia/minf/stbl/stsd/encv/sinf/schi/tenc",
            "moov/trak[2]/mdia/minf/stbl/stsd/encv[2]/sinf/schi/tenc",
            "moov/trak[2]/mdia/minf/stbl/stsd/encv[2]/sinf[2]/schi/tenc",
        ]
    );
}

#[test]
fn an_empty_box_beside_a_sample_entry_is_passed() {
    for empty in [bx("free", b""), large_bx("free", b"")] {
        let sinf = [&empty[..], &sinf(tenc(ID))].concat();
        let entries = [empty.clone(), entry("encv", &[0; 78], &sinf)];
        let file = bx("moov", trak(stsd(&entries)));
        assert_eq!(found(&file).len(), 1);
    }
}

#[test]
fn a_text_in_a_sample_entry_is_no_box() {
    for text in [b"sinf", b"frma"] {
        // the name of the compressor
        let mut fields = [0; 78];
        fields[42..46].copy_from_slice(text);
        let file = bx(
            "moov",
            trak(stsd(&[entry("encv", &fields, &sinf(tenc(ID)))])),
        );
        assert_eq!(found(&file).len(), 1);
    }
}

#[test]
fn a_track_that_is_not_protected_says_so() {
    let clear = bx("tenc", [0; 24]);
    let file = bx("moov", trak(stsd(&[entry("encv", &[0; 78], &sinf(clear))])));
    let clear = Encryption {
        is_protected: false,
        ..encrypted([0; 16])
    };
    assert_eq!(found(&file)[0].1, Payload::Tenc(clear));
}

#[test]
fn a_pattern_and_a_constant_vector_do_not_move_the_key_id() {
    let content = [&[1, 0, 0, 0, 0, 0x19, 1, 0], &ID[..], &[16], &[3; 16]].concat();
    let sinf = sinf(bx("tenc", content));
    let file = bx("moov", trak(stsd(&[entry("encv", &[0; 78], &sinf)])));
    assert_eq!(found(&file)[0].1, Payload::Tenc(encrypted(ID)));
}

#[test]
fn key_ids_of_groups_of_samples_are_found_in_tracks_and_fragments() {
    let group = sgpd(1, &[&[0, 0, 0, 20], &[0, 0, 0, 1], &seig(ID)]);
    let roll = bx("sgpd", b"\x01\0\0\0roll\0\0\0\x02\0\0\0\x01\xff\xff");
    let movie = bx("moov", trak([&roll[..], &group].concat()));
    let fragment = bx("moof", [bx("mfhd", [0; 8]), bx("traf", group)].concat());
    let file = [&movie[..], &fragment, &fragment].concat();
    let seig = Payload::Seig(encrypted(ID));
    assert_eq!(
        found(&file),
        [
            ("moov/trak/mdia/minf/stbl/sgpd[2]".to_owned(), seig.clone()),
            ("moof/traf/sgpd".to_owned(), seig.clone()),
            ("moof[2]/traf/sgpd".to_owned(), seig),
        ]
    );
}

#[test]
fn groups_of_samples_are_read_in_every_version() {
    let constant = [&[0, 0x19, 1, 0], &OTHER[..], &[8], &[3; 8]].concat();
    let two = [0, 0, 0, 2];
    let versions = [
        sgpd(0, &[&two, &constant, &seig(ID)]),
        sgpd(
            1,
            &[
                &[0; 4],
                &two,
                &[0, 0, 0, 29],
                &constant,
                &[0, 0, 0, 20],
                &seig(ID),
            ],
        ),
        // longer than what is known
        sgpd(1, &[&[0, 0, 0, 29], &two, &constant, &seig(ID), &[9; 9]]),
        sgpd(
            2,
            &[
                &[0, 0, 0, 29],
                &[0, 0, 0, 1],
                &two,
                &constant,
                &seig(ID),
                &[9; 9],
            ],
        ),
    ];
    for group in versions {
        let found = found(&nested("moof/traf", group));
        let payloads: Vec<_> = found.into_iter().map(|(_, payload)| payload).collect();
        let expected = [OTHER, ID].map(|id| Payload::Seig(encrypted(id)));
        assert_eq!(payloads, expected);
    }
}

#[test]
fn a_group_of_samples_may_have_several_keys() {
    let keys = [
        &[0x80, 0, 1][..],
        &[0, 2],
        &[8],
        &ID[..],
        &[0],
        &OTHER,
        &[4],
        &[3; 4],
    ]
    .concat();
    let group = sgpd(1, &[&[0; 4], &[0, 0, 0, 1], &[0, 0, 0, 44], &keys]);
    let found = found(&nested("moof/traf", group));
    let payloads: Vec<_> = found.into_iter().map(|(_, payload)| payload).collect();
    assert_eq!(payloads, [ID, OTHER].map(|id| Payload::Seig(encrypted(id))));
}

#[test]
fn pssh_boxes_are_found_in_movies_fragments_and_metadata_and_on_their_own() {
    let meta = |start: &[u8], data| bx("meta", [start, &bx("hdlr", [0; 25]), &pssh(data)].concat());
    let file = [
        bx(
            "moov",
            [pssh(b"one"), pssh(b"two"), meta(&[0; 4], b"three")].concat(),
        ),
        bx("moof", pssh(b"four")),
        pssh(b"five"),
        // QuickTime's has no version
        meta(&[], b"six"),
        bx("meta", [0; 4]),
        bx("meta", []),
        bx("meta", [0; 11]),
    ];
    let found = found(&file.concat());
    let expected = [
        ("moov/pssh", "one"),
        ("moov/pssh[2]", "two"),
        ("moov/meta/pssh", "three"),
        ("moof/pssh", "four"),
        ("pssh", "five"),
        ("meta/pssh", "six"),
    ];
    let expected = expected.map(|(path, data)| {
        let payload = Payload::Pssh(pssh(data.as_bytes()));
        (path.to_owned(), payload)
    });
    assert_eq!(found, expected);
}

#[test]
fn the_boxes_of_smooth_streaming_are_found() {
    let box_ = pssh(b"data");
    let header = uuid_bx(PIFF_PSSH, &box_[8..]);
    let track = uuid_bx(PIFF_TENC, [&[0, 0, 0, 0, 0, 0, 1, 8], &ID[..]].concat());
    let movie = trak(stsd(&[entry("encv", &[0; 78], &sinf(track))]));
    let other = uuid_bx("00000000000000000000000000000001", [0; 30]);
    let senc = |flags: u8, fields: &[u8]| uuid_bx(PIFF_SENC, [&[0, 0, 0, flags], fields].concat());
    let traf = [
        senc(2, &[0; 30]),
        senc(3, &[&[0, 0, 1, 8], &OTHER[..], &[0; 9]].concat()),
    ];
    let file = [
        bx("moov", [other, header, movie].concat()),
        nested("moof/traf", traf.concat()),
    ];
    assert_eq!(
        found(&file.concat()),
        [
            ("moov/uuid[2]".to_owned(), Payload::Pssh(box_)),
            (
                "moov/trak/mdia/minf/stbl/stsd/encv/sinf/schi/uuid".to_owned(),
                Payload::Tenc(encrypted(ID))
            ),
            (
                "moof/traf/uuid[2]".to_owned(),
                Payload::Senc(encrypted(OTHER))
            ),
        ]
    );
}

#[test]
fn lengths_of_64_bits_and_boxes_up_to_the_end_are_read() {
    let schi = large_bx("schi", large_bx("tenc", &tenc(ID)[8..]));
    let sinf = large_bx("sinf", [bx("frma", "avc1"), schi].concat());
    let movie = large_bx("moov", trak(stsd(&[entry("encv", &[0; 78], &sinf)])));
    let large = large_bx("pssh", &pssh(b"data")[8..]);
    let mut last = bx("moof", pssh(b"last"));
    last[..4].fill(0);
    let file = [large_bx("mdat", [0; 99]), movie, large, last].concat();
    let found = found(&file);
    assert_eq!(found[0].1, Payload::Tenc(encrypted(ID)));
    assert_eq!(found[1].1, Payload::Pssh(pssh(b"data")));
    assert_eq!(found[2].1, Payload::Pssh(pssh(b"last")));

    let mut media = bx("mdat", pssh(b"no box"));
    media[..4].fill(0);
    assert_eq!(read_all(&media), []);
}

#[test]
fn an_mp4_file_is_told_by_its_first_box() {
    let starts = [
        &movie(),
        &fragment(),
        &bx("moof", b""),
        &large_bx("mdat", b""),
        &bx("free", b""),
    ];
    assert!(starts.into_iter().all(|start| is_mp4(start)));
    assert!(is_mp4(b"\0\0\0\0moov"));
    assert!(is_mp4(b"    mdat"));
    assert!(is_mp4(b"\0\0\0 pssh"));
    let others: [&[u8]; 9] = [
        b"",
        b"\0\0\0 fty",
        b"\0\0\0\x07ftyp",
        b"the pssh box",
        b"the free world",
        b"    free",
        b"<MPDfree",
        b"#EXTM3U\n",
        b"\x1aE\xdf\xa3\x01\0\0\0",
    ];
    assert!(others.into_iter().all(|other| !is_mp4(other)));
}
