//! Whether two different inputs have the same key id.
//!
//! Equal key ids mean equal messages, so two inputs that share one differ only in where the message is split into fields. Where it is split is
//! all that is kept of an input: together with the message of the other it gives the input back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use countersign::speke::{Input, KeyId, V1, V2, Version};

/// How many tables there are: while one grows, it is in memory twice, so each is to be small.
const TABLES: usize = 256;

/// The key ids so far, each with the split of its message: 24 bytes each, and the empty places of the tables.
pub(crate) struct Seen(Vec<Mutex<HashMap<KeyId, Split>>>);

impl Seen {
    pub(crate) fn new() -> Self {
        Self((0..TABLES).map(|_| Mutex::default()).collect())
    }

    /// Adds the key id of an input, and describes another input that has it too.
    pub(crate) fn add(&self, key_id: KeyId, input: &Input<'_>) -> Option<String> {
        let split = Split::new(input);
        let mut table = self.0[usize::from(key_id.as_bytes()[0])]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let first = *table.entry(key_id).or_insert(split);
        if first == split {
            return None;
        }
        let message = input.message();
        let other = first.input(&message, input.version())?;
        Some(other.to_string())
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
        let input = |content_id, content_key_period_index| {
            Input::V1(V1 {
                tenant_id: "T",
                content_id,
                content_key_period_index,
                key_id_index: 0,
            })
        };
        let seen = Seen::new();
        let add = |input: &Input<'_>| seen.add(input.key_id(), input);
        assert_eq!(add(&input("episode1", 10)), None);
        assert_eq!(add(&input("episode1", 10)), None);
        assert_eq!(add(&input("episode2", 10)), None);
        assert_eq!(
            add(&input("episode11", 0)),
            Some(input("episode1", 10).to_string())
        );
    }
}
