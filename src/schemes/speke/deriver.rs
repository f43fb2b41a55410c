//! The key ids of grids, sixteen at a time.

use std::ops::{Range, RangeInclusive};

use super::grid::rest;
use super::lanes::{Batch, KeyIdBytes, Level, Prefix};
use super::{Grid, Input, V1, V2};

/// How many kinds are made ready for all periods.
const MANY: u64 = 64;

/// Hashes inputs many at once, and what the inputs of one grid begin with only once.
///
/// ```
/// use countersign::speke::lanes::Level;
/// use countersign::speke::{Deriver, Grid, KeyId, Kinds};
/// let grid = Grid {
///     tenant_id: "10d42897-a795-4fd8-a2d4-00e3ab59dece",
///     content_id: "test_content",
///     content_key_period_indexes: &[0..=99],
///     kinds: Kinds::V2 { protection_schemes: &["cenc"], intended_track_types: &["VIDEO"] },
/// };
/// let mut deriver = Deriver::new(Level::detect());
/// let mut key_ids = Vec::new();
/// deriver.push_all(&grid, 0..u64::MAX, |some| key_ids.extend_from_slice(some));
/// key_ids.extend_from_slice(deriver.finish());
/// assert_eq!(key_ids.len(), 100);
/// assert_eq!(KeyId::from_bytes(key_ids[0]).swapped().to_string(), "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a");
/// ```
#[derive(Debug)]
pub struct Deriver {
    batch: Batch,
    tenant_id: String,
    tenant: Prefix,
    /// What the inputs of a larger grid begin with.
    beginning: Prefix,
    shared: Shared,
    period: Decimal,
    index: Decimal,
}

/// How much of an input is in the prefix.
#[derive(Debug, Clone, Copy)]
enum Shared {
    Tenant,
    Content,
    Scheme,
}

impl Deriver {
    /// A deriver that hashes with `level`.
    #[must_use]
    pub fn new(level: Level) -> Self {
        let nothing = Prefix::new(&[]);
        Self {
            batch: Batch::new(level),
            tenant_id: String::new(),
            tenant: nothing.clone(),
            beginning: nothing,
            shared: Shared::Tenant,
            period: Decimal::before(""),
            index: Decimal::before(""),
        }
    }

    /// Says of which grid the next inputs are.
    pub fn start(&mut self, grid: &Grid<'_>) {
        if grid.tenant_id != self.tenant_id {
            grid.tenant_id.clone_into(&mut self.tenant_id);
            self.tenant = Prefix::new(&[grid.tenant_id.as_bytes()]);
        }
        let content_id = grid.content_id.as_bytes();
        self.shared = match grid.kinds {
            // hashed at once, one input needs no prefix of its own
            _ if grid.only().is_some() => Shared::Tenant,
            super::Kinds::V2 {
                protection_schemes: [scheme],
                ..
            } => {
                self.beginning = self.tenant.extend(&[content_id, scheme.as_bytes()]);
                Shared::Scheme
            }
            _ => {
                self.beginning = self.tenant.extend(&[content_id]);
                Shared::Content
            }
        };
    }

    /// Adds an input of the grid. Each sixteenth one gives the key ids of the last sixteen, in order, as the bytes of little-endian GUIDs:
    /// `KeyId::from_bytes(bytes).swapped()`.
    pub fn push(&mut self, input: &Input<'_>) -> Option<&[KeyIdBytes]> {
        let Self {
            batch,
            tenant,
            beginning,
            period,
            index,
            ..
        } = self;
        let period = period.set(input.content_key_period_index());
        match *input {
            Input::V1(V1 {
                content_id,
                key_id_index,
                ..
            }) => {
                let index = index.set(key_id_index);
                match self.shared {
                    Shared::Tenant => batch.push(tenant, &[content_id.as_bytes(), period, index]),
                    Shared::Content | Shared::Scheme => batch.push(beginning, &[period, index]),
                }
            }
            Input::V2(V2 {
                content_id,
                protection_scheme,
                intended_track_type,
                ..
            }) => {
                let (scheme, track_type) =
                    (protection_scheme.as_bytes(), intended_track_type.as_bytes());
                match self.shared {
                    Shared::Tenant => {
                        batch.push(tenant, &[content_id.as_bytes(), scheme, period, track_type])
                    }
                    Shared::Content => batch.push(beginning, &[scheme, period, track_type]),
                    Shared::Scheme => batch.push(beginning, &[period, track_type]),
                }
            }
        }
    }

    /// Adds a slice of a grid, and gives the key ids of each sixteen inputs. What is the same for all periods is made ready once.
    pub fn push_all(
        &mut self,
        grid: &Grid<'_>,
        slice: Range<u64>,
        mut give: impl FnMut(&[KeyIdBytes]),
    ) {
        self.start(grid);
        let count = grid.kinds.count();
        if grid.only().is_some() || count > MANY {
            return grid.for_each(slice, |input| {
                self.push(&input).into_iter().for_each(&mut give);
            });
        }
        let mut kinds = Vec::new();
        grid.for_each(0..count, |input| {
            kinds.push(Kind::of(&input, &self.beginning, self.shared));
        });
        let (mut skip, mut left) = (
            slice.start % count,
            slice.end.min(grid.count()).saturating_sub(slice.start),
        );
        for (first, last) in
            rest(grid.content_key_period_indexes, slice.start / count).flat_map(decades)
        {
            for kind in &mut kinds {
                kind.rest.write(first);
            }
            for _ in first..=last {
                for Kind { beginning, rest } in &mut kinds {
                    if skip > 0 {
                        skip -= 1;
                    } else if left == 0 {
                        return;
                    } else {
                        left -= 1;
                        if let Some(key_ids) = self.batch.push(beginning, &[&rest.text]) {
                            give(key_ids);
                        }
                    }
                    rest.step();
                }
            }
        }
    }

