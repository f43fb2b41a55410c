//! The arguments of more than one command: what key IDs are derived from, and how they are written.

mod catalogue;
mod keys;
mod numbers;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use countersign::speke::{Form, Version};

pub(super) use self::catalogue::CatalogueArgs;
pub(super) use self::keys::{IndexArgs, TrackArgs};
use crate::catalogue::plain_guid;
use crate::catalogue::row::Format;
use crate::terminal::Console;

/// How rows of key IDs are printed.
#[derive(clap::Args)]
pub(super) struct StyleArgs {
    /// How to write key IDs
    #[arg(
        long,
        value_name = "FORM",
        default_value = "guid",
        value_parser = form(),
        help_heading = "Output"
    )]
    pub(super) form: Form,
    /// Output format
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
    pub(super) format: Format,
}

/// The parser of `--speke`.
pub(super) fn version() -> impl TypedValueParser<Value = Version> {
    PossibleValuesParser::new(["v1", "v2"]).try_map(|name| name.parse::<Version>())
}

/// The parser of `--form`.
fn form() -> impl TypedValueParser<Value = Form> {
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

/// Warns of a tenant ID that is hashed as given but is probably a mistake.
pub(super) fn warn_of_tenant(tenant_id: &str, console: &Console) {
    if let Some(plain) = plain_guid(tenant_id) {
        console.warn(format_args!(
            "--tenant-id is hashed as given, so the key IDs differ from those of {plain}"
        ));
    }
    warn_of_white_space("--tenant-id", tenant_id, console);
}

/// Warns of leading or trailing white space, which is hashed too.
pub(super) fn warn_of_white_space(name: &str, text: &str, console: &Console) {
    if text.trim() != text {
        console.warn(format_args!(
            "{name} starts or ends with white space; it is hashed as given"
        ));
    }
}
