//! Files that are large, cut off, damaged or hostile, and sources that are pipes.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use proptest::{collection::vec, prelude::*, sample::Index};

use super::super::found::Found;
use super::super::{Error, Fault, MAX_BOX, MAX_DEPTH, MAX_KEPT, read};
use super::*;

fn fault(bytes: &[u8]) -> (u64, Fault) {
    match read(&mut Cursor::new(bytes)).1 {
        Err(Error::Box { offset, fault }) => (offset, fault),
        result => panic!("{result:?}"),
    }
}

/// A source that can only be read on, or sought forwards from where it is.
struct Forward<R> {
    inner: R,
    read: u64,
    reads: u32,
}

impl<R: Read> Read for Forward<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read += count as u64;
        self.reads += 1;
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
        reads: 0,
    };
    let (items, result) = read(&mut source);
    result.unwrap();
    let offsets: Vec<_> = items.iter().map(|item| item.offset > end).collect();
    assert_eq!(offsets, [false, true, true, true]);
    assert!(source.read < 10_000, "{} bytes were read", source.read);
    assert!(source.reads < 10, "{} reads", source.reads);
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
fn what_is_kept_is_counted_to_the_byte() {
    let path = "moov/pssh";
    let most = MAX_KEPT - size_of::<Item>() - path.len();
    let pssh = |length| Payload::Pssh(vec![0; length]);
    assert!(Found::default().add(path, 0, pssh(most)).is_ok());
    assert!(Found::default().add(path, 0, pssh(most + 1)).is_err());
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
        let (items, result) = read(&mut Forward { inner: Cursor::new(&file), read: 0, reads: 0 });
        let (piped, piped_result) = read(&mut Pipe(&file[..]));
        prop_assert_eq!(items, piped);
        prop_assert_eq!(format!("{result:?}"), format!("{piped_result:?}"));
        if let Err(Error::Box { offset, .. }) = result {
            prop_assert!(offset < file.len() as u64);
        }
    }
}