    /// Gives the key ids of the inputs since the last sixteen.
    pub fn finish(&mut self) -> &[KeyIdBytes] {
        self.batch.finish()
    }
}

/// What does not change with the period: what stands before it, and behind it.
struct Kind {
    beginning: Prefix,
    rest: Decimal,
}

impl Kind {
    fn of(input: &Input<'_>, beginning: &Prefix, shared: Shared) -> Self {
        match (input, shared) {
            (Input::V1(input), _) => Self {
                beginning: beginning.clone(),
                rest: Decimal::before(&input.key_id_index.to_string()),
            },
            (Input::V2(input), Shared::Scheme) => Self {
                beginning: beginning.clone(),
                rest: Decimal::before(input.intended_track_type),
            },
            (Input::V2(input), _) => {
                let beginning = beginning.extend(&[input.protection_scheme.as_bytes()]);
                Self {
                    beginning,
                    rest: Decimal::before(input.intended_track_type),
                }
            }
        }
    }
}

/// The digits of a number and a text behind them.
#[derive(Debug)]
struct Decimal {
    value: u32,
    text: Vec<u8>,
    digits: usize,
}

impl Decimal {
    fn before(text: &str) -> Self {
        Self {
            value: 0,
            text: ["0", text].concat().into_bytes(),
            digits: 1,
        }
    }

    #[inline]
    fn set(&mut self, value: u32) -> &[u8] {
        if value != self.value {
            self.write(value);
        }
        &self.text
    }

    fn write(&mut self, value: u32) {
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(value).as_bytes();
        self.text.splice(..self.digits, digits.iter().copied());
        (self.value, self.digits) = (value, digits.len());
    }

    /// Goes on to the next number, of the same decade; behind its last one, the next is to be written.
    #[inline]
    fn step(&mut self) {
        self.text[self.digits - 1] += 1;
    }
}

/// Cuts a range where a digit other than the last one changes.
fn decades(range: RangeInclusive<u32>) -> impl Iterator<Item = (u32, u32)> {
    let (first, last) = range.into_inner();
    (first / 10..=last / 10).map(move |tens| {
        (
            first.max(tens * 10),
            last.min((tens * 10).saturating_add(9)),
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Decimal, Deriver, decades};
    use crate::speke::lanes::Level;
    use crate::speke::{Grid, KeyId, Kinds};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn digits_are_those_of_the_number(numbers in prop::collection::vec((any::<u32>(), 0..30u32), 1..9)) {
            let mut decimal = Decimal::before("x");
            for number in numbers.into_iter().flat_map(|(first, more)| first..=first.saturating_add(more)) {
                prop_assert_eq!(decimal.set(number).to_vec(), format!("{number}x").into_bytes());
            }
        }

        #[test]
        fn decades_are_the_range(first: u32, more in 0..99u32) {
            let range = first..=first.saturating_add(more);
            let numbers: Vec<_> = decades(range.clone()).flat_map(|(first, last)| first..=last).collect();
            prop_assert_eq!(numbers, range.clone().collect::<Vec<_>>());
            prop_assert!(decades(range).all(|(first, last)| first / 10 == last / 10));
        }

        #[test]
        fn grids_after_grids_give_what_one_input_alone_gives(
            contents in prop::collection::vec(("[TU]{1,70}", "\\PC{1,90}", prop_oneof![0..4u32, Just(70)], 1..3usize, any::<bool>(), any::<bool>()), 1..9),
        ) {
            let mut deriver = Deriver::new(Level::detect());
            let (mut expected, mut key_ids) = (Vec::new(), Vec::new());
            for (tenant_id, content_id, more, schemes, v2, at_once) in &contents {
                let key_id_indexes = &[9..=9 + *more];
                let kinds = if *v2 {
                    Kinds::V2 { protection_schemes: &["cenc", "cbcs"][..*schemes], intended_track_types: &["VIDEO", "AUDIO"][..*schemes] }
                } else {
                    Kinds::V1 { key_id_indexes }
                };
                let grid = Grid { tenant_id, content_id, content_key_period_indexes: &[0..=*more % 8, 95..=95 + *more % 13], kinds };
                grid.for_each(0..u64::MAX, |input| expected.push(input.key_id()));
                if *at_once {
                    let cut = grid.count() / 3;
                    deriver.push_all(&grid, 0..cut, |some| key_ids.extend_from_slice(some));
                    deriver.push_all(&grid, cut..u64::MAX, |some| key_ids.extend_from_slice(some));
                } else {
                    deriver.start(&grid);
                    grid.for_each(0..u64::MAX, |input| key_ids.extend_from_slice(deriver.push(&input).unwrap_or_default()));
                }
            }
            key_ids.extend_from_slice(deriver.finish());
            let key_ids: Vec<_> = key_ids.into_iter().map(|bytes| KeyId::from_bytes(bytes).swapped()).collect();
            prop_assert_eq!(key_ids, expected);
        }
    }
}
