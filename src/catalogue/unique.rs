//! Whether two different inputs have the same key ID.
//!
//! Equal key IDs mean equal messages, so two inputs that share one differ only in where the message is split into fields. Where it is split is
//! all that is kept of an input: together with the message of the other it gives the input back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use countersign::speke::{Input, KeyId, V1, V2, Version};
use foldhash::fast::RandomState;

use super::Part;

/// How many tables there are: while one grows, it is in memory twice, so each should be small.
const TABLES: usize = 256;

/// The key IDs so far, each with the split of its message: 24 bytes each, and the empty places of the tables.
pub(crate) struct Seen(Vec<Mutex<HashMap<KeyId, Split, RandomState>>>);

impl Seen {
    pub(crate) fn new() -> Self {
        Self((0..TABLES).map(|_| Mutex::default()).collect())
    }

    /// Adds the key IDs of a part. Describes two different inputs with one key ID, if there are such.
    pub(crate) fn add(&self, part: &Part<'_>) -> Option<(KeyId, [String; 2])> {
        // nothing else is done in the loop, so that the processor can wait for several places of memory at once
        let splits: Vec<_> = part.inputs().map(|input| Split::new(&input)).collect();
        let mut splits = part.key_ids.iter().zip(splits).enumerate();
        let (place, key_id, other) = splits.find_map(|(place, (key_id, split))| {
            let other = self.first(*key_id, split);
            (other != split).then_some((place, *key_id, other))
        })?;
        let input = part.inputs().nth(place)?;
        let message = input.message();
        let other = other.input(&message, input.version())?;
        Some((key_id, [other.to_string(), input.to_string()]))
    }

    /// The split of the first input with a key ID, which may be this one.
    fn first(&self, key_id: KeyId, split: Split) -> Split {
        let table = &self.0[usize::from(key_id.as_bytes()[0])];
        let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
        *table.entry(key_id).or_insert(split)
    }
}

/// Where a message is split into fields: the lengths of tenant, content and scheme (20 bits each) and of the period (4 bits); the rest is the last
/// field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Split(u64);

impl Split {
    fn new(input: &Input<'_>) -> Self {
        let period = input
            .content_key_period_index()
            .checked_ilog10()
            .unwrap_or_default()
            + 1;
        let scheme = input.protection_scheme().unwrap_or_default();
        let texts = [input.tenant_id(), input.content_id(), scheme];
        let lengths = texts
            .iter()
            .fold(0, |split, text| (split << 20) | text.len() as u64);
        Self((lengths << 4) | u64::from(period))
    }

    /// The input with this message.
    fn input(self, message: &str, version: Version) -> Option<Input<'_>> {
        let length =
            |shift: u32, bits: u32| usize::try_from((self.0 >> shift) & ((1 << bits) - 1)).ok();
        let (tenant_id, rest) = message.split_at_checked(length(44, 20)?)?;
        let (content_id, rest) = rest.split_at_checked(length(24, 20)?)?;
        let (protection_scheme, rest) = rest.split_at_checked(length(4, 20)?)?;
        let (period, last) = rest.split_at_checked(length(0, 4)?)?;
        let content_key_period_index = period.parse().ok()?;
        Some(match version {
            Version::V1 => Input::V1(V1 {
                tenant_id,
                content_id,
                content_key_period_index,
                key_id_index: last.parse().ok()?,
            }),
            Version::V2 => Input::V2(V2 {
                tenant_id,
                content_id,
                content_key_period_index,
                protection_scheme,
                intended_track_type: last,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_split_gives_the_input_back(tenant_id in "\\PC{0,9}", content_id in "\\PC{0,90}", a: u32, b: u32, scheme in "\\PC{0,5}", track in "\\PC{0,5}") {
            let v1 = Input::V1(V1 { tenant_id: &tenant_id, content_id: &content_id, content_key_period_index: a, key_id_index: b });
            let v2 = Input::V2(V2 {
                tenant_id: &tenant_id, content_id: &content_id, content_key_period_index: a, protection_scheme: &scheme, intended_track_type: &track,
            });
            for input in [v1, v2] {
                let message = input.message();
                prop_assert_eq!(Split::new(&input).input(&message, input.version()), Some(input));
            }
        }
    }

    #[test]
    fn only_another_input_with_the_same_key_id_is_found() {
        let (seen, key_id) = (Seen::new(), KeyId::from_bytes([7; 16]));
        assert_eq!(seen.first(key_id, Split(1)), Split(1));
        assert_eq!(seen.first(key_id, Split(1)), Split(1));
        assert_eq!(seen.first(KeyId::from_bytes([8; 16]), Split(2)), Split(2));
        assert_eq!(seen.first(key_id, Split(2)), Split(1));
    }
}
