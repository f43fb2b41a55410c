//! A key ID and the formats in which tools write it.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use thiserror::Error;
use uuid::Uuid;

/// The ID of a content key: 16 bytes, in the order in which they are written as a GUID.
///
/// It is not a UUID of RFC 9562: the version and variant bits are part of the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; 16]);

/// The format in which a key ID is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// Lower-case GUID, 36 characters: CPIX, DASH `default_KID`, entitlement messages.
    Guid,
    /// 32 lower-case hex digits: Shaka Packager, Bento4, ffmpeg.
    Hex,
    /// `0x` and 32 hex digits: HLS `KEYID`.
    Hls,
    /// Standard Base64 with padding, 24 characters, big-endian: Widevine's JSON.
    Base64,
    /// Base64url without padding, 22 characters, big-endian: W3C Clear Key.
    Base64Url,
    /// Standard Base64 with padding, 24 characters, of the *little-endian* GUID: PlayReady.
    PlayReady,
}

impl Form {
    /// All formats.
    pub const ALL: &[Self] = &[
        Self::Guid,
        Self::Hex,
        Self::Hls,
        Self::Base64,
        Self::Base64Url,
        Self::PlayReady,
    ];

    /// The length of the longest format, in bytes.
    pub const MAX_LENGTH: usize = 36;

    /// The form in which a text that is a key ID is written, told by its length; `None` if it can be none. Base64 is taken for big-endian.
    pub(super) fn of(text: &str) -> Option<Self> {
        match text.len() {
            36 | 38 => Some(Self::Guid),
            34 => Some(Self::Hls),
            32 => Some(Self::Hex),
            24 => Some(Self::Base64),
            22 => Some(Self::Base64Url),
            _ => None,
        }
    }

    /// The name: `guid`, `hex`, `hls`, `base64`, `base64url` or `playready`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guid => "guid",
            Self::Hex => "hex",
            Self::Hls => "hls",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
            Self::PlayReady => "playready",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text is not the name of a [`Form`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("is not the name of a key ID format")]
#[non_exhaustive]
pub struct FormError;

impl FromStr for Form {
    type Err = FormError;

    /// Parses a [name](Form::name).
    fn from_str(name: &str) -> Result<Self, FormError> {
        let form = Self::ALL.iter().find(|form| form.name() == name);
        form.copied().ok_or(FormError)
    }
}

impl KeyId {
    /// Zeros, which are no key's ID: files have them where keys rotate, and where nothing is encrypted.
    pub const NIL: Self = Self([0; 16]);

    /// Takes the 16 bytes in the order in which they are written as a GUID.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Folds a SHA-256 digest: the XOR of its halves, read as a .NET GUID, whose first three fields are little-endian.
    #[must_use]
    pub fn from_digest(digest: &[u8; 32]) -> Self {
        Self(std::array::from_fn(|i| digest[i] ^ digest[i + 16])).swapped()
    }

    /// Parses a text of PlayReady, in which Base64 is little-endian, and returns its form too.
    pub(super) fn parse_playready(text: &str) -> Option<(Self, Form)> {
        let key_id: Self = text.parse().ok()?;
        match Form::of(text)? {
            Form::Base64 | Form::Base64Url => Some((key_id.swapped(), Form::PlayReady)),
            form => Some((key_id, form)),
        }
    }

    /// The 16 bytes in the order in which they are written as a GUID.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Swaps the byte order of the first three GUID fields: reverses the first 4 bytes, the next 2 and the next 2.
    ///
    /// ```
    /// use countersign::speke::KeyId;
    ///
    /// let key_id: KeyId = "0a1e610d-e346-0665-42b2-409580b51be6".parse()?;
    /// assert_eq!(key_id.swapped().to_string(), "0d611e0a-46e3-6506-42b2-409580b51be6");
    /// # Ok::<(), countersign::speke::KeyIdError>(())
    /// ```
    #[must_use]
    pub fn swapped(self) -> Self {
        Self(Uuid::from_bytes_le(self.0).into_bytes())
    }

    /// Returns the key ID in a format.
    ///
    /// ```
    /// use countersign::speke::{Form, KeyId};
    ///
    /// let key_id: KeyId = "0a1e610d-e346-0665-42b2-409580b51be6".parse()?;
    /// assert_eq!(key_id.to_form(Form::Hls), "0x0a1e610de346066542b2409580b51be6");
    /// assert_eq!(key_id.to_form(Form::Base64), "Ch5hDeNGBmVCskCVgLUb5g==");
    /// assert_eq!(key_id.to_form(Form::PlayReady), "DWEeCkbjZQZCskCVgLUb5g==");
    /// # Ok::<(), countersign::speke::KeyIdError>(())
    /// ```
    #[must_use]
    pub fn to_form(self, form: Form) -> String {
        self.encode(form, &mut [0; Form::MAX_LENGTH]).to_owned()
    }

