//! PSSH boxes.

use super::{
    Carrier, Contents, Enclosing, Error, Fault, Mention, SystemId, array, playready, widevine,
};
use crate::speke::KeyId;

/// A box's length and its type.
const HEADER: usize = 8;

/// A `pssh` box, the protection system specific header of ISO/IEC 23001-7.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pssh<'a> {
    /// 0, or 1 if it may list key IDs.
    pub version: u8,
    /// The DRM system that the box is for.
    pub system: SystemId,
    /// The key IDs of a box of version 1.
    pub key_ids: Vec<KeyId>,
    /// What only the DRM system understands.
    pub data: &'a [u8],
    /// The length of the whole box, in bytes.
    pub length: usize,
    /// The offset of the key IDs in the box.
    key_ids_at: usize,
    /// The offset of the data in the box.
    data_at: usize,
}

impl<'a> Pssh<'a> {
    /// Whether bytes start with the header of a PSSH box.
    #[must_use]
    pub fn starts(bytes: &[u8]) -> bool {
        bytes.get(4..HEADER) == Some(b"pssh")
    }

    /// Reads the box at the start of bytes; what follows it is not looked at.
    ///
    /// # Errors
    /// If there is no PSSH box of version 0 or 1, or a length in it exceeds what is there.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        if !Self::starts(bytes) {
            return Err(Fault::NotPssh.at(0));
        }
        let cut_off = |at| move || Fault::CutOff("a PSSH box").at(at);
        let number = |at| array(bytes, at).map(|bytes| u32::from_be_bytes(bytes) as usize);
        let (header, length) = match number(0).unwrap_or_default() {
            0 => (HEADER, Some(bytes.len())),
            1 => {
                let length = array(bytes, HEADER).map(u64::from_be_bytes);
                let length = length.and_then(|length| usize::try_from(length).ok());
                (HEADER + 8, length)
            }
            length => (HEADER, Some(length)),
        };
        let content = length.and_then(|length| bytes.get(..length));
        let content = content.ok_or_else(cut_off(0))?;

        let version = *content.get(header).ok_or_else(cut_off(header))?;
        if version > 1 {
            return Err(Fault::PsshVersion(version).at(header));
        }
        let system_at = header + 4;
        let system = array(content, system_at).ok_or_else(cut_off(system_at))?;
        // every number that follows is checked against the box
        let bytes = content;
        let number = |at| array(bytes, at).map(|bytes| u32::from_be_bytes(bytes) as usize);
        let mut at = system_at + 16;
        let mut key_ids = &[][..];
        let key_ids_at = at + 4;
        if version == 1 {
            let count = number(at).ok_or_else(cut_off(at))?;
            let (all, _) = bytes[key_ids_at..].as_chunks::<16>();
            key_ids = all.get(..count).ok_or_else(cut_off(at))?;
            at = key_ids_at + 16 * count;
        }
        let length = number(at).ok_or_else(cut_off(at))?;
        let data_at = at + 4;
        let data = bytes[data_at..].get(..length).ok_or_else(cut_off(at))?;
        Ok(Self {
            version,
            system: SystemId::from_bytes(system),
            key_ids: key_ids.iter().copied().map(KeyId::from_bytes).collect(),
            data,
            length: bytes.len(),
            key_ids_at,
            data_at,
        })
    }

    /// The key IDs of the box and those in its data. The data of Widevine and of PlayReady is read, that of other systems is not.
    #[must_use]
    pub fn contents(&self) -> Contents {
        let enclosing = Some(Enclosing {
            version: self.version,
            offset: 0,
        });
        let mut mentions: Vec<_> = (self.key_ids.iter().enumerate())
            .map(|(i, &key_id)| Mention {
                key_id,
                carrier: Carrier::Pssh,
                pssh: enclosing,
                system: Some(self.system),
                form: None,
                text: None,
                offset: self.key_ids_at + 16 * i,
            })
            .collect();
        let inner = match self.system.name() {
            _ if self.data.is_empty() => Ok(Vec::new()),
            Some("Widevine") => widevine::read(self.data),
            // an object, as it should be, or a bare header
            Some("PlayReady") if playready::is_header(self.data) => {
                playready::read_header(self.data)
            }
            Some("PlayReady") => playready::read_object(self.data),
            _ => Ok(Vec::new()),
        };
        let Contents {
            mentions: inner,
            errors,
        } = inner.into();
        mentions.extend(inner.into_iter().map(|mention| Mention {
            pssh: enclosing,
            ..mention.moved(self.data_at)
        }));
        let errors = errors.into_iter();
        Contents {
            mentions,
            errors: errors.map(|error| error.moved(self.data_at)).collect(),
        }
    }
}

/// Reads boxes one after the other.
pub(super) fn read(bytes: &[u8]) -> Contents {
    let mut contents = Contents::from(Ok(Vec::new()));
    let mut at = 0;
    while at < bytes.len() {
        let pssh = match Pssh::read(&bytes[at..]) {
            Ok(pssh) => pssh,
            Err(error) => {
                contents.errors.push(error.moved(at));
                break;
            }
        };
        let inner = pssh.contents();
        let mentions = inner.mentions.into_iter();
        contents
            .mentions
            .extend(mentions.map(|mention| mention.moved(at)));
        contents
            .errors
            .extend(inner.errors.into_iter().map(|error| error.moved(at)));
        at += pssh.length;
    }
    contents
}
