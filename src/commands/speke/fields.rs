//! The fields that a key id follows from, as options: texts, and lists of numbers and ranges.

use std::ops::RangeInclusive;

use clap::builder::NonEmptyStringValueParser;
use countersign::speke::PROTECTION_SCHEMES;
use uuid::Uuid;

use crate::terminal::Console;

/// Tenant, contents and periods, which both versions have.
#[derive(clap::Args)]
pub(super) struct CommonArgs {
    /// The tenant: a GUID in lower case
    #[arg(long, value_name = "GUID", value_parser = NonEmptyStringValueParser::new(), help_heading = "Key")]
    pub(super) tenant_id: String,
    /// The content, any text; several may follow, and the option may be repeated
    #[arg(long = "content-id", value_name = "ID", required = true, num_args = 1.., value_parser = NonEmptyStringValueParser::new(), help_heading = "Key")]
    pub(super) content_ids: Vec<String>,
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
}

impl CommonArgs {
    /// Warns of texts that are hashed as given though they are probably not meant so.
    pub(super) fn warn(&self, console: &Console) {
        warn_of_tenant(&self.tenant_id, console);
        self.content_ids.iter().for_each(|id| warn_of_white_space("--content-id", id, console));
    }
}

/// Warns of a tenant that is hashed as given though it is probably not meant so.
pub(super) fn warn_of_tenant(tenant_id: &str, console: &Console) {
    if Uuid::try_parse(tenant_id).is_ok() && tenant_id.contains(|c: char| c.is_ascii_uppercase()) {
        console.warn("--tenant-id has upper-case letters: hashed as given, it gives other key ids than in lower case");
    }
    warn_of_white_space("--tenant-id", tenant_id, console);
}

/// Warns of a protection scheme for which the vendor documents no override.
pub(super) fn warn_of_scheme(scheme: &str, console: &Console) {
    if !PROTECTION_SCHEMES.contains(&scheme) {
        console.warn(format_args!("protection scheme '{scheme}' is none of cenc and cbcs: hashed as given"));
    }
}

/// Warns of white space at either end, which is hashed too.
pub(super) fn warn_of_white_space(name: &str, text: &str, console: &Console) {
    if text.trim() != text {
        console.warn(format_args!("{name} has white space at an end: hashed as given, it gives other key ids than without"));
    }
}

/// A number, or a range `A-B` that holds both ends.
pub(super) fn numbers(text: &str) -> Result<RangeInclusive<u32>, String> {
    let number = |text: &str| match text.parse() {
        Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
        _ => Err("not a number from 0 to 4294967295, or a range A-B of two".to_owned()),
    };
    let Some((first, last)) = text.split_once('-') else {
        return number(text).map(|number| number..=number);
    };
    let (first, last) = (number(first)?, number(last)?);
    if first > last { Err("the range ends before it begins".to_owned()) } else { Ok(first..=last) }
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
        for text in ["", "-", "1-", "-1", "5-3", "4294967296", "1e3", "+1", "0x1", "1-2-3", " 1"] {
            assert!(numbers(text).is_err(), "{text:?}");
        }
    }
}
