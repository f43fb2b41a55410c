//! All combinations of what the key ids of a content are derived from.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::{Input, V1, V2};

/// One content, and lists of everything else that its key ids are derived from.
///
/// ```
/// use countersign::speke::{Grid, Keys};
///
/// let grid = Grid {
///     tenant_id: "10d42897-a795-4fd8-a2d4-00e3ab59dece",
///     content_id: "test_content",
///     content_key_period_indexes: &[0..=23, 11425..=11425],
///     keys: Keys::V2 {
///         protection_schemes: &["cenc".into()],
///         intended_track_types: &["VIDEO".into(), "AUDIO".into()],
///     },
/// };
/// assert_eq!(grid.count(), 50);
///
/// let first = grid.inputs(0).next().ok_or("the grid is empty")?;
/// assert_eq!(first.key_id().to_string(), "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a");
///
/// let tenant = grid.tenant_id.len();
/// let last: Vec<_> = grid.inputs(47).map(|input| input.message().split_off(tenant)).collect();
/// assert_eq!(last, ["test_contentcenc23AUDIO", "test_contentcenc11425VIDEO", "test_contentcenc11425AUDIO"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grid<'a> {
    /// The tenant.
    pub tenant_id: &'a str,
    /// The content.
    pub content_id: &'a str,
    /// The crypto periods, in order.
    pub content_key_period_indexes: &'a [RangeInclusive<u32>],
    /// The keys of each period.
    pub keys: Keys<'a>,
}

/// The content keys of a crypto period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keys<'a> {
    /// Version 1: numbered keys.
    V1 {
        /// The numbers, in order.
        key_id_indexes: &'a [RangeInclusive<u32>],
    },
    /// Version 2: a key for every scheme and track type.
    V2 {
        /// The protection schemes, in order.
        protection_schemes: &'a [Cow<'a, str>],
        /// What the keys of each scheme encrypt, in order.
        intended_track_types: &'a [Cow<'a, str>],
    },
}

impl<'a> Grid<'a> {
    /// The number of combinations; `u64::MAX` also stands for more.
    #[must_use]
    pub fn count(&self) -> u64 {
        count(self.content_key_period_indexes).saturating_mul(self.keys.count())
    }

    /// The combinations from the given place on, which counts from 0. Periods come in order, and the keys of each period in order.
    #[must_use]
    pub fn inputs(&self, start: u64) -> Inputs<'a> {
        let width = self.keys.count().max(1);
        let mut periods = Numbers(self.content_key_period_indexes, start / width);
        Inputs {
            period: periods.next(),
            grid: *self,
            periods,
            keys: KeyInputs::new(self.keys, start % width),
        }
    }
}

/// x
#[derive(Debug, Clone)]
pub struct Inputs<'a> {
    grid: Grid<'a>,
    periods: Numbers<'a>,
    period: Option<u32>,
    keys: KeyInputs<'a>,
}

#[derive(Debug, Clone)]
enum KeyInputs<'a> {
    V1(Numbers<'a>),
    V2(&'a [Cow<'a, str>], &'a [Cow<'a, str>], &'a [Cow<'a, str>]),
}

impl<'a> KeyInputs<'a> {
    #[inline]
    fn new(keys: Keys<'a>, skip: u64) -> Self {
        match keys {
            Keys::V1 { key_id_indexes } => Self::V1(Numbers(key_id_indexes, skip)),
            Keys::V2 {
                protection_schemes,
                intended_track_types,
            } => {
                let skip = skip as usize;
                let n = intended_track_types.len().max(1);
                Self::V2(
                    &protection_schemes[skip / n..],
                    &intended_track_types[skip % n..],
                    intended_track_types,
                )
            }
        }
    }
}

impl<'a> Iterator for Inputs<'a> {
    type Item = Input<'a>;
    #[inline]
    fn next(&mut self) -> Option<Input<'a>> {
        let Grid {
            tenant_id,
            content_id,
            keys,
            ..
        } = self.grid;
        loop {
            let content_key_period_index = self.period?;
            match &mut self.keys {
                KeyInputs::V1(indexes) => {
                    if let Some(key_id_index) = indexes.next() {
                        return Some(Input::V1(V1 {
                            tenant_id,
                            content_id,
                            content_key_period_index,
                            key_id_index,
                        }));
                    }
                }
                KeyInputs::V2(schemes, types, all) => {
                    if let ([scheme, other_schemes @ ..], [track_type, rest @ ..]) =
                        (&**schemes, &**types)
                    {
                        if rest.is_empty() {
                            *schemes = other_schemes;
                            *types = *all;
                        } else {
                            *types = rest;
                        }
                        return Some(Input::V2(V2 {
                            tenant_id,
                            content_id,
                            content_key_period_index,
                            protection_scheme: scheme,
                            intended_track_type: track_type,
                        }));
                    }
                }
            }
            self.period = self.periods.next();
            self.keys = KeyInputs::new(keys, 0);
        }
    }
}

