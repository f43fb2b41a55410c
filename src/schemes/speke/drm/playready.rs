//! PlayReady's objects, and the headers in them.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::{Carrier, Error, Fault, Mention, SystemId, array};
use crate::speke::KeyId;

/// The type of a record that contains a header; 2 is reserved, and 3 is a store of licenses.
const HEADER: u16 = 1;

/// The root element of a header.
const ROOT: &str = "WRMHEADER";

/// The element below which a `KID` is the content provider's own affair.
const CUSTOM: &str = "CUSTOMATTRIBUTES";

/// Whether bytes look like a PlayReady object: its length, the number of its records, and a record of a known type.
#[must_use]
pub fn is_object(bytes: &[u8]) -> bool {
    let number = |at| array(bytes, at).map(u16::from_le_bytes);
    let length = array(bytes, 0).map(u32::from_le_bytes);
    length.is_some_and(|length| (10..1 << 21).contains(&length))
        && number(4).is_some_and(|count| (1..=16).contains(&count))
        && number(6).is_some_and(|kind| (1..=3).contains(&kind))
}

/// Whether bytes look like a PlayReady header: `<WRMHEADER` in UTF-16 or UTF-8, also after white space or a byte-order mark.
#[must_use]
pub fn is_header(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64) & !1];
    decode(start).is_ok_and(|(text, _)| text.trim_start().starts_with("<WRMHEADER"))
}

/// The key IDs of a PlayReady object. Records that are no headers are skipped.
///
/// # Errors
/// If its lengths exceed what is there, or a header cannot be read.
pub fn read_object(bytes: &[u8]) -> Result<Vec<Mention>, Error> {
    let malformed = |at| move || Fault::Object.at(at);
    let length = array(bytes, 0).map(u32::from_le_bytes);
    let object = length.and_then(|length| bytes.get(..length as usize));
    let object = object.ok_or_else(|| Fault::CutOff("a PlayReady object").at(0))?;
    let number = |at| array(object, at).map(u16::from_le_bytes);
    let count = number(4).ok_or_else(malformed(4))?;
    let mut mentions = Vec::new();
    let mut at = 6;
    for _ in 0..count {
        let kind = number(at).ok_or_else(malformed(at))?;
        let length = number(at + 2).ok_or_else(malformed(at))?;
        let start = at + 4;
        let record = object[start..].get(..usize::from(length));
        let record = record.ok_or_else(malformed(at))?;
        if kind == HEADER {
            let header = read_header(record).map_err(|error| error.moved(start))?;
            mentions.extend(header.into_iter().map(|mention| mention.moved(start)));
        }
        at = start + record.len();
    }
    Ok(mentions)
}

/// The key IDs of a PlayReady header, `WRMHEADER` of the versions 4.0 to 4.3 and any later one that has its `KID` elements in the same places.
///
/// # Errors
/// If it is not XML, or a `KID` is not a key ID.
pub fn read_header(bytes: &[u8]) -> Result<Vec<Mention>, Error> {
    let (text, start) = decode(bytes)?;
    let is_utf16 = matches!(text, Cow::Owned(_));
    // from offsets in the text to offsets in the bytes; the former only grow
    let (mut at, mut offset) = (0, start);
    let mut to_bytes = |in_text: usize| {
        offset += if is_utf16 {
            2 * text[at..in_text].encode_utf16().count()
        } else {
            in_text - at
        };
        at = in_text;
        offset
    };
    let mut mentions = match read_text(&text) {
        Ok(mentions) => mentions,
        Err(mut error) => {
            error.offset = to_bytes(error.offset.min(text.len()));
            return Err(error);
        }
    };
    for mention in &mut mentions {
        mention.offset = to_bytes(mention.offset);
    }
    Ok(mentions)
}

/// The key IDs of a header, with offsets in the text.
fn read_text(text: &str) -> Result<Vec<Mention>, Error> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    // what content providers put into a header need not be well-formed
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;

    let mut version = None;
    let mut mentions = Vec::new();
    let (mut is_custom, mut is_kid) = (false, false);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|_| Fault::Xml.at(at))?;
        let (value, offset) = match &event {
            Event::Eof => return Err(Fault::CutOff("a PlayReady header").at(at)),
            Event::Start(tag) | Event::Empty(tag) => {
                let (name, is_open) = (
                    tag.local_name().into_inner(),
                    matches!(event, Event::Start(_)),
                );
                match name {
                    ROOT => version = attribute(tag, "version").and_then(|v| numbers(&v)),
                    CUSTOM => is_custom = is_open,
                    _ => {}
                }
                let has_key_id = name == "KID" && !is_custom;
                is_kid = has_key_id && is_open;
                let value = has_key_id.then(|| attribute(tag, "VALUE"));
                (value.flatten(), at)
            }
            // what may follow is padding
            Event::End(tag) if tag.local_name().into_inner() == ROOT => return Ok(mentions),
            Event::End(tag) => {
                is_custom &= tag.local_name().into_inner() != CUSTOM;
                is_kid = false;
                (None, at)
            }
            Event::Text(text) if is_kid => {
                let blanks = text.len() - text.trim_start().len();
                (Some(text.trim().to_owned()), at + blanks)
            }
            _ => (None, at),
        };
        if let Some(text) = value.filter(|text| !text.is_empty()) {
            is_kid = false;
            mentions.push(mention(text, version, offset)?);
        }
    }
}

/// A key ID of a header: the Base64 of a little-endian GUID, or what some write instead, any other form.
fn mention(text: String, version: Option<(u8, u8)>, offset: usize) -> Result<Mention, Error> {
    let parsed = KeyId::parse_playready(&text);
    let (key_id, form) = parsed.ok_or_else(|| Fault::HeaderKeyId.at(offset))?;
    Ok(Mention {
        key_id,
        carrier: Carrier::PlayReadyHeader(version),
        pssh: None,
        system: Some(SystemId::PLAYREADY),
        form: Some(form),
        text: Some(text.into()),
        offset,
    })
}

/// Major and minor of a version such as `4.0.0.0`.
fn numbers(version: &str) -> Option<(u8, u8)> {
    let mut numbers = version.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    // the check compares each name with all before it
    let mut attributes = attributes.with_checks(false).flatten();
    let attribute = attributes.find(|attribute| attribute.key.into_inner() == name)?;
    Some(attribute.value.trim().to_owned())
}

/// A header as text, and the offset of the text: UTF-16, as it should be, or UTF-8; with or without a byte-order mark.
fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, usize), Error> {
    let (start, is_big_endian) = match bytes {
        [0xFF, 0xFE, ..] => (2, false),
        [0xFE, 0xFF, ..] => (2, true),
        [_, 0, ..] => (0, false),
        [0, _, ..] => (0, true),
        _ => {
            let start = if bytes.starts_with(b"\xEF\xBB\xBF") {
                3
            } else {
                0
            };
            let text = str::from_utf8(&bytes[start..]);
            let text = text.map_err(|error| Fault::Encoding.at(start + error.valid_up_to()));
            return text.map(|text| (Cow::Borrowed(text), start));
        }
    };
    let (units, _) = bytes[start..].as_chunks();
    let from_bytes = if is_big_endian {
        u16::from_be_bytes
    } else {
        u16::from_le_bytes
    };
    let units = units.iter().map(|&unit| from_bytes(unit));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    let text = text.map_err(|_| Fault::Encoding.at(start))?;
    Ok((Cow::Owned(text), start))
}
