//! What is hashed as given though it is probably not meant so.

use std::borrow::Cow;

use countersign::speke::{PROTECTION_SCHEMES, TRACK_TYPES, Version};
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use super::records::Entry;
use super::row::has_any;
use crate::terminal::Console;

/// How many records have texts that are probably not meant so.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Noticed {
    /// White space at an end of a text.
    white_space: u64,
    /// A tenant that is a GUID in another form than the usual one.
    tenants: u64,
    /// Protection schemes for which no override is documented.
    schemes: u64,
    /// Known track types in another case.
    track_types: u64,
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
            let is_unusual = |tenant_id: &Cow<str>| plain_guid(tenant_id).is_some();
            self.tenants += u64::from(columns.tenant_id.as_ref().is_some_and(is_unusual));
            let is_unknown = |scheme: &Cow<str>| !PROTECTION_SCHEMES.contains(&&**scheme);
            self.schemes += u64::from(columns.protection_scheme.as_ref().is_some_and(is_unknown));
            let has_other_case = |text: &Cow<str>| known_track_type(text).is_some();
            let track_type = columns.intended_track_type.as_ref();
            self.track_types += u64::from(track_type.is_some_and(has_other_case));
            self.of_v1 += u64::from(columns.key_id_index.is_some());
            let of_v2 = [&columns.protection_scheme, &columns.intended_track_type];
            self.of_v2 += u64::from(of_v2.into_iter().any(Option::is_some));
        }
        self.white_space += u64::from(is_spaced);
    }

    pub(super) fn add(&mut self, other: Self) {
        self.white_space += other.white_space;
        self.tenants += other.tenants;
        self.schemes += other.schemes;
        self.track_types += other.track_types;
        self.of_v1 += other.of_v1;
        self.of_v2 += other.of_v2;
    }

    /// Warns of each once.
    pub(super) fn warn(&self, name: &str, versions: &[Version], console: &Console) {
        let of = |version, count| u64::from(versions.contains(&version)) * count;
        let unless = |version, count| count - of(version, count);
        for (count, what) in [
            (
                self.white_space,
                "white space at an end of a text: hashed as given, it gives other key IDs than without",
            ),
            (
                self.tenants,
                "a tenant ID that is a GUID but not in plain lower case: hashed as given, it gives other key IDs",
            ),
            (
                of(Version::V2, self.schemes),
                "a protection scheme that is neither cenc nor cbcs: hashed as given",
            ),
            (
                of(Version::V2, self.track_types),
                "a known track type in another case: hashed as given, it gives other key IDs",
            ),
            (
                unless(Version::V1, self.of_v1),
                "a key ID index, which version 2 does not have",
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

/// The usual form of a GUID, 36 characters in lower case, if a text has it in another one: in upper case, in braces, without hyphens or as a URN.
pub(crate) fn plain_guid(text: &str) -> Option<String> {
    let is_plain =
        text.len() == Hyphenated::LENGTH && !has_any(text, |byte| byte.is_ascii_uppercase());
    let guid = if is_plain {
        None
    } else {
        Uuid::try_parse(text).ok()
    };
    guid.map(|guid| guid.to_string())
}

/// The known track type that a text has in another case.
pub(crate) fn known_track_type(text: &str) -> Option<&'static str> {
    let mut known = TRACK_TYPES.iter().copied();
    let known = known.find(|known| known.eq_ignore_ascii_case(text))?;
    (known != text).then_some(known)
}
