//! A key id and the forms in which tools write it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use thiserror::Error;
use uuid::Uuid;

/// The id of a content key: 16 bytes in the order in which its GUID is written. Not an RFC 9562 UUID: version and variant are hash bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; 16]);

/// How a key id is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Every form.
    pub const ALL: [Self; 6] = [
        Self::Guid,
        Self::Hex,
        Self::Hls,
        Self::Base64,
        Self::Base64Url,
        Self::PlayReady,
    ];

    /// How many bytes every key id takes in this form.
    #[must_use]
    pub const fn width(self) -> usize {
        match self {
            Self::Guid => 36,
            Self::Hex => 32,
            Self::Hls => 34,
            Self::Base64 | Self::PlayReady => 24,
            Self::Base64Url => 22,
        }
    }
}

impl KeyId {
    /// Takes the 16 bytes in the order in which the GUID is written.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Folds a SHA-256 digest: its halves combined by exclusive or, and read as a .NET GUID, whose first three fields are little-endian.
    #[must_use]
    pub fn from_digest(digest: &[u8; 32]) -> Self {
        Self(std::array::from_fn(|i| digest[i] ^ digest[i + 16])).swapped()
    }

    /// The 16 bytes in the order in which the GUID is written.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The key id whose bytes are these in the other byte order (the first 4, the next 2 and the next 2 reversed).
    ///
    /// ```
    /// use countersign::speke::KeyId;
    /// let key_id: KeyId = "0a1e610d-e346-0665-42b2-409580b51be6".parse()?;
    /// assert_eq!(key_id.swapped().to_string(), "0d611e0a-46e3-6506-42b2-409580b51be6");
    /// # Ok::<(), countersign::speke::KeyIdError>(())
    /// ```
    #[must_use]
    pub fn swapped(self) -> Self {
        Self(Uuid::from_bytes_le(self.0).into_bytes())
    }

    /// Writes the key id in one of its forms.
    ///
    /// ```
    /// use countersign::speke::{Form, KeyId};
    /// let key_id: KeyId = "0a1e610d-e346-0665-42b2-409580b51be6".parse()?;
    /// assert_eq!(key_id.to_form(Form::Hls), "0x0a1e610de346066542b2409580b51be6");
    /// assert_eq!(key_id.to_form(Form::Base64), "Ch5hDeNGBmVCskCVgLUb5g==");
    /// assert_eq!(key_id.to_form(Form::PlayReady), "DWEeCkbjZQZCskCVgLUb5g==");
    /// # Ok::<(), countersign::speke::KeyIdError>(())
    /// ```
    #[must_use]
    pub fn to_form(self, form: Form) -> String {
        let mut text = vec![0; form.width()];
        self.write(form, &mut text);
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Writes the key id in one of its forms into `place`.
    ///
    /// # Panics
    /// If `place` is not as long as the [`Form::width`].
    pub fn write(self, form: Form, place: &mut [u8]) {
        assert_eq!(place.len(), form.width(), "a place for one key id");
        match form {
            Form::Guid => write_guid(self.0, place),
            Form::Hex => write_hex(self.0, place),
            Form::Hls => {
                place[..2].copy_from_slice(b"0x");
                write_hex(self.0, &mut place[2..]);
            }
            Form::Base64 => write_base64(&STANDARD, self.0, place),
            Form::Base64Url => write_base64(&URL_SAFE_NO_PAD, self.0, place),
            Form::PlayReady => write_base64(&STANDARD, self.swapped().0, place),
        }
    }
}

/// Four bytes in lower-case hex: one digit a byte, all eight at once.
fn digits(bytes: [u8; 4]) -> [u8; 8] {
    let mut digits = u64::from(u32::from_be_bytes(bytes));
    digits = (digits | digits << 16) & 0x0000_ffff_0000_ffff;
    digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ff;
    digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    // those of ten and more carry into the next four bits
    let letters = ((digits + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101;
    (digits + 0x3030_3030_3030_3030 + letters * u64::from(b'a' - b'0' - 10)).to_be_bytes()
}

fn write_hex(bytes: [u8; 16], place: &mut [u8]) {
    for (place, bytes) in place.as_chunks_mut().0.iter_mut().zip(bytes.as_chunks().0) {
        *place = digits(*bytes);
    }
}

fn write_guid(bytes: [u8; 16], place: &mut [u8]) {
    let mut hex = [0; 32];
    write_hex(bytes, &mut hex);
    for (from, to) in [
        (0..8, 0),
        (8..12, 9),
        (12..16, 14),
        (16..20, 19),
        (20..32, 24),
    ] {
        place[to..to + from.len()].copy_from_slice(&hex[from]);
    }
    for hyphen in [8, 13, 18, 23] {
        place[hyphen] = b'-';
    }
}

fn write_base64(engine: &GeneralPurpose, bytes: [u8; 16], place: &mut [u8]) {
    // a place of the right width is never too small
    let _ = engine.encode_slice(bytes, place);
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Uuid::from_bytes(self.0).hyphenated())
    }
}

/// Why a text is not a key id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("is no form of a key id: neither a GUID, nor 32 hex digits, nor base64 of 16 bytes")]
pub struct KeyIdError;

impl std::str::FromStr for KeyId {
    type Err = KeyIdError;

    /// Reads any [`Form`]: a GUID in either case, with or without braces or hyphens, hex with or without `0x`, base64 of either alphabet, with or
    /// without padding. Base64 is read as big-endian; of a PlayReady form, [`KeyId::swapped`] is the key id.
    fn from_str(text: &str) -> Result<Self, KeyIdError> {
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
        match (digits, text.len()) {
            (Some(digits), 34) => hex_digits(digits),
            (None, 32) => hex_digits(text),
            (None, 36 | 38) => Uuid::try_parse(text).ok().map(Uuid::into_bytes),
            (_, 22 | 24) => base64(text),
            _ => None,
        }
        .map(Self)
        .ok_or(KeyIdError)
    }
}

fn hex_digits(digits: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    hex::decode_to_slice(digits, &mut bytes).ok()?;
    Some(bytes)
}

fn base64(text: &str) -> Option<[u8; 16]> {
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
