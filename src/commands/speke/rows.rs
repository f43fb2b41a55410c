//! One row a key id: how inputs and key id are written.

use anyhow::Context;
use clap::ValueEnum;
use countersign::speke::{Form, KeyId};
use serde::Serialize;

use crate::terminal::{Failure, Output};

/// How key ids are written.
#[derive(clap::Args)]
pub(super) struct RowArgs {
    /// The form of a key id
    #[arg(long, value_name = "FORM", default_value = "guid", help_heading = "Output")]
    form: FormArg,
    /// How each row is written
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum FormArg {
    /// Lower-case GUID: CPIX, DASH default_KID
    Guid,
    /// 32 hex digits: Shaka Packager, Bento4, ffmpeg
    Hex,
    /// 0x and 32 hex digits: HLS KEYID
    Hls,
    /// Base64, big-endian: Widevine
    Base64,
    /// Base64url without padding, big-endian: Clear Key
    Base64url,
    /// Base64, little-endian: PlayReady
    Playready,
}

impl From<FormArg> for Form {
    fn from(form: FormArg) -> Self {
        match form {
            FormArg::Guid => Self::Guid,
            FormArg::Hex => Self::Hex,
            FormArg::Hls => Self::Hls,
            FormArg::Base64 => Self::Base64,
            FormArg::Base64url => Self::Base64Url,
            FormArg::Playready => Self::PlayReady,
        }
    }
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// The key id alone
    Text,
    /// Inputs and key id, with a header line
    Csv,
    /// Inputs and key id, an object a line
    Jsonl,
}

/// The columns, in their order.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    pub(super) tenant_id: &'a str,
    pub(super) content_id: &'a str,
    pub(super) content_key_period_index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key_id_index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) protection_scheme: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) intended_track_type: Option<&'a str>,
    /// Filled in by the writer.
    pub(super) kid: String,
}

/// Writes rows to standard output as they come.
pub(super) struct RowWriter {
    output: Output,
    form: Form,
    format: Format,
    /// Whether the header line is still to come.
    at_start: bool,
}

impl RowArgs {
    /// Starts to write.
    pub(super) fn writer(&self) -> RowWriter {
        RowWriter { output: Output::new(), form: self.form.into(), format: self.format, at_start: true }
    }
}

impl RowWriter {
    /// Writes one row.
    pub(super) fn write(&mut self, row: Row<'_>, key_id: KeyId) -> Result<(), Failure> {
        let kid = key_id.to_form(self.form);
        match self.format {
            Format::Text => self.output.write(kid.as_bytes())?,
            Format::Jsonl => {
                let line = serde_json::to_vec(&Row { kid, ..row }).context("a row cannot be written as JSON")?;
                self.output.write(&line)?;
            }
            Format::Csv => {
                let mut csv = csv::WriterBuilder::new().has_headers(std::mem::take(&mut self.at_start)).from_writer(Vec::new());
                csv.serialize(Row { kid, ..row }).context("a row cannot be written as CSV")?;
                return self.output.write(&csv.into_inner().context("a row cannot be written as CSV")?);
            }
        }
        self.output.write(b"\n")
    }

    /// Hands on what is still held.
    pub(super) fn finish(self) -> Result<(), Failure> {
        self.output.finish()
    }
}
