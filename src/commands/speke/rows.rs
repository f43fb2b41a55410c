//! One row a key id: how inputs and key ids are written.

use std::io::Write;

use clap::ValueEnum;
use countersign::speke::lanes::KeyIdBytes;
use countersign::speke::{Form, Grid, Input, KeyId, V1, V2};
use memchr::{memchr, memchr3};

/// How key ids are written.
#[derive(clap::Args, Clone, Copy)]
pub(super) struct RowArgs {
    /// The form of a key id
    #[arg(
        long,
        value_name = "FORM",
        default_value = "guid",
        help_heading = "Output"
    )]
    form: FormArg,
    /// How each row is written
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
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

impl RowArgs {
    /// The line above all rows, if there is one; `kind` are the columns between period and key id.
    pub(super) fn header(self, kind: &str) -> String {
        match self.format {
            Format::Csv => format!("tenant_id,content_id,content_key_period_index,{kind},kid\n"),
            Format::Text | Format::Jsonl => String::new(),
        }
    }
}

/// Rows in the making: an input is written down before its key id is known, which is filled in later.
pub(super) struct Sheet {
    form: Form,
    format: Format,
    text: Vec<u8>,
    /// Where the key ids go that are still to come.
    gaps: Vec<usize>,
    /// What all rows of a grid begin with.
    head: Vec<u8>,
    digits: itoa::Buffer,
}

impl Sheet {
    pub(super) fn new(args: RowArgs) -> Self {
        let (text, gaps, head) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            form: args.form.into(),
            format: args.format,
            text,
            gaps,
            head,
            digits: itoa::Buffer::new(),
        }
    }

    /// The next rows are of this grid.
    pub(super) fn start(&mut self, grid: &Grid<'_>) {
        self.head.clear();
        match self.format {
            Format::Text => {}
            Format::Csv => {
                write_csv(&mut self.head, grid.tenant_id);
                write_csv(&mut self.head, grid.content_id);
            }
            Format::Jsonl => {
                self.head.extend_from_slice(b"{\"tenant_id\":");
                write_json(&mut self.head, grid.tenant_id);
                self.head.extend_from_slice(b",\"content_id\":");
                write_json(&mut self.head, grid.content_id);
                self.head
                    .extend_from_slice(b",\"content_key_period_index\":");
            }
        }
    }

    /// Writes a row with a gap for its key id.
    pub(super) fn row(&mut self, input: &Input<'_>) {
        match self.format {
            Format::Text => self.gap(b"\n"),
            Format::Csv => {
                self.text.extend_from_slice(&self.head);
                self.number(input.content_key_period_index());
                self.text.push(b',');
                match input {
                    Input::V1(V1 { key_id_index, .. }) => {
                        self.number(*key_id_index);
                        self.text.push(b',');
                    }
                    Input::V2(V2 {
                        protection_scheme,
                        intended_track_type,
                        ..
                    }) => {
                        write_csv(&mut self.text, protection_scheme);
                        write_csv(&mut self.text, intended_track_type);
                    }
                }
                self.gap(b"\n");
            }
            Format::Jsonl => {
                self.text.extend_from_slice(&self.head);
                self.number(input.content_key_period_index());
                match input {
                    Input::V1(V1 { key_id_index, .. }) => {
                        self.text.extend_from_slice(b",\"key_id_index\":");
                        self.number(*key_id_index);
                    }
                    Input::V2(V2 {
                        protection_scheme,
                        intended_track_type,
                        ..
                    }) => {
                        self.text.extend_from_slice(b",\"protection_scheme\":");
                        write_json(&mut self.text, protection_scheme);
                        self.text.extend_from_slice(b",\"intended_track_type\":");
                        write_json(&mut self.text, intended_track_type);
                    }
                }
                self.text.extend_from_slice(b",\"kid\":\"");
                self.gap(b"\"}\n");
            }
        }
    }

    fn number(&mut self, number: u32) {
        self.text
            .extend_from_slice(self.digits.format(number).as_bytes());
    }

    fn gap(&mut self, end: &[u8]) {
        self.gaps.push(self.text.len());
        self.text.extend_from_slice(&[0; 36][..self.form.width()]);
        self.text.extend_from_slice(end);
    }

    /// Fills the first gaps.
    pub(super) fn fill(&mut self, key_ids: &[KeyIdBytes]) {
        for (bytes, gap) in key_ids.iter().zip(self.gaps.drain(..)) {
            KeyId::from_bytes(*bytes)
                .swapped()
                .write(self.form, &mut self.text[gap..gap + self.form.width()]);
        }
    }

    /// How many bytes there are without a gap, or none if there are gaps.
    pub(super) fn full(&self) -> usize {
        if self.gaps.is_empty() {
            self.text.len()
        } else {
            0
        }
    }

    /// Takes all rows, which have no gaps.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let room = self.text.len();
        std::mem::replace(&mut self.text, Vec::with_capacity(room))
    }
}

/// Writes a field and the comma behind it, in quotes only if it needs them.
fn write_csv(place: &mut Vec<u8>, field: &str) {
    let bytes = field.as_bytes();
    if memchr3(b',', b'"', b'\n', bytes).is_none()
        && memchr(b'\r', bytes).is_none()
        && !bytes.is_empty()
    {
        place.extend_from_slice(bytes);
    } else {
        place.push(b'"');
        place.extend_from_slice(field.replace('"', "\"\"").as_bytes());
        place.push(b'"');
    }
    place.push(b',');
}

fn write_json(place: &mut Vec<u8>, text: &str) {
    // a text is always JSON, and a vector always takes it
    let _ = serde_json::to_writer(place.by_ref(), text);
}
