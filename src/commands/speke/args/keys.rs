//! The keys of a period: the indexes of version 1; the protection schemes and track types of version 2.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use countersign::speke::{Keys, PRESETS, PROTECTION_SCHEMES, Preset, TRACK_TYPES};

use super::numbers::numbers;
use super::warn_of_white_space;
use crate::catalogue::known_track_type;
use crate::commands::args::suggested::Suggested;
use crate::terminal::{Console, Failure};

/// The key indexes of version 1.
#[derive(clap::Args)]
pub(in crate::commands::speke) struct IndexArgs {
    /// Version 1: positions of the key in the request, a list of numbers and ranges [default: 0]
    #[arg(
        long = "key-id-index",
        visible_alias = "key-index",
        value_name = "LIST",
        value_delimiter = ',',
        value_parser = numbers,
        allow_hyphen_values = true,
        help_heading = "Key"
    )]
    key_id_indexes: Vec<RangeInclusive<u32>>,
}

impl IndexArgs {
    pub(in crate::commands::speke) fn is_given(&self) -> bool {
        !self.key_id_indexes.is_empty()
    }

    /// The keys of version 1.
    pub(in crate::commands::speke) fn keys(self) -> Keys<'static> {
        let key_id_indexes = match &*self.key_id_indexes.leak() {
            [] => &[0..=0],
            given => given,
        };
        Keys::V1 { key_id_indexes }
    }
}

/// The protection schemes and track types of version 2.
#[derive(clap::Args)]
pub(in crate::commands::speke) struct TrackArgs {
    /// Version 2: a list of protection schemes, cenc or cbcs [default: cenc]
    #[arg(
        long = "protection-scheme",
        visible_alias = "scheme",
        value_name = "LIST",
        value_delimiter = ',',
        value_parser = Suggested(PROTECTION_SCHEMES).map(Cow::<str>::Owned),
        hide_possible_values = true,
        help_heading = "Key"
    )]
    protection_schemes: Vec<Cow<'static, str>>,
    /// Version 2: a list of track types: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name in the encryption contract [default: VIDEO]
    #[arg(
        long = "intended-track-type",
        visible_alias = "track-type",
        value_name = "LIST",
        value_delimiter = ',',
        value_parser = Suggested(TRACK_TYPES).map(Cow::<str>::Owned),
        hide_possible_values = true,
        help_heading = "Key"
    )]
    intended_track_types: Vec<Cow<'static, str>>,
    /// Version 2: a list of AWS encryption contract presets, whose track types are added to --intended-track-type; case-insensitive, also PRESET-VIDEO-5
    #[arg(
        long = "preset",
        value_name = "LIST",
        value_delimiter = ',',
        ignore_case = true,
        value_parser = preset(),
        help_heading = "Key"
    )]
    presets: Vec<Preset>,
}

impl TrackArgs {
    pub(in crate::commands::speke) fn is_given(&self) -> bool {
        !(self.protection_schemes.is_empty()
            && self.intended_track_types.is_empty()
            && self.presets.is_empty())
    }

    /// The keys of version 2.
    pub(in crate::commands::speke) fn keys(mut self) -> Result<Keys<'static>, Failure> {
        for track_type in self.presets.iter().flat_map(Preset::track_types) {
            let track_type = Cow::Borrowed(*track_type);
            if !self.intended_track_types.contains(&track_type) {
                self.intended_track_types.push(track_type);
            }
        }
        if self.intended_track_types.is_empty() && !self.presets.is_empty() {
            let failure = Failure::usage("--preset unencrypted asks for no key");
            return Err(failure.hint("add the preset of the tracks that are encrypted, such as --preset unencrypted,audio-1"));
        }
        let or = |mut given: Vec<_>, default| {
            if given.is_empty() {
                given.push(Cow::Borrowed(default));
            }
            &*given.leak()
        };
        Ok(Keys::V2 {
            protection_schemes: or(self.protection_schemes, "cenc"),
            intended_track_types: or(self.intended_track_types, "VIDEO"),
        })
    }

    /// Warns of undocumented schemes, of white space, and of known track types in another case.
    pub(in crate::commands::speke) fn warn(&self, console: &Console) {
        for scheme in &self.protection_schemes {
            if !PROTECTION_SCHEMES.contains(&&**scheme) {
                console.warn(format_args!(
                    "protection scheme '{scheme}' is neither cenc nor cbcs; it is hashed as given"
                ));
            }
        }
        for track_type in &self.intended_track_types {
            warn_of_white_space("--intended-track-type", track_type, console);
            if let Some(known) = known_track_type(track_type) {
                console.warn(format_args!("track type '{track_type}' is hashed as given, so the key IDs differ from those of {known}"));
            }
        }
    }
}

/// The parser of `--preset`.
fn preset() -> impl TypedValueParser<Value = Preset> {
    let values = PRESETS.iter().map(|preset| {
        let help = match preset.track_types() {
            [] => "No key".to_owned(),
            track_types => track_types.join(", "),
        };
        // as AWS writes them
        let aliases = ["-", "_"].map(|dash| format!("preset-{preset}").replace('-', dash));
        let value = PossibleValue::new(preset.name()).help(help);
        if preset.name().contains('-') {
            value.aliases(aliases)
        } else {
            value
        }
    });
    PossibleValuesParser::new(values).try_map(|name| name.parse::<Preset>())
}