/// The numbers of ranges without the first ones.
#[derive(Debug, Clone, Copy)]
struct Numbers<'a>(&'a [RangeInclusive<u32>], u64);

impl Iterator for Numbers<'_> {
    type Item = u32;
    #[inline]
    fn next(&mut self) -> Option<u32> {
        loop {
            let (first, rest) = self.0.split_first()?;
            let number = u64::from(*first.start()) + self.1;
            if number <= u64::from(*first.end()) {
                self.1 += 1;
                return Some(number as u32);
            }
            self.1 -= length(first);
            self.0 = rest;
        }
    }
}

impl Keys<'_> {
    /// The number of keys of each period.
    fn count(&self) -> u64 {
        match self {
            Self::V1 { key_id_indexes } => count(key_id_indexes),
            Self::V2 {
                protection_schemes,
                intended_track_types,
            } => protection_schemes.len() as u64 * intended_track_types.len() as u64,
        }
    }
}

/// How many numbers the ranges hold.
fn count(ranges: &[RangeInclusive<u32>]) -> u64 {
    ranges.iter().map(length).sum()
}

fn length(range: &RangeInclusive<u32>) -> u64 {
    (u64::from(*range.end()) + 1).saturating_sub(u64::from(*range.start()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Cow, Grid, Keys};

    fn messages(grid: &Grid<'_>, start: u64, count: usize) -> Vec<String> {
        let inputs = grid.inputs(start).take(count);
        inputs.map(|input| input.message()).collect()
    }

    proptest! {
        #[test]
        fn combinations_come_in_order_from_any_place(
            periods in prop::collection::vec((0..50u32, 0..9u32), 1..5),
            indexes in prop::collection::vec((0..50u32, 0..5u32), 1..4),
            v2: bool,
        ) {
            let ranges = |pairs: &[(u32, u32)]| pairs.iter().map(|(first, more)| *first..=first + more).collect::<Vec<_>>();
            let (periods, indexes) = (ranges(&periods), ranges(&indexes));
            let schemes = &["cenc", "cbcs", "cens"].map(Cow::from)[..indexes.len()];
            let keys = if v2 {
                Keys::V2 { protection_schemes: schemes, intended_track_types: &["VIDEO".into(), "AUDIO".into()] }
            } else {
                Keys::V1 { key_id_indexes: &indexes }
            };
            let grid = Grid { tenant_id: "T", content_id: "c", content_key_period_indexes: &periods, keys };
            let mut expected = Vec::new();
            for period in periods.iter().cloned().flatten() {
                if v2 {
                    let pairs = schemes.iter().flat_map(|scheme| ["VIDEO", "AUDIO"].map(|track| (scheme, track)));
                    expected.extend(pairs.map(|(scheme, track)| format!("Tc{scheme}{period}{track}")));
                } else {
                    indexes.iter().cloned().flatten().for_each(|index| expected.push(format!("Tc{period}{index}")));
                }
            }
            prop_assert_eq!(grid.count(), expected.len() as u64);
            for start in 0..expected.len() + 3 {
                let rest = expected.get(start..).unwrap_or_default();
                prop_assert_eq!(&messages(&grid, start as u64, usize::MAX), rest);
            }
        }
    }

    #[test]
    fn the_largest_grid_is_counted_and_its_end_is_reached() {
        let all = [0..=u32::MAX];
        let mut grid = Grid {
            tenant_id: "",
            content_id: "c",
            content_key_period_indexes: &all,
            keys: Keys::V1 {
                key_id_indexes: &all,
            },
        };
        assert_eq!(grid.count(), u64::MAX);
        assert_eq!(
            messages(&grid, u64::MAX - 2, 2),
            ["c42949672954294967293", "c42949672954294967294"]
        );
        grid.keys = Keys::V1 {
            key_id_indexes: &[7..=7],
        };
        assert_eq!(messages(&grid, u64::from(u32::MAX), 9), ["c42949672957"]);
    }

    #[test]
    fn a_list_without_an_entry_gives_no_combination() {
        let grid = Grid {
            tenant_id: "T",
            content_id: "c",
            content_key_period_indexes: &[0..=9],
            keys: Keys::V1 {
                key_id_indexes: &[],
            },
        };
        assert_eq!((grid.count(), grid.inputs(0).count()), (0, 0));
    }
}
