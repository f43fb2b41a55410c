//! Secrets in files: one newline at the end is removed, and nothing else changes.

use countersign::starleaf::Key;

use super::Pieces;
use crate::commands::args::secret::source::{
    FIRST_BYTES, MAX_BYTES, read_limited, text, without_newline,
};

pub fn secrets(input: &[u8]) {
    let [piece, times, file @ ..] = input else {
        return;
    };
    // around the sizes of the buffer, and rarely, because it is slow, around the limit
    let least = match (piece, times) {
        (0, 255) => MAX_BYTES,
        (_, 250..) => FIRST_BYTES << (times - 250),
        _ => 0,
    };
    let file = file.repeat(least / file.len().max(1) + 1);
    let piece = (usize::from(*piece) + 1) * (file.len() >> 8).max(1);
    let read = read_limited(Pieces::new(&file, piece)).expect("no error of the source");
    assert_eq!(read.is_none(), file.len() > MAX_BYTES);
    let Some(read) = read else {
        return;
    };
    assert_eq!(*read, file);
    let expected = file.strip_suffix(b"\n").unwrap_or(&file);
    let expected = match expected.strip_suffix(b"\r") {
        Some(stripped) if file.ends_with(b"\n") => stripped,
        _ => expected,
    };
    match (
        text(without_newline(read), "--password-file"),
        str::from_utf8(expected),
    ) {
        (Ok(text), Ok(expected)) => {
            assert_eq!(*text, expected);
            let is_key = hex::decode(expected).is_ok_and(|bytes| bytes.len() == 32);
            assert_eq!(Key::from_hex(expected).is_ok(), is_key);
        }
        (Err(_), Err(_)) => {}
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => panic!("one of them takes it for UTF-8"),
    }
}
