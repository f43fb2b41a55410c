//! The presets of AWS's encryption contracts.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A preset of an encryption contract of AWS: a name for the track types that get keys of their own. An encoder asks for the keys of one preset for
/// video and one for audio.
///
/// Source: the tables of SPEKE Version 2.0 presets in the user guides of AWS Elemental `MediaConvert` and `MediaPackage`, the reference of
/// `EncryptionContractConfiguration` in the API of `MediaPackage`, and awslabs' tests of key servers.
///
/// ```
/// use countersign::speke::Preset;
///
/// let preset: Preset = "PRESET-VIDEO-5".parse()?;
/// assert_eq!(preset.name(), "video-5");
/// assert_eq!(preset.track_types(), ["SD", "HD1", "HD2", "UHD1", "UHD2"]);
/// # Ok::<(), countersign::speke::PresetError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Preset {
    name: &'static str,
    track_types: &'static [&'static str],
}

/// All presets.
pub const PRESETS: &[Preset] = &[
    Preset::new("video-1", &["VIDEO"]),
    Preset::new("video-2", &["SD", "HD"]),
    Preset::new("video-3", &["SD", "HD", "UHD"]),
    Preset::new("video-4", &["SD", "HD", "UHD1", "UHD2"]),
    Preset::new("video-5", &["SD", "HD1", "HD2", "UHD1", "UHD2"]),
    Preset::new("video-6", &["SD", "HD1", "HD2", "UHD"]),
    Preset::new("video-7", &["SD+HD1", "HD2", "UHD"]),
    Preset::new("video-8", &["SD+HD1", "HD2", "UHD1", "UHD2"]),
    Preset::new("audio-1", &["AUDIO"]),
    Preset::new("audio-2", &["STEREO_AUDIO", "MULTICHANNEL_AUDIO"]),
    Preset::new(
        "audio-3",
        &[
            "STEREO_AUDIO",
            "MULTICHANNEL_AUDIO_3_6",
            "MULTICHANNEL_AUDIO_7",
        ],
    ),
    Preset::new("shared", &["ALL"]),
    Preset::new("unencrypted", &[]),
];

impl Preset {
    const fn new(name: &'static str, track_types: &'static [&'static str]) -> Self {
        Self { name, track_types }
    }

    /// The name in lower case, without AWS's `PRESET-`: `video-5`, `shared`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The track types, each with a key of its own. `unencrypted` has none.
    #[must_use]
    pub const fn track_types(&self) -> &'static [&'static str] {
        self.track_types
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A text is not the name of a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("does not name a preset of an encryption contract")]
#[non_exhaustive]
pub struct PresetError;

impl FromStr for Preset {
    type Err = PresetError;

    /// Reads a [name](Preset::name) in any case, or as AWS writes it: `PRESET-VIDEO-5`, `PRESET_VIDEO_5`.
    fn from_str(text: &str) -> Result<Self, PresetError> {
        let text = text.to_ascii_lowercase().replace('_', "-");
        let preset = PRESETS.iter().find(|Preset { name, .. }| {
            let is_numbered = name.contains('-');
            text == *name || (is_numbered && text.strip_prefix("preset-") == Some(name))
        });
        preset.copied().ok_or(PresetError)
    }
}
