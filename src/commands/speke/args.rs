//! The arguments of more than one command: what key ids are derived from, and how they are written.

use std::borrow::Cow;
use std::num::NonZero;
use std::ops::RangeInclusive;
use std::path::Path;

use clap::ValueEnum;
use clap::builder::{
    NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser,
};
use countersign::speke::{
    Form, Grid, Keys, PRESETS, PROTECTION_SCHEMES, Preset, TRACK_TYPES, Version,
};

use crate::catalogue::{self, Catalogue, known_track_type, plain_guid};
use crate::commands::args::suggested::Suggested;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};

/// The fields that both versions have.
#[derive(clap::Args)]
pub(super) struct CatalogueArgs {
    /// The tenant: a GUID in lower case
    #[arg(
        long,
        value_name = "GUID",
        required_unless_present = "content-ids",
        value_parser = NonEmptyStringValueParser::new(),
        help_heading = "Key"
    )]
    tenant_id: Option<String>,
    /// The content ID, any text; give several values, or repeat the option
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "content-ids",
        conflicts_with = "content-ids",
        num_args = 1..,
        value_parser = NonEmptyStringValueParser::new(),
        help_heading = "Key"
    )]
    content_id: Vec<String>,
    /// Read content IDs from a file, or - for standard input: lines, CSV or JSON lines; a column overrides the option of the same name
    #[arg(id = "content-ids", long, value_name = "FILE", value_parser = FileArg::parser(), help_heading = "Key")]
    content_ids: Option<FileArg>,
    /// The format of the file [default: from its name: .csv, .jsonl, else lines]
    #[arg(
        long,
        value_name = "FORMAT",
        requires = "content-ids",
        conflicts_with = "content_id",
        help_heading = "Key"
    )]
    input_format: Option<InputFormat>,
    /// Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation
    #[arg(
        long = "content-key-period-index",
        visible_alias = "period",
        value_name = "LIST",
        default_value = "0",
        value_delimiter = ',',
        value_parser = numbers,
        allow_hyphen_values = true,
        help_heading = "Key"
    )]
    periods: Vec<RangeInclusive<u32>>,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<NonZero<u16>>,
}

/// The key indexes of version 1.
#[derive(clap::Args)]
pub(super) struct IndexArgs {
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

/// The protection schemes and track types of version 2.
#[derive(clap::Args)]
pub(super) struct TrackArgs {
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
    /// Version 2: a list of AWS encryption contract presets, whose track types are added to --intended-track-type; in any case, also as PRESET-VIDEO-5
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

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum InputFormat {
    /// One content ID per line
    Lines,
    /// CSV with a header line
    Csv,
    /// One JSON object per line
    Jsonl,
}

impl InputFormat {
    /// The format that a file's name suggests.
    fn from_name(file: &FileArg) -> Self {
        let extension = match file {
            FileArg::Path(path) => Path::new(path).extension().unwrap_or_default(),
            FileArg::Stdin => return Self::Lines,
        };
        if extension.eq_ignore_ascii_case("csv") {
            Self::Csv
        } else if extension.eq_ignore_ascii_case("jsonl") {
            Self::Jsonl
        } else {
            Self::Lines
        }
    }
}

impl From<InputFormat> for catalogue::InputFormat {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Lines => Self::Lines,
            InputFormat::Csv => Self::Csv,
            InputFormat::Jsonl => Self::Jsonl,
        }
    }
}

impl CatalogueArgs {
    /// Warns of values that are hashed as given but are probably mistakes.
    pub(super) fn warn(&self, console: &Console) {
        if let Some(tenant_id) = &self.tenant_id {
            warn_of_tenant(tenant_id, console);
        }
        for id in &self.content_id {
            warn_of_white_space("--content-id", id, console);
        }
        if self.content_id.iter().any(|id| id == "-") {
            console.warn("--content-id - is the literal text '-'; to read standard input, use --content-ids -");
        }
        for id in self.content_id.iter().filter(|id| Path::new(id).is_file()) {
            console.warn(format_args!(
                "--content-id {id} is hashed as text; to read the file of that name, use --content-ids {id}"
            ));
        }
    }

    /// The catalogue, for one version or for both. The lists live as long as the program.
    pub(super) fn catalogue(self, keys: Vec<Keys<'static>>) -> Result<Catalogue, Failure> {
        let needs_tenant = self.tenant_id.is_none();
        let template = Grid {
            tenant_id: self.tenant_id.unwrap_or_default().leak(),
            content_id: "",
            content_key_period_indexes: self.periods.leak(),
            keys: Keys::V1 {
                key_id_indexes: &[],
            },
        };
        let templates = keys.into_iter().map(|keys| Grid { keys, ..template });
        match &self.content_ids {
            None => Ok(Catalogue::from_ids(
                self.content_id,
                templates.collect(),
                self.threads,
            )),
            Some(file) => {
                let format = self
                    .input_format
                    .unwrap_or_else(|| InputFormat::from_name(file));
                Catalogue::from_file(
                    file,
                    format.into(),
                    templates.collect(),
                    needs_tenant,
                    self.threads,
                )
            }
        }
    }
}

