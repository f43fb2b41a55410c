//! Many key ids at once.

use std::ptr;

use super::lanes::{Batch, Level, Prefix};
use super::{Input, KeyId, V1, V2};

/// Derives the key ids of many inputs, in order.
///
/// Sixteen are hashed at once, and what neighbouring inputs have in common is hashed once, if they borrow it from the same place, as the inputs
/// of a [`Grid`](super::Grid) do.
///
/// ```
/// use countersign::speke::{Grid, Keys, key_ids};
///
/// let grid = Grid {
///     tenant_id: "10d42897-a795-4fd8-a2d4-00e3ab59dece",
///     content_id: "test_content",
///     content_key_period_indexes: &[0..=99],
///     keys: Keys::V2 { protection_schemes: &["cenc".into()], intended_track_types: &["VIDEO".into()] },
/// };
/// let key_ids = key_ids(grid.inputs(0));
/// assert_eq!(key_ids.len(), 100);
/// assert_eq!(key_ids[0].to_string(), "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a");
/// ```
pub fn key_ids<'a>(inputs: impl IntoIterator<Item = Input<'a>>) -> Vec<KeyId> {
    let mut batch = Batch::new(Level::detect());
    let (mut tenant_id, mut content_id) = ("", "");
    let (mut tenant, mut content) = (Prefix::default(), None);
    let (mut period, mut index) = (Decimal::default(), Decimal::default());
    inputs.into_iter().for_each(|input| {
        if !ptr::eq(input.tenant_id(), tenant_id) {
            (tenant_id, content_id) = (input.tenant_id(), "");
            tenant = Prefix::default().extend(&[tenant_id.as_bytes()]);
        }
        let period = period.set(input.content_key_period_index());
        if ptr::eq(input.content_id(), content_id) {
            let content = content.get_or_insert_with(|| tenant.extend(&[content_id.as_bytes()]));
            match input {
                Input::V1(V1 { key_id_index, .. }) => {
                    batch.push(content, [period, index.set(key_id_index)])
                }
                Input::V2(V2 {
                    protection_scheme,
                    intended_track_type,
                    ..
                }) => batch.push(
                    content,
                    [
                        protection_scheme.as_bytes(),
                        period,
                        intended_track_type.as_bytes(),
                    ],
                ),
            };
        } else {
            (content_id, content) = (input.content_id(), None);
            match input {
                Input::V1(V1 { key_id_index, .. }) => batch.push(
                    &tenant,
                    [content_id.as_bytes(), period, index.set(key_id_index)],
                ),
                Input::V2(V2 {
                    protection_scheme,
                    intended_track_type,
                    ..
                }) => batch.push(
                    &tenant,
                    [
                        content_id.as_bytes(),
                        protection_scheme.as_bytes(),
                        period,
                        intended_track_type.as_bytes(),
                    ],
                ),
            };
        };
    });
    batch.finish()
}

/// A number and its digits.
#[derive(Default)]
struct Decimal {
    number: u32,
    digits: Vec<u8>,
}
impl Decimal {
    #[inline]
    fn set(&mut self, number: u32) -> &[u8] {
        match self.digits.last_mut() {
            Some(_) if number == self.number => {}
            // most numbers follow the one before, and only the last digit changes
            Some(last) if *last < b'9' && number == self.number + 1 => *last += 1,
            _ => {
                self.digits.clear();
                self.digits
                    .extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
            }
        }
        self.number = number;
        &self.digits
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::key_ids;
    use crate::speke::{Grid, Input, Keys};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn many_at_once_are_what_each_is_alone(
            contents in prop::collection::vec(("[TU]{1,70}", "\\PC{1,90}", prop_oneof![0..4u32, Just(70)], 1..3usize, any::<bool>(), 0..9u64), 1..9),
        ) {
            let (schemes, track_types) = (["cenc", "cbcs"].map(Cow::from), ["VIDEO", "AUDIO"].map(Cow::from));
            let lists: Vec<_> = contents.iter().map(|(_, _, more, ..)| ([0..=*more % 8, 95..=95 + *more % 13], [9..=9 + *more])).collect();
            let mut inputs = Vec::new();
            for ((tenant_id, content_id, _, count, v2, start), (periods, indexes)) in contents.iter().zip(&lists) {
                let keys = if *v2 {
                    Keys::V2 { protection_schemes: &schemes[..*count], intended_track_types: &track_types[..*count] }
                } else {
                    Keys::V1 { key_id_indexes: indexes }
                };
                let grid = Grid { tenant_id, content_id, content_key_period_indexes: periods, keys };
                inputs.extend(grid.inputs(*start));
            }
            let expected: Vec<_> = inputs.iter().map(Input::key_id).collect();
            prop_assert_eq!(key_ids(inputs), expected);
        }
    }
}
