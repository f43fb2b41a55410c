//! Whether two different inputs have one key id.
//!
//! Equal key ids mean equal messages, so two inputs that share one differ only in where a message is cut into fields. Where it is cut is all that
//! is kept of an input: with the message of the other it gives the first one back.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use countersign::speke::lanes::KeyIdBytes;
use countersign::speke::{Input, V1, V2};

/// So many tables that one which grows, and is there twice for a moment, is small.
const SHARDS: usize = 256;

/// The key ids so far, and where their messages are cut: 25 bytes each and the empty places of the tables.
pub(super) struct Seen(Vec<Mutex<Table>>);

type Table = HashMap<Id, Cut, BuildHasherDefault<Own>>;

/// The bytes of a key id; they are a hash already.
#[derive(PartialEq, Eq)]
struct Id(KeyIdBytes);

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from_le_bytes(*self.0.last_chunk().unwrap_or(&[0; 8])));
    }
}

/// Takes what is a hash already.
#[derive(Default)]
struct Own(u64);

impl Hasher for Own {
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Where a message is cut into fields: the lengths of tenant, content, scheme (20 bits each) and period (4 bits); the rest is the last field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cut(u64);

impl Cut {
    pub(super) fn of(input: &Input<'_>) -> Self {
        let scheme = match input {
            Input::V1(_) => "",
            Input::V2(input) => input.protection_scheme,
        };
        let period = input
            .content_key_period_index()
            .checked_ilog10()
            .unwrap_or_default()
            + 1;
        let texts = [input.tenant_id(), input.content_id(), scheme];
        Self(
            texts
                .iter()
                .fold(0, |cut, text| (cut << 20) | text.len() as u64)
                << 4
                | u64::from(period),
        )
    }

    /// The input whose message this is; `like` says of which version it is.
    pub(super) fn cut<'a>(self, message: &'a str, like: &Input<'_>) -> Option<Input<'a>> {
        let length = |shift: u32| usize::try_from((self.0 >> shift) & 0xf_ffff).unwrap_or_default();
        let (tenant_id, rest) = message.split_at_checked(length(44))?;
        let (content_id, rest) = rest.split_at_checked(length(24))?;
        let (protection_scheme, rest) = rest.split_at_checked(length(4))?;
        let (period, last) = rest.split_at_checked(length(0) & 0xf)?;
        let content_key_period_index = period.parse().ok()?;
        Some(match like {
            Input::V1(_) => Input::V1(V1 {
                tenant_id,
                content_id,
                content_key_period_index,
                key_id_index: last.parse().ok()?,
            }),
            Input::V2(_) => Input::V2(V2 {
                tenant_id,
                content_id,
                protection_scheme,
                content_key_period_index,
                intended_track_type: last,
            }),
        })
    }
}

impl Seen {
    pub(super) fn new() -> Self {
        Self((0..SHARDS).map(|_| Mutex::default()).collect())
    }

    /// Adds a key id; gives the cut of another input that has it too.
    pub(super) fn add(&self, key_id: &KeyIdBytes, cut: Cut) -> Option<Cut> {
        let mut table = self.0[usize::from(key_id[0])]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let first = *table.entry(Id(*key_id)).or_insert(cut);
        (first != cut).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cut_gives_the_input_back(tenant_id in "\\PC{0,9}", content_id in "\\PC{0,90}", a: u32, b: u32, scheme in "\\PC{0,5}", track in "\\PC{0,5}") {
            let v1 = Input::V1(V1 { tenant_id: &tenant_id, content_id: &content_id, content_key_period_index: a, key_id_index: b });
            let v2 = Input::V2(V2 {
                tenant_id: &tenant_id, content_id: &content_id, protection_scheme: &scheme, content_key_period_index: a, intended_track_type: &track,
            });
            for input in [v1, v2] {
                let message = input.message();
                prop_assert_eq!(Cut::of(&input).cut(&message, &input), Some(input));
            }
        }
    }

    #[test]
    fn only_another_input_with_the_same_key_id_is_found() {
        let (seen, id) = (Seen::new(), [7; 16]);
        assert_eq!(seen.add(&id, Cut(1)), None);
        assert_eq!(seen.add(&id, Cut(1)), None);
        assert_eq!(seen.add(&[8; 16], Cut(2)), None);
        assert_eq!(seen.add(&id, Cut(2)), Some(Cut(1)));
    }
}