/// Warns of a tenant ID that is hashed as given but is probably a mistake.
pub(super) fn warn_of_tenant(tenant_id: &str, console: &Console) {
    if let Some(plain) = plain_guid(tenant_id) {
        console.warn(format_args!(
            "--tenant-id is hashed as given, so the key ids differ from those of {plain}"
        ));
    }
    warn_of_white_space("--tenant-id", tenant_id, console);
}

impl IndexArgs {
    pub(super) fn is_given(&self) -> bool {
        !self.key_id_indexes.is_empty()
    }

    /// The keys of version 1.
    pub(super) fn keys(self) -> Keys<'static> {
        let key_id_indexes = match &*self.key_id_indexes.leak() {
            [] => &[0..=0],
            given => given,
        };
        Keys::V1 { key_id_indexes }
    }
}

impl TrackArgs {
    pub(super) fn is_given(&self) -> bool {
        !(self.protection_schemes.is_empty()
            && self.intended_track_types.is_empty()
            && self.presets.is_empty())
    }

    /// The keys of version 2.
    pub(super) fn keys(mut self) -> Result<Keys<'static>, Failure> {
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

    /// Warns of undocumented schemes, of white space, of known track types in another case, and of unconfirmed presets.
    pub(super) fn warn(&self, console: &Console) {
        for preset in self.presets.iter().filter(|preset| !preset.is_confirmed()) {
            console.warn(format_args!(
                "preset {preset} is unconfirmed; compare its track types, {}, with intendedTrackType in a request",
                preset.track_types().join(", ")
            ));
        }
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
                console.warn(format_args!("track type '{track_type}' is hashed as given, so the key ids differ from those of {known}"));
            }
        }
    }
}

/// Warns of leading or trailing white space, which is hashed too.
pub(super) fn warn_of_white_space(name: &str, text: &str, console: &Console) {
    if text.trim() != text {
        console.warn(format_args!(
            "{name} starts or ends with white space; it is hashed as given"
        ));
    }
}

/// The parser of `--speke`.
pub(super) fn version() -> impl TypedValueParser<Value = Version> {
    PossibleValuesParser::new(["v1", "v2"]).try_map(|name| name.parse::<Version>())
}

/// The parser of `--form`.
pub(super) fn form() -> impl TypedValueParser<Value = Form> {
    let values = [
        (Form::Guid, "Lower-case GUID: CPIX, DASH default_KID"),
        (Form::Hex, "32 hex digits: Shaka Packager, Bento4, ffmpeg"),
        (Form::Hls, "0x and 32 hex digits: HLS KEYID"),
        (Form::Base64, "Base64, big-endian: Widevine"),
        (
            Form::Base64Url,
            "Base64url without padding, big-endian: Clear Key",
        ),
        (Form::PlayReady, "Base64, little-endian: PlayReady"),
    ];
    let values = values.map(|(form, help)| PossibleValue::new(form.name()).help(help));
    PossibleValuesParser::new(values).try_map(|name| name.parse::<Form>())
}

/// The parser of `--preset`.
fn preset() -> impl TypedValueParser<Value = Preset> {
    let values = PRESETS.iter().map(|preset| {
        let help = match (preset.track_types(), preset.is_confirmed()) {
            ([], _) => "No key".to_owned(),
            (track_types, true) => track_types.join(", "),
            (track_types, false) => format!("{} (unconfirmed)", track_types.join(", ")),
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

fn threads(text: &str) -> Result<NonZero<u16>, &'static str> {
    text.parse()
        .ok()
        .filter(|threads: &NonZero<u16>| threads.get() <= 1024)
        .ok_or("not a number from 1 to 1024")
}

/// Parses a number, or a range `A-B` that includes both ends.
fn numbers(text: &str) -> Result<RangeInclusive<u32>, String> {
    let number = |text: &str| match text.parse() {
        Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
        _ => Err("not a number from 0 to 4294967295, or a range A-B of two".to_owned()),
    };
    let Some((first, last)) = text.split_once('-') else {
        return number(text).map(|number| number..=number);
    };
    let (first, last) = (number(first)?, number(last)?);
    if first > last {
        Err("the range ends before it begins".to_owned())
    } else {
        Ok(first..=last)
    }
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_number_is_a_range_of_one() {
        assert_eq!(numbers("11425"), Ok(11425..=11425));
        assert_eq!(numbers("0-4294967295"), Ok(0..=u32::MAX));
    }

    #[test]
    fn what_is_no_number_or_range_is_refused() {
        for text in [
            "",
            "-",
            "1-",
            "-1",
            "5-3",
            "4294967296",
            "1e3",
            "+1",
            "0x1",
            "1-2-3",
            " 1",
        ] {
            assert!(numbers(text).is_err(), "{text:?}");
        }
    }
}
