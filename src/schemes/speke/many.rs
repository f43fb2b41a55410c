//! Derives many key IDs at once.

use std::ops::Range;

use super::grid::Key;
use super::lanes::{Batch, Level, Prefix};
use super::{Grid, Input, KeyId, V1, V2};

/// Derives the key IDs of ranges of grids, in order.
///
/// Sixteen messages are hashed at once, and the common prefix of a grid's messages is hashed only once.
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
/// let key_ids = key_ids([(grid, 0..100)]);
/// assert_eq!(key_ids.len(), 100);
/// assert_eq!(key_ids[0].to_string(), "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a");
/// ```
pub fn key_ids<'a>(runs: impl IntoIterator<Item = (Grid<'a>, Range<u64>)>) -> Vec<KeyId> {
    let mut batch = Batch::new(Level::detect());
    let nothing = Prefix::default();
    let (mut period_digits, mut index_digits) = (itoa::Buffer::new(), itoa::Buffer::new());
    for (grid, places) in runs {
        let Grid {
            tenant_id,
            content_id,
            ..
        } = grid;
        if let Some(input) = grid.only().filter(|_| places.contains(&0)) {
            // a single message gains nothing from a prefix
            let period = period_digits.format(input.content_key_period_index());
            match input {
                Input::V1(V1 { key_id_index, .. }) => {
                    let index = index_digits.format(key_id_index);
                    batch.push(&nothing, [tenant_id, content_id, period, index]);
                }
                Input::V2(V2 {
                    protection_scheme,
                    intended_track_type,
                    ..
                }) => {
                    let parts = [
                        tenant_id,
                        content_id,
                        protection_scheme,
                        period,
                        intended_track_type,
                    ];
                    batch.push(&nothing, parts);
                }
            }
            continue;
        }
        let content = nothing.extend(tenant_id).extend(content_id);
        let mut inputs = grid.inputs(places);
        while let Some(period) = inputs.period() {
            let period = period_digits.format(period);
            while let Some(key) = inputs.next_key() {
                match key {
                    Key::V1(index) => batch.push(&content, [period, index_digits.format(index)]),
                    Key::V2(scheme, track_type) => {
                        batch.push(&content, [scheme, period, track_type]);
                    }
                }
            }
        }
    }
    batch.finish()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::key_ids;
    use crate::speke::{Grid, Keys};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn many_at_once_are_what_each_is_alone(
            contents in prop::collection::vec(("[TU]{1,70}", "\\PC{1,90}", prop_oneof![0..4u32, Just(70)], 1..3usize, any::<bool>(), 0..9u64), 1..9),
        ) {
            let (schemes, track_types) = (["cenc", "cbcs"].map(Cow::from), ["VIDEO", "AUDIO"].map(Cow::from));
            let lists: Vec<_> = contents.iter().map(|(_, _, more, ..)| ([0..=*more % 8, 95..=95 + *more % 13], [9..=9 + *more])).collect();
            let mut runs = Vec::new();
            for ((tenant_id, content_id, more, count, v2, start), (periods, indexes)) in contents.iter().zip(&lists) {
                let keys = if *v2 {
                    Keys::V2 { protection_schemes: &schemes[..*count], intended_track_types: &track_types[..*count] }
                } else {
                    Keys::V1 { key_id_indexes: indexes }
                };
                // some grids have a single range of periods, some a single period
                let periods = &periods[..if *more % 2 == 0 { 1 } else { 2 }];
                let grid = Grid { tenant_id, content_id, content_key_period_indexes: periods, keys };
                runs.push((grid, *start..start + 50));
            }
            let inputs = runs.iter().flat_map(|(grid, places)| grid.inputs(places.clone()));
            let expected: Vec<_> = inputs.map(|input| input.key_id()).collect();
            prop_assert_eq!(key_ids(runs), expected);
        }
    }
}
