//! Widevine's data, a protobuf message.

use super::{Carrier, Error, Fault, Mention, SystemId};
use crate::speke::{Form, KeyId};

/// `WidevinePsshData.key_ids`.
const KEY_IDS: u64 = 2;
/// `WidevinePsshData.entitled_keys`, messages themselves.
const ENTITLED_KEYS: u64 = 14;
/// `EntitledKey.entitlement_key_id` and `EntitledKey.key_id`.
const ENTITLEMENT_KEY_ID: u64 = 1;
const KEY_ID: u64 = 2;

/// The key IDs of a `WidevinePsshData` message. Its other fields are skipped.
///
/// # Errors
/// If it is not protobuf, or a key ID is neither 16 bytes nor 32 hex digits.
pub fn read(bytes: &[u8]) -> Result<Vec<Mention>, Error> {
    let mut mentions = Vec::new();
    for field in Fields::of(bytes, 0) {
        let field = field?;
        match field.number {
            KEY_IDS => mentions.push(field.key_id(Carrier::Widevine)?),
            ENTITLED_KEYS => {
                for field in Fields::of(field.bytes, field.offset) {
                    let field = field?;
                    match field.number {
                        ENTITLEMENT_KEY_ID => {
                            mentions.push(field.key_id(Carrier::EntitlementKey)?);
                        }
                        KEY_ID => mentions.push(field.key_id(Carrier::EntitledKey)?),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Ok(mentions)
}

/// A field of bytes, the only type that matters here.
struct Field<'a> {
    number: u64,
    bytes: &'a [u8],
    offset: usize,
}

impl Field<'_> {
    fn key_id(&self, carrier: Carrier) -> Result<Mention, Error> {
        // some write the 32 hex digits
        let text = (self.bytes.len() == 32).then_some(self.bytes);
        let text = text.and_then(|digits| str::from_utf8(digits).ok());
        let key_id = match text {
            Some(text) => text.parse().ok(),
            None => KeyId::try_from(self.bytes).ok(),
        };
        Ok(Mention {
            key_id: key_id.ok_or_else(|| Fault::WidevineKeyId(self.bytes.len()).at(self.offset))?,
            carrier,
            pssh: None,
            system: Some(SystemId::WIDEVINE),
            form: text.map(|_| Form::Hex),
            text: text.map(Box::from),
            offset: self.offset,
        })
    }
}

/// The fields of a message, without those that are numbers.
struct Fields<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Fields<'a> {
    fn of(bytes: &'a [u8], offset: usize) -> Self {
        Self {
            rest: bytes,
            offset,
        }
    }

    /// A number of variable length: seven bits a byte, the lowest first.
    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for place in 0..10 {
            let byte = self.take(1)?[0];
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        self.offset += count;
        Some(taken)
    }

    /// The number of the next field, and its bytes if it has any.
    fn field(&mut self) -> Option<(u64, Option<&'a [u8]>)> {
        let tag = self.varint()?;
        let bytes = match tag & 7 {
            0 => self.varint().map(|_| None),
            1 => self.take(8).map(|_| None),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.take(length).map(Some)
            }
            5 => self.take(4).map(|_| None),
            _ => None,
        }?;
        (tag > 7).then_some((tag >> 3, bytes))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let start = self.offset;
            match self.field() {
                None => {
                    self.rest = &[];
                    return Some(Err(Fault::Protobuf.at(start)));
                }
                Some((number, Some(bytes))) => {
                    let offset = self.offset - bytes.len();
                    return Some(Ok(Field {
                        number,
                        bytes,
                        offset,
                    }));
                }
                Some((_, None)) => {}
            }
        }
        None
    }
}
