//! What is hashed as given though it is probably not meant so.

use std::borrow::Cow;

use countersign::speke::{PROTECTION_SCHEMES, Version};
use uuid::Uuid;

use super::records::Entry;
use crate::terminal::Console;

/// How many records have texts that are probably not meant so.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Noticed {
    /// White space at an end of a text.
    white_space: u64,
    /// Upper-case letters in a tenant.
    upper_case: u64,
    /// Protection schemes for which no override is documented.
    schemes: u64,
    /// Columns that only one version has.
    of_v1: u64,
    of_v2: u64,
}

impl Noticed {
    /// Looks at a record.
    pub(super) fn note(&mut self, entry: &Entry<'_>) {
        let has_space = |text: &str| {
            text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace)
        };
        let mut is_spaced = has_space(entry.content_id());
        if let Entry::Columns(columns) = entry {
            let texts = [
                &columns.tenant_id,
                &columns.protection_scheme,
                &columns.intended_track_type,
            ];
            is_spaced |= texts.into_iter().flatten().any(|text| has_space(text));
            let is_upper_case = |tenant_id: &Cow<str>| is_upper_case_guid(tenant_id);
            self.upper_case += u64::from(columns.tenant_id.as_ref().is_some_and(is_upper_case));
            let is_unknown = |scheme: &Cow<str>| !PROTECTION_SCHEMES.contains(&&**scheme);
            self.schemes += u64::from(columns.protection_scheme.as_ref().is_some_and(is_unknown));
            self.of_v1 += u64::from(columns.key_id_index.is_some());
            let of_v2 = [&columns.protection_scheme, &columns.intended_track_type];
            self.of_v2 += u64::from(of_v2.into_iter().any(Option::is_some));
        }
        self.white_space += u64::from(is_spaced);
    }

    pub(super) fn add(&mut self, other: Self) {
        self.white_space += other.white_space;
        self.upper_case += other.upper_case;
        self.schemes += other.schemes;
        self.of_v1 += other.of_v1;
        self.of_v2 += other.of_v2;
    }

    /// Warns of each once.
    pub(super) fn warn(&self, name: &str, versions: &[Version], console: &Console) {
        let unless = |version, count| {
            if versions.contains(&version) {
                0
            } else {
                count
            }
        };
        for (count, what) in [
            (
                self.white_space,
                "white space at an end of a text: hashed as given, it gives other key ids than without",
            ),
            (
                self.upper_case,
                "upper-case letters in a tenant id: hashed as given, it gives other key ids than in lower case",
            ),
            (
                if versions.contains(&Version::V2) {
                    self.schemes
                } else {
                    0
                },
                "a protection scheme that is neither cenc nor cbcs: hashed as given",
            ),
            (
                unless(Version::V1, self.of_v1),
                "a key id index, which version 2 does not have",
            ),
            (
                unless(Version::V2, self.of_v2),
                "a protection scheme or an intended track type, which version 1 does not have",
            ),
        ] {
            match count {
                0 => {}
                1 => console.warn(format_args!("{name}: 1 line has {what}")),
                _ => console.warn(format_args!("{name}: {count} lines have {what}")),
            }
        }
    }
}

/// Whether a text is a GUID that is not in lower case.
pub(crate) fn is_upper_case_guid(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_uppercase()) && Uuid::try_parse(text).is_ok()
}
