use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use proptest::{collection::vec, prelude::*, sample::Index};

use super::{Encryption, Error, Fault, Item, MAX_BOX, MAX_DEPTH, MAX_KEPT, Payload, is_mp4, read};
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

/// What is found: the paths and the payloads.
fn found(bytes: &[u8]) -> Vec<(String, Payload)> {
    let items = read_all(bytes).into_iter();
    items.map(|item| (item.path, item.payload)).collect()
}

fn fault(bytes: &[u8]) -> (u64, Fault) {
    match read(&mut Cursor::new(bytes)).1 {
        Err(Error::Box { offset, fault }) => (offset, fault),
        result => panic!("{result:?}"),
    }
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

/// A source that can only be read on, or sought forwards from where it is.
struct Forward<R> {
    inner: R,
    read: u64,
}

impl<R: Read> Read for Forward<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read += count as u64;
        Ok(count)
    }
}

impl<R: Read + Seek> Seek for Forward<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        assert!(matches!(to, SeekFrom::Current(1..)), "{to:?}");
        self.inner.seek(to)
    }
}

/// A pipe: to seek is to read.
struct Pipe<R>(R);

impl<R: Read> Read for Pipe<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = buffer.len().min(1000);
        self.0.read(&mut buffer[..end])
    }
}

impl<R: Read> Seek for Pipe<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Current(count @ 1..) = to else {
            panic!("{to:?}");
        };
        io::copy(
            &mut self.0.by_ref().take(count.cast_unsigned()),
            &mut io::sink(),
        )
    }
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

#[test]
fn two_gigabytes_of_media_data_are_skipped() {
    const MEDIA: u64 = 2 << 30;
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&fragment()).unwrap();
    file.write_all(b"\0\0\0\x01mdat").unwrap();
    file.write_all(&(16 + MEDIA).to_be_bytes()).unwrap();
    let end = file.stream_position().unwrap() + MEDIA;
    file.set_len(end).unwrap();
    file.seek(SeekFrom::End(0)).unwrap();
    file.write_all(&movie()).unwrap();
    file.rewind().unwrap();

    let mut source = Forward {
        inner: file,
        read: 0,
    };
    let (items, result) = read(&mut source);
    result.unwrap();
    let offsets: Vec<_> = items.iter().map(|item| item.offset > end).collect();
    assert_eq!(offsets, [false, true, true, true]);
    assert!(source.read < 10_000, "{} bytes were read", source.read);
}

#[test]
fn a_pipe_gives_what_a_file_gives() {
    let file = [
        movie(),
        fragment(),
        bx("mdat", vec![1; 1 << 16]),
        fragment(),
    ]
    .concat();
    let (items, result) = read(&mut Pipe(&file[..]));
    result.unwrap();
    assert_eq!(items, read_all(&file));
    assert_eq!(items.len(), 5);
}

