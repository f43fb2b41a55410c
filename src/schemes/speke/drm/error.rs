//! Why DRM data cannot be read.

use thiserror::Error;

/// Why DRM data cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("byte {offset}: {fault}")]
pub struct Error {
    /// The offset of the byte, from 0.
    pub offset: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with DRM data. Nothing of the data is quoted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// A text is not Base64, or is empty.
    #[error("not Base64")]
    Base64,
    /// The data is of no kind that is known.
    #[error("neither a PSSH box, nor a PlayReady object or header, nor Widevine's data")]
    Unknown,
    /// This structure says that it is longer than what is there.
    #[error("{0} is cut off")]
    CutOff(&'static str),
    /// There is another box, or no box, where a PSSH box should start.
    #[error("no PSSH box")]
    NotPssh,
    /// A PSSH box has this version.
    #[error("version {0} of the PSSH box is unknown")]
    PsshVersion(u8),
    /// The data is not the protobuf that Widevine uses.
    #[error("malformed Widevine data")]
    Protobuf,
    /// A key ID in Widevine's data has this length.
    #[error("a key ID of {0} bytes in Widevine data")]
    WidevineKeyId(usize),
    /// The lengths in a PlayReady object contradict each other.
    #[error("malformed PlayReady object")]
    Object,
    /// A PlayReady header is neither UTF-16 nor UTF-8.
    #[error("a PlayReady header that is not UTF-16")]
    Encoding,
    /// A PlayReady header is not XML.
    #[error("malformed XML in a PlayReady header")]
    Xml,
    /// A `KID` of a PlayReady header is not a key ID.
    #[error("a KID in a PlayReady header that is no key ID")]
    HeaderKeyId,
}

impl Fault {
    pub(super) const fn at(self, offset: usize) -> Error {
        Error {
            offset,
            fault: self,
        }
    }
}

impl Error {
    /// The same error in data that starts at an offset of other data.
    pub(super) fn moved(mut self, by: usize) -> Self {
        self.offset += by;
        self
    }
}
