//! `countersign speke kid v1` and `v2`.

use std::ops::RangeInclusive;

use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;
use countersign::speke::{KeyId, V1, V2, digest};

use super::explain::explain;
use super::fields::{CommonArgs, numbers, warn_of_scheme, warn_of_white_space};
use super::rows::{Row, RowArgs};
use crate::terminal::{Console, Failure};

const V1_AFTER_HELP: &str = r#"Formats:
  text   the key id alone, one a line
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index,kid
  jsonl  the same columns as JSON objects, one a line

Examples:
  $ countersign speke kid v1 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id bd99b041-4353-4b7a-9533-f36ee752b735
  0a1e610d-e346-0665-42b2-409580b51be6

  $ countersign speke kid v1 --tenant-id T1 --content-id film --period 0-1 \
      --format csv
  tenant_id,content_id,content_key_period_index,key_id_index,kid
  T1,film,0,0,89f7d061-3102-4f9a-0b27-21c29405de51
  T1,film,1,0,c8a1c284-62ff-5e6d-f121-bbef8e8d9815"#;

const V2_AFTER_HELP: &str = r#"Formats:
  text   the key id alone, one a line
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         protection_scheme,intended_track_type,kid
  jsonl  the same columns as JSON objects, one a line

Examples:
  $ countersign speke kid v2 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id test_content
  bc8b57c8-6a1e-1b58-5235-d8be6ce5602a

  $ countersign speke kid v2 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id test_content --track-type VIDEO,AUDIO --form base64
  vItXyGoeG1hSNdi+bOVgKg==
  nfCUMKm4EwR/CX62KyINFQ=="#;

/// The key ids of content keys
#[derive(Subcommand)]
pub(crate) enum Command {
    V1(V1Args),
    V2(V2Args),
}

/// Derive version 1 key ids
///
/// SHA-256 of tenant id, content id, content key period index and key id index, without separators. All combinations of the lists come out, the
/// content id outermost, in the order given.
#[derive(clap::Args)]
#[command(after_long_help = V1_AFTER_HELP)]
pub(crate) struct V1Args {
    #[command(flatten)]
    common: CommonArgs,
    /// Which key of the content, a list of numbers and ranges; 0 if there is one
    #[arg(
        long = "key-id-index",
        visible_alias = "key-index",
        value_name = "LIST",
        default_value = "0",
        value_delimiter = ',',
        value_parser = numbers,
        allow_hyphen_values = true,
        help_heading = "Key"
    )]
    key_indexes: Vec<RangeInclusive<u32>>,
    #[command(flatten)]
    rows: RowArgs,
}

/// Derive version 2 key ids
///
/// SHA-256 of tenant id, content id, protection scheme, content key period index and intended track type, without separators. All combinations of
/// the lists come out, the content id outermost, in the order given.
#[derive(clap::Args)]
#[command(after_long_help = V2_AFTER_HELP)]
pub(crate) struct V2Args {
    #[command(flatten)]
    common: CommonArgs,
    /// Protection schemes, a list: cenc, cbcs
    #[arg(
        long = "protection-scheme",
        visible_alias = "scheme",
        value_name = "LIST",
        default_value = "cenc",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new(),
        help_heading = "Key"
    )]
    schemes: Vec<String>,
    /// What the keys encrypt, a list: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name of the encryption contract
    #[arg(
        long = "intended-track-type",
        visible_alias = "track-type",
        value_name = "LIST",
        default_value = "VIDEO",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new(),
        help_heading = "Key"
    )]
    track_types: Vec<String>,
    #[command(flatten)]
    rows: RowArgs,
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::V1(args) => args.run(console),
            Self::V2(args) => args.run(console),
        }
    }
}

impl V1Args {
    fn run(self, console: &Console) -> Result<(), Failure> {
        self.common.warn(console);
        let mut rows = self.rows.writer();
        let mut explained = false;
        for content_id in &self.common.content_ids {
            for period in self.common.periods.iter().cloned().flatten() {
                for key_id_index in self.key_indexes.iter().cloned().flatten() {
                    let input = V1 { tenant_id: &self.common.tenant_id, content_id, content_key_period_index: period, key_id_index };
                    let key_id = derive(&input.message(), &mut explained, console);
                    rows.write(Row { key_id_index: Some(key_id_index), ..self.common.row(content_id, period) }, key_id)?;
                }
            }
        }
        rows.finish()
    }
}

impl V2Args {
    fn run(self, console: &Console) -> Result<(), Failure> {
        self.common.warn(console);
        self.schemes.iter().for_each(|scheme| warn_of_scheme(scheme, console));
        self.track_types.iter().for_each(|track_type| warn_of_white_space("--intended-track-type", track_type, console));
        let mut rows = self.rows.writer();
        let mut explained = false;
        for content_id in &self.common.content_ids {
            for period in self.common.periods.iter().cloned().flatten() {
                for protection_scheme in &self.schemes {
                    for intended_track_type in &self.track_types {
                        let input = V2 {
                            tenant_id: &self.common.tenant_id,
                            content_id,
                            protection_scheme,
                            content_key_period_index: period,
                            intended_track_type,
                        };
                        let key_id = derive(&input.message(), &mut explained, console);
                        let row = Row {
                            protection_scheme: Some(protection_scheme),
                            intended_track_type: Some(intended_track_type),
                            ..self.common.row(content_id, period)
                        };
                        rows.write(row, key_id)?;
                    }
                }
            }
        }
        rows.finish()
    }
}

impl CommonArgs {
    fn row<'a>(&'a self, content_id: &'a str, content_key_period_index: u32) -> Row<'a> {
        Row {
            tenant_id: &self.tenant_id,
            content_id,
            content_key_period_index,
            key_id_index: None,
            protection_scheme: None,
            intended_track_type: None,
            kid: String::new(),
        }
    }
}

/// Derives one key id; the first of a run is explained.
fn derive(message: &str, explained: &mut bool, console: &Console) -> KeyId {
    if !std::mem::replace(explained, true) && console.is_verbose() {
        explain(message, console);
    }
    KeyId::from_digest(&digest(message))
}