    /// Writes the key ID in a format to the start of a buffer, and returns what was written.
    ///
    /// ```
    /// use countersign::speke::{Form, KeyId};
    ///
    /// let key_id: KeyId = "0a1e610d-e346-0665-42b2-409580b51be6".parse()?;
    /// assert_eq!(key_id.encode(Form::Base64Url, &mut [0; Form::MAX_LENGTH]), "Ch5hDeNGBmVCskCVgLUb5g");
    /// # Ok::<(), countersign::speke::KeyIdError>(())
    /// ```
    pub fn encode(self, form: Form, buffer: &mut [u8; Form::MAX_LENGTH]) -> &str {
        match form {
            Form::Guid => {
                let digits = self.hex_digits();
                let groups = [
                    (0..8, 0),
                    (8..12, 9),
                    (12..16, 14),
                    (16..20, 19),
                    (20..32, 24),
                ];
                for (group, at) in groups {
                    buffer[at..at + group.len()].copy_from_slice(&digits[group]);
                }
                [8, 13, 18, 23].into_iter().for_each(|at| buffer[at] = b'-');
                str::from_utf8(buffer).unwrap_or_default()
            }
            Form::Hex => {
                buffer[..32].copy_from_slice(&self.hex_digits());
                str::from_utf8(&buffer[..32]).unwrap_or_default()
            }
            Form::Hls => {
                buffer[..2].copy_from_slice(b"0x");
                buffer[2..34].copy_from_slice(&self.hex_digits());
                str::from_utf8(&buffer[..34]).unwrap_or_default()
            }
            Form::Base64 => base64_encode(&STANDARD, self, buffer),
            Form::Base64Url => base64_encode(&URL_SAFE_NO_PAD, self, buffer),
            Form::PlayReady => base64_encode(&STANDARD, self.swapped(), buffer),
        }
    }

    /// The bytes in lower-case hex, eight digits at once.
    fn hex_digits(self) -> [u8; 32] {
        let mut all = [0; 32];
        for (digits, bytes) in all.as_chunks_mut().0.iter_mut().zip(self.0.as_chunks().0) {
            *digits = eight_digits(*bytes);
        }
        all
    }
}

/// Four bytes in lower-case hex, a digit in each byte of a word.
fn eight_digits(bytes: [u8; 4]) -> [u8; 8] {
    let mut digits = u64::from(u32::from_be_bytes(bytes));
    digits = (digits | digits << 16) & 0x0000_ffff_0000_ffff;
    digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ff;
    digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    // with 6 added, ten and more carry into the upper half of their byte
    let letters = ((digits + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101;
    (digits + 0x3030_3030_3030_3030 + letters * u64::from(b'a' - b'0' - 10)).to_be_bytes()
}

fn base64_encode<'b>(engine: &GeneralPurpose, key_id: KeyId, buffer: &'b mut [u8]) -> &'b str {
    // the buffer has room for the Base64 of 16 bytes, which is ASCII
    let length = engine.encode_slice(key_id.0, buffer).unwrap_or_default();
    str::from_utf8(&buffer[..length]).unwrap_or_default()
}

impl fmt::Display for KeyId {
    /// Writes the lower-case GUID.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.encode(Form::Guid, &mut [0; Form::MAX_LENGTH]))
    }
}

impl From<[u8; 16]> for KeyId {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl From<KeyId> for [u8; 16] {
    fn from(key_id: KeyId) -> Self {
        key_id.0
    }
}

impl TryFrom<&[u8]> for KeyId {
    type Error = KeyIdError;

    fn try_from(bytes: &[u8]) -> Result<Self, KeyIdError> {
        bytes.try_into().map(Self).map_err(|_| KeyIdError)
    }
}

impl AsRef<[u8]> for KeyId {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A text, or a slice of bytes, is not a key ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("is not a key ID: expected a GUID, 32 hex digits or Base64 of 16 bytes")]
#[non_exhaustive]
pub struct KeyIdError;

impl FromStr for KeyId {
    type Err = KeyIdError;

    /// Parses any [`Form`]: a GUID in either case, with or without braces or hyphens; hex with or without `0x`; Base64 of either alphabet, with or
    /// without padding. Base64 is read as big-endian; for PlayReady, call [`KeyId::swapped`] on the result.
    fn from_str(text: &str) -> Result<Self, KeyIdError> {
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
        match Form::of(text) {
            Some(Form::Hls) => digits.and_then(hex_decode),
            Some(Form::Hex) => hex_decode(text),
            Some(Form::Guid) => Uuid::try_parse(text).ok().map(Uuid::into_bytes),
            Some(Form::Base64 | Form::Base64Url) => base64_decode(text),
            Some(Form::PlayReady) | None => None,
        }
        .map(Self)
        .ok_or(KeyIdError)
    }
}

fn hex_decode(digits: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    hex::decode_to_slice(digits, &mut bytes).ok()?;
    Some(bytes)
}

fn base64_decode(text: &str) -> Option<[u8; 16]> {
    let text = match text.len() {
        24 => text.strip_suffix("==")?,
        _ => text,
    };
    STANDARD_NO_PAD
        .decode(text)
        .or_else(|_| URL_SAFE_NO_PAD.decode(text))
        .ok()?
        .try_into()
        .ok()
}

#[cfg(feature = "serde")]
mod serde {
    use std::borrow::Cow;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Form, KeyId};

    impl Serialize for KeyId {
        /// Writes the lower-case GUID.
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    impl<'de> Deserialize<'de> for KeyId {
        /// Parses any form, like [`str::parse`].
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = Cow::<str>::deserialize(deserializer)?;
            text.parse().map_err(|error| D::Error::custom(error))
        }
    }

    impl Serialize for Form {
        /// Writes the name.
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(self.name())
        }
    }

    impl<'de> Deserialize<'de> for Form {
        /// Parses a name.
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let name = Cow::<str>::deserialize(deserializer)?;
            name.parse().map_err(|error| D::Error::custom(error))
        }
    }
}
