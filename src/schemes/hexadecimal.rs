//! Hexadecimal text in either case, with errors that name a position but never repeat the text.

use thiserror::Error;

/// Why a text is not the expected hexadecimal. The error never repeats the text, which may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum HexError {
    /// The text is empty.
    #[error("is empty")]
    Empty,
    /// A character is not one of `0-9a-fA-F`.
    #[error("is not hex: character {position} is not a hex digit")]
    Character {
        /// The position of the character, starting at 1.
        position: usize,
    },
    /// The number of digits is odd, but a byte has two.
    #[error("has an odd number of hex digits: {digits}")]
    OddLength {
        /// The number of digits.
        digits: usize,
    },
    /// The text is hex, but not of the expected length.
    #[error("has {found} hex digits instead of {expected}")]
    Length {
        /// The expected number of digits.
        expected: usize,
        /// The actual number of digits.
        found: usize,
    },
}

/// Decodes one or more bytes.
///
/// # Errors
/// [`HexError`] if the text is empty, has an odd length or a character that is not a hex digit.
///
/// ```
/// use countersign::hexadecimal::{HexError, decode};
/// assert_eq!(decode("00fF"), Ok(vec![0x00, 0xff]));
/// assert_eq!(decode("0g"), Err(HexError::Character { position: 2 }));
/// assert_eq!(decode("abc"), Err(HexError::OddLength { digits: 3 }));
/// ```
pub fn decode(text: &str) -> Result<Vec<u8>, HexError> {
    check(text)?;
    let mut bytes = vec![0; text.len() / 2];
    decode_to_slice(text, &mut bytes)?;
    Ok(bytes)
}

/// Decodes exactly `bytes.len()` bytes in place, so that no copy of a secret is left in memory.
///
/// # Errors
/// The same as for [`decode`], and [`HexError::Length`] if there are not two digits for each byte.
///
/// ```
/// use countersign::hexadecimal::{HexError, decode_to_slice};
/// let mut bytes = [0; 2];
/// assert_eq!(decode_to_slice("00fF", &mut bytes), Ok(()));
/// assert_eq!(bytes, [0x00, 0xff]);
/// assert_eq!(decode_to_slice("00", &mut bytes), Err(HexError::Length { expected: 4, found: 2 }));
/// ```
pub fn decode_to_slice(text: &str, bytes: &mut [u8]) -> Result<(), HexError> {
    check(text)?;
    hex::decode_to_slice(text, bytes).map_err(|_| HexError::Length {
        expected: 2 * bytes.len(),
        found: text.len(),
    })
}

fn check(text: &str) -> Result<(), HexError> {
    if text.is_empty() {
        return Err(HexError::Empty);
    }
    if let Some(at) = text.chars().position(|c| !c.is_ascii_hexdigit()) {
        return Err(HexError::Character { position: at + 1 });
    }
    if text.len() % 2 == 1 {
        return Err(HexError::OddLength { digits: text.len() });
    }
    Ok(())
}
