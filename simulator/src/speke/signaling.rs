//! The signaling that players need: PSSH boxes and the PlayReady header.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const WIDEVINE: [u8; 16] = 0xedef_8ba9_79d6_4ace_a3c8_27dc_d51d_21ed_u128.to_be_bytes();
const PLAYREADY: [u8; 16] = 0x9a04_f079_9840_4286_ab92_e65b_e088_5f95_u128.to_be_bytes();
const COMMON: [u8; 16] = 0x1077_efec_c0b2_4d02_ace3_3c1e_52e2_fb4b_u128.to_be_bytes();

/// A `PSSH` box for a supported DRM system (ISO/IEC 23001-7, section 8.1).
pub(super) fn pssh(system_id: [u8; 16], key_id: [u8; 16]) -> Option<Vec<u8>> {
    let (version, data) = match system_id {
        // field 2 of WidevinePsshData: a key ID
        WIDEVINE => (0, [&[0x12, 16], &key_id[..]].concat()),
        PLAYREADY => (0, playready_object(key_id)),
        COMMON => (1, Vec::new()),
        _ => return None,
    };
    let mut content = vec![version, 0, 0, 0];
    content.extend(system_id);
    if version == 1 {
        content.extend(1_u32.to_be_bytes());
        content.extend(key_id);
    }
    content.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    content.extend(data);
    let length = u32::try_from(content.len() + 8).unwrap_or_default();
    Some([&length.to_be_bytes(), &b"pssh"[..], &content].concat())
}

/// What an MPD contains for a DRM system in addition to `cenc:pssh`: `mspr:pro` for PlayReady.
pub(super) fn content_protection(system_id: [u8; 16], key_id: [u8; 16]) -> Option<String> {
    let pssh = STANDARD.encode(pssh(system_id, key_id)?);
    let pssh = format!(r#"<pssh xmlns="urn:mpeg:cenc:2013">{pssh}</pssh>"#);
    let pro = STANDARD.encode(playready_object(key_id));
    let pro = format!(r#"<pro xmlns="urn:microsoft:playready">{pro}</pro>"#);
    Some(if system_id == PLAYREADY {
        pssh + &pro
    } else {
        pssh
    })
}

/// A PlayReady object with one record, a version 4.0 header: the key ID is Base64 of a little-endian GUID (Microsoft's "PlayReady Header Specification").
fn playready_object(mut key_id: [u8; 16]) -> Vec<u8> {
    key_id[..4].reverse();
    key_id[4..6].reverse();
    key_id[6..8].reverse();
    let kid = STANDARD.encode(key_id);
    let header = format!(
        r#"<WRMHEADER xmlns="http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader" version="4.0.0.0"><DATA><PROTECTINFO><KEYLEN>16</KEYLEN><ALGID>AESCTR</ALGID></PROTECTINFO><KID>{kid}</KID></DATA></WRMHEADER>"#
    );
    let header: Vec<u8> = header.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let record_length = u16::try_from(header.len()).unwrap_or_default();
    let length = u32::from(record_length) + 10;
    let mut object = length.to_le_bytes().to_vec();
    object.extend(1_u16.to_le_bytes());
    object.extend(1_u16.to_le_bytes());
    object.extend(record_length.to_le_bytes());
    object.extend(header);
    object
}
