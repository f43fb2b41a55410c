//! Data of DRM systems, put together from their definitions.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::speke::{Form, KeyId};
use hex_literal::hex;

/// Two key IDs that Axinom published.
pub(super) const FIRST: &str = "0a1e610d-e346-0665-42b2-409580b51be6";
pub(super) const SECOND: &str = "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a";

pub(super) const WIDEVINE: [u8; 16] = hex!("edef8ba979d64acea3c827dcd51d21ed");
pub(super) const PLAYREADY: [u8; 16] = hex!("9a04f07998404286ab92e65be0885f95");
pub(super) const COMMON: [u8; 16] = hex!("1077efecc0b24d02ace33c1e52e2fb4b");

pub(super) const MARLIN: [u8; 16] = hex!("5e629af538da4063897797ffbd9902d4");

pub(super) fn uuid(system: [u8; 16]) -> String {
    KeyId::from_bytes(system).to_string()
}

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(super) fn key_id(guid: &str) -> KeyId {
    guid.parse().unwrap()
}

/// A box: its length, its type, its content.
pub(super) fn mp4_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(8 + content.len()).unwrap();
    [&length.to_be_bytes(), &kind, content].concat()
}

/// A PSSH box of version 0.
pub(super) fn pssh_v0(system: [u8; 16], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let content = [&[0; 4][..], &system, &length, data].concat();
    mp4_box(*b"pssh", &content)
}

/// A PSSH box of version 1.
pub(super) fn pssh_v1(system: [u8; 16], key_ids: &[&str], data: &[u8]) -> Vec<u8> {
    let count = u32::try_from(key_ids.len()).unwrap().to_be_bytes();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let key_ids: Vec<u8> = key_ids
        .iter()
        .flat_map(|id| *key_id(id).as_bytes())
        .collect();
    let content = [&[1, 0, 0, 0][..], &system, &count, &key_ids, &length, data].concat();
    mp4_box(*b"pssh", &content)
}

/// Widevine's data: an algorithm, the key IDs, and a provider.
pub(super) fn widevine(key_ids: &[&str]) -> Vec<u8> {
    let mut data = vec![0x08, 0x01];
    for id in key_ids {
        data.extend([0x12, 16]);
        data.extend(key_id(id).as_bytes());
    }
    data.extend(b"\x1a\x0dwidevine_test");
    data
}

/// A PlayReady header, version 4.0 to 4.3, as text. The two older ones have room for one key ID.
pub(super) fn wrmheader(minor: u8, key_ids: &[&str]) -> String {
    let kids: Vec<_> = key_ids
        .iter()
        .map(|id| key_id(id).to_form(Form::PlayReady))
        .collect();
    let data = match minor {
        0 => format!(
            "<PROTECTINFO><KEYLEN>16</KEYLEN><ALGID>AESCTR</ALGID></PROTECTINFO><KID>{}</KID>\
             <LA_URL>http://rm.test/a.asmx?x=1&amp;y=2</LA_URL>",
            kids[0]
        ),
        1 => format!(
            r#"<PROTECTINFO><KID ALGID="AESCTR" VALUE="{}"></KID></PROTECTINFO>"#,
            kids[0]
        ),
        _ => {
            let kids: String = kids
                .iter()
                .map(|kid| format!(r#"<KID ALGID="AESCTR" VALUE="{kid}"/>"#))
                .collect();
            format!("<PROTECTINFO><KIDS>{kids}</KIDS></PROTECTINFO>")
        }
    };
    format!(
        r#"<WRMHEADER xmlns="http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader" version="4.{minor}.0.0"><DATA>{data}</DATA></WRMHEADER>"#
    )
}

pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A PlayReady object with a header.
pub(super) fn object(header: &str) -> Vec<u8> {
    let header = utf16(header);
    let record = u16::try_from(header.len()).unwrap();
    let length = u32::try_from(10 + header.len()).unwrap();
    [
        &length.to_le_bytes()[..],
        &1_u16.to_le_bytes(),
        &1_u16.to_le_bytes(),
        &record.to_le_bytes(),
        &header,
    ]
    .concat()
}