#[test]
fn a_file_that_is_cut_off_anywhere_keeps_what_precedes_it() {
    let boxes = [movie(), fragment(), bx("mdat", [1; 99])];
    let starts = [8 + 8, boxes[0].len(), boxes[0].len() + boxes[1].len()];
    let file = boxes.concat();
    for end in 1..file.len() {
        let (items, result) = read(&mut Cursor::new(&file[..end]));
        let (piped, piped_result) = read(&mut Pipe(&file[..end]));
        assert_eq!(
            (&items, format!("{result:?}")),
            (&piped, format!("{piped_result:?}"))
        );
        assert!(items.len() >= if end >= starts[1] { 3 } else { 0 });
        match result {
            // between two boxes
            Ok(()) => assert!(file[end + 4..].starts_with(b"moov") || end >= starts[1]),
            Err(Error::Box { offset, fault }) => {
                assert_eq!(fault, Fault::CutOff);
                assert!(offset < end as u64);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn a_box_whose_length_is_wrong_is_an_error_that_names_its_offset() {
    let free = bx("free", [0; 4]);
    let at = free.len() as u64;
    let with = |damaged: &[u8]| fault(&[&free, damaged].concat());
    let largest = |size: u64| with(&[&[0, 0, 0, 1], &b"mdat"[..], &size.to_be_bytes()].concat());

    assert_eq!(with(b"\0\0\0\x07moov"), (at, Fault::Size));
    assert_eq!(with(b"\0\0\0\x09moo"), (at, Fault::CutOff));
    assert_eq!(with(b"\xff\xff\xff\xffmdat"), (at, Fault::CutOff));
    assert_eq!(largest(15), (at, Fault::Size));
    for size in [1 << 62, (1 << 63) - 12, 1 << 63, u64::MAX - at] {
        assert_eq!(largest(size), (at, Fault::CutOff));
    }
    assert_eq!(largest(u64::MAX), (at, Fault::Overflow));
    assert_eq!(with(b"\0\0\0\x01mdat\0"), (at, Fault::CutOff));
    // longer than the box around it
    assert_eq!(
        with(&bx("moov", b"\0\0\0\x09trak")),
        (at + 8, Fault::Overflow)
    );
    assert_eq!(
        with(&bx("moov", b"\0\0\0\x01trak")),
        (at + 8, Fault::Content)
    );
    assert_eq!(
        with(&bx("moov", bx("uuid", [0; 15]))),
        (at + 8, Fault::Content)
    );
    assert_eq!(with(&bx("sgpd", b"")), (at, Fault::Content));

    let inside = |content: &[u8]| {
        let (offset, fault) = with(&bx("stsd", [&[0; 8], content].concat()));
        (offset - at - 16, fault)
    };
    assert_eq!(with(&bx("stsd", [0; 7])), (at, Fault::Content));
    assert_eq!(inside(b"\0\0\0\x07encv"), (0, Fault::Size));
    assert_eq!(inside(b"\0\0\0\x09encv"), (0, Fault::Overflow));
    assert_eq!(inside(b"\0\0\0\x01encv\0\0\0\0"), (0, Fault::Overflow));
    assert_eq!(
        inside(b"\0\0\0\x01encv\xff\xff\xff\xff\xff\xff\xff\xff"),
        (0, Fault::Overflow)
    );
    let short = sinf(bx("tenc", [0; 23]));
    // the length and the type of the entry, frma, schm, and those of sinf and schi
    let tenc_at = 8 + (8 + 8) + 12 + 20 + 8;
    assert_eq!(
        inside(&bx("encv", [&[0; 8], &short[..]].concat())),
        (tenc_at, Fault::Content)
    );
    let mut long = sinf(tenc(ID));
    long[2] = 1;
    assert_eq!(
        inside(&bx("encv", [&[0; 8], &long[..]].concat())),
        (16, Fault::Overflow)
    );
}

#[test]
fn groups_of_samples_that_are_cut_short_are_an_error() {
    let many = [255; 4];
    let groups = [
        sgpd(1, &[]),
        sgpd(0, &[&many]),
        sgpd(1, &[&[0, 0, 0, 20], &many, &seig(ID)]),
        sgpd(1, &[&[0, 0, 0, 19], &[0, 0, 0, 1], &seig(ID)]),
        sgpd(1, &[&[0; 4], &[0, 0, 0, 1], &many, &seig(ID)]),
        // no vector
        sgpd(0, &[&[0, 0, 0, 1], &[0, 0, 1, 0], &ID]),
        sgpd(0, &[&[0, 0, 0, 1], &[0, 0, 1, 0], &ID, &[8, 1]]),
        // one of many keys
        sgpd(0, &[&[0, 0, 0, 1], &[0x80, 0, 1, 0, 2, 8], &ID]),
    ];
    for group in groups {
        assert_eq!(fault(&nested("moof/traf", group)), (16, Fault::Content));
    }
}

#[test]
fn what_would_take_much_memory_is_an_error() {
    let deep = |depth| nested(&vec!["moov"; depth].join("/"), b"");
    read_all(&deep(MAX_DEPTH));
    let start = MAX_DEPTH as u64 * 8;
    assert_eq!(fault(&deep(MAX_DEPTH + 1)), (start, Fault::TooDeep));
    assert_eq!(fault(&deep(1_000)), (start, Fault::TooDeep));

    let largest = usize::try_from(MAX_BOX).unwrap();
    read_all(&bx("pssh", vec![0; largest]));
    assert_eq!(
        fault(&bx("pssh", vec![0; largest + 1])),
        (0, Fault::TooLarge)
    );
    assert_eq!(
        fault(&bx("stsd", vec![0; largest + 1])),
        (0, Fault::TooLarge)
    );
    let endless = b"\0\0\0\0pssh".chain(io::repeat(0));
    let result = read(&mut Pipe(endless)).1;
    assert_eq!(
        result.unwrap_err().to_string(),
        "byte 0: this box is longer than 1048576 bytes"
    );

    let boxes = bx("pssh", vec![0; largest]).repeat(MAX_KEPT / largest + 1);
    let (items, result) = read(&mut Cursor::new(boxes));
    assert_eq!(items.len(), MAX_KEPT / largest - 1);
    let error = result.unwrap_err().to_string();
    assert_eq!(
        error,
        "byte 66060792: key IDs and PSSH boxes of more than 67108864 bytes"
    );
}

#[test]
fn an_error_of_the_source_is_passed_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }
    let (items, result) = read(&mut Pipe(b"\0\0\0\x20ftyp".chain(Broken)));
    assert_eq!(items, []);
    assert!(
        matches!(result, Err(Error::Io(error)) if error.kind() == io::ErrorKind::PermissionDenied)
    );
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
    let others: [&[u8]; 8] = [
        b"",
        b"\0\0\0 fty",
        b"\0\0\0\x07ftyp",
        b"\0\0\0 pssh",
        b"the free world",
        b"<MPDfree",
        b"#EXTM3U\n",
        b"\x1aE\xdf\xa3\x01\0\0\0",
    ];
    assert!(others.into_iter().all(|other| !is_mp4(other)));
}

proptest! {
    #[test]
    fn no_damage_makes_the_walk_panic_or_a_pipe_differ(
        edits in vec((any::<Index>(), any::<u8>()), 1..9),
        cut in any::<Index>(),
    ) {
        let mut file = [movie(), fragment(), bx("mdat", [1; 99]), movie()].concat();
        for (at, byte) in edits {
            let length = file.len();
            file[at.index(length)] = byte;
        }
        file.truncate(cut.index(file.len() * 2));
        let (items, result) = read(&mut Forward { inner: Cursor::new(&file), read: 0 });
        let (piped, piped_result) = read(&mut Pipe(&file[..]));
        prop_assert_eq!(items, piped);
        prop_assert_eq!(format!("{result:?}"), format!("{piped_result:?}"));
        if let Err(Error::Box { offset, .. }) = result {
            prop_assert!(offset < file.len() as u64);
        }
    }
}
