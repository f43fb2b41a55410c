//! The fields that a key id follows from, as options: texts, and lists of numbers and ranges.

use std::num::NonZero;
use std::ops::RangeInclusive;
use std::path::Path;

use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;
use countersign::speke::{PROTECTION_SCHEMES, TRACK_TYPES};

use super::catalogue::{Version, is_upper_case_guid};
use super::records::{Columns, Layout};
use crate::commands::args::suggested::Suggested;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};

/// Tenant, contents and periods, which both versions have.
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
    pub(super) tenant_id: Option<String>,
    /// The content, any text; several may follow, and the option may be repeated
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "content-ids",
        conflicts_with = "content-ids",
        num_args = 1..,
        value_parser = NonEmptyStringValueParser::new(),
        help_heading = "Key"
    )]
    pub(super) content_id: Vec<String>,
    /// A file of contents, or - for standard input: lines, CSV or JSON lines; a column overrides the option of its name
    #[arg(id = "content-ids", long, value_name = "FILE", value_parser = FileArg::parser(), help_heading = "Key")]
    pub(super) content_ids: Option<FileArg>,
    /// What the file holds [default: told by its name, .csv or .jsonl, else lines]
    #[arg(
        long,
        value_name = "KIND",
        requires = "content-ids",
        conflicts_with = "content_id",
        help_heading = "Key"
    )]
    pub(super) input_format: Option<InputFormat>,
    /// Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation
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
    pub(super) periods: Vec<RangeInclusive<u32>>,
    /// How many cores are used [default: all]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(super) threads: Option<NonZero<u16>>,
}

/// The key indexes of version 1.
#[derive(clap::Args)]
pub(super) struct IndexArgs {
    /// Version 1: which key of the content, a list of numbers and ranges [default: 0]
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
    /// Version 2: protection schemes, a list: cenc, cbcs [default: cenc]
    #[arg(
        long = "protection-scheme",
        visible_alias = "scheme",
        value_name = "LIST",
        value_delimiter = ',',
        value_parser = Suggested(&PROTECTION_SCHEMES),
        hide_possible_values = true,
        help_heading = "Key"
    )]
    protection_schemes: Vec<String>,
    /// Version 2: what the keys encrypt, a list: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name of the encryption contract [default: VIDEO]
    #[arg(
        long = "intended-track-type",
        visible_alias = "track-type",
        value_name = "LIST",
        value_delimiter = ',',
        value_parser = Suggested(&TRACK_TYPES),
        hide_possible_values = true,
        help_heading = "Key"
    )]
    intended_track_types: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(super) enum InputFormat {
    /// One content id a line
    Lines,
    /// CSV with a header line
    Csv,
    /// A JSON object a line
    Jsonl,
}

impl InputFormat {
    /// The kind that is asked for, or else that the name tells.
    pub(super) fn of(asked: Option<Self>, file: &FileArg) -> Self {
        let told = match file {
            FileArg::Path(path) => Path::new(path).extension(),
            FileArg::Stdin => None,
        };
        let is = |name: &str| told.is_some_and(|told| told.eq_ignore_ascii_case(name));
        asked.unwrap_or(if is("csv") {
            Self::Csv
        } else if is("jsonl") {
            Self::Jsonl
        } else {
            Self::Lines
        })
    }

    /// How records stand in the file; the header line of a CSV file is read.
    pub(super) fn layout(
        self,
        columns: impl FnOnce() -> Result<Columns, Failure>,
    ) -> Result<Layout, Failure> {
        Ok(match self {
            Self::Lines => Layout::Lines,
            Self::Csv => Layout::Csv(columns()?),
            Self::Jsonl => Layout::Jsonl,
        })
    }
}

impl CatalogueArgs {
    /// Warns of texts that are hashed as given though they are probably not meant so.
    pub(super) fn warn(&self, console: &Console) {
        self.tenant_id
            .iter()
            .for_each(|tenant_id| warn_of_tenant(tenant_id, console));
        self.content_id
            .iter()
            .for_each(|id| warn_of_white_space("--content-id", id, console));
        if self.content_id.iter().any(|id| id == "-") {
            console.warn("--content-id - is the text '-'; --content-ids - reads standard input");
        }
    }
}

/// Warns of a tenant that is hashed as given though it is probably not meant so.
pub(super) fn warn_of_tenant(tenant_id: &str, console: &Console) {
    if is_upper_case_guid(tenant_id) {
        console.warn("--tenant-id has upper-case letters: hashed as given, it gives other key ids than in lower case");
    }
    warn_of_white_space("--tenant-id", tenant_id, console);
}

impl IndexArgs {
    pub(super) fn is_given(&self) -> bool {
        !self.key_id_indexes.is_empty()
    }

    pub(super) fn version(self) -> Version {
        let given = self.is_given();
        Version::V1 {
            key_id_indexes: if given {
                self.key_id_indexes
            } else {
                vec![0..=0]
            },
        }
    }
}

impl TrackArgs {
    pub(super) fn is_given(&self) -> bool {
        !(self.protection_schemes.is_empty() && self.intended_track_types.is_empty())
    }

    pub(super) fn version(self) -> Version {
        let or = |given: Vec<String>, default: &str| {
            if given.is_empty() {
                vec![default.to_owned()]
            } else {
                given
            }
        };
        Version::V2 {
            protection_schemes: or(self.protection_schemes, "cenc"),
            intended_track_types: or(self.intended_track_types, "VIDEO"),
        }
    }

    /// Warns of schemes for which the vendor documents no override, and of white space.
    pub(super) fn warn(&self, console: &Console) {
        for scheme in self
            .protection_schemes
            .iter()
            .filter(|scheme| !PROTECTION_SCHEMES.contains(&scheme.as_str()))
        {
            console.warn(format_args!(
                "protection scheme '{scheme}' is none of cenc and cbcs: hashed as given"
            ));
        }
        self.intended_track_types.iter().for_each(|track_type| {
            warn_of_white_space("--intended-track-type", track_type, console);
        });
        for track_type in &self.intended_track_types {
            let known = TRACK_TYPES
                .iter()
                .find(|known| known.eq_ignore_ascii_case(track_type) && *known != track_type);
            known.iter().for_each(|known| {
                console.warn(format_args!("track type '{track_type}' is hashed as given, it gives other key ids than {known}"));
            });
        }
    }
}

/// Warns of white space at either end, which is hashed too.
fn warn_of_white_space(name: &str, text: &str, console: &Console) {
    if text.trim() != text {
        console.warn(format_args!(
            "{name} has white space at an end: hashed as given, it gives other key ids than without"
        ));
    }
}

fn threads(text: &str) -> Result<NonZero<u16>, &'static str> {
    text.parse()
        .ok()
        .filter(|threads: &NonZero<u16>| threads.get() <= 1024)
        .ok_or("not a number from 1 to 1024")
}

/// A number, or a range `A-B` that holds both ends.
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
