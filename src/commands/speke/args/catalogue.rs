//! The content IDs and what both versions have: tenant and periods.

use std::num::NonZero;
use std::ops::RangeInclusive;
use std::path::Path;

use clap::builder::NonEmptyStringValueParser;
use countersign::speke::{Grid, Keys};

use super::numbers::{is_digits, numbers};
use super::{warn_of_tenant, warn_of_white_space};
use crate::catalogue::{Catalogue, InputFormat};
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};

/// The fields that both versions have.
#[derive(clap::Args)]
pub(in crate::commands::speke) struct CatalogueArgs {
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

impl CatalogueArgs {
    /// Warns of values that are hashed as given but are probably mistakes.
    pub(in crate::commands::speke) fn warn(&self, console: &Console) {
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
    pub(in crate::commands::speke) fn catalogue(
        self,
        keys: Vec<Keys<'static>>,
    ) -> Result<Catalogue, Failure> {
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
                let format = self.input_format.unwrap_or_else(|| format_of(file));
                Catalogue::from_file(
                    file,
                    format,
                    templates.collect(),
                    needs_tenant,
                    self.threads,
                )
            }
        }
    }
}

/// The format that a file's name suggests.
fn format_of(file: &FileArg) -> InputFormat {
    let extension = match file {
        FileArg::Path(path) => Path::new(path).extension().unwrap_or_default(),
        FileArg::Stdin => return InputFormat::Lines,
    };
    if extension.eq_ignore_ascii_case("csv") {
        InputFormat::Csv
    } else if extension.eq_ignore_ascii_case("jsonl") {
        InputFormat::Jsonl
    } else {
        InputFormat::Lines
    }
}

/// The parser of `--threads`.
fn threads(text: &str) -> Result<NonZero<u16>, &'static str> {
    Some(text)
        .filter(|text| is_digits(text))
        .and_then(|text| text.parse().ok())
        .filter(|threads: &NonZero<u16>| threads.get() <= 1024)
        .ok_or("not a number from 1 to 1024")
}
