//! All combinations of the inputs of a content's key IDs.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use super::{Input, V1, V2, Version};

/// One content, and lists of all other inputs of its key IDs.
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
/// let first = grid.inputs(0..1).next().ok_or("the grid is empty")?;
/// assert_eq!(first.key_id().to_string(), "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a");
///
/// let tenant = grid.tenant_id.len();
/// let last: Vec<_> = grid.inputs(47..50).map(|input| input.message().split_off(tenant)).collect();
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
        /// The track types of each scheme, in order.
        intended_track_types: &'a [Cow<'a, str>],
    },
}

impl<'a> Grid<'a> {
    /// The number of combinations, at most `u64::MAX`.
    #[must_use]
    pub fn count(&self) -> u64 {
        count(self.content_key_period_indexes).saturating_mul(self.keys.count())
    }

    /// The combination, if there is exactly one.
    pub(super) fn only(&self) -> Option<Input<'a>> {
        let Self {
            tenant_id,
            content_id,
            ..
        } = *self;
        let content_key_period_index = only(self.content_key_period_indexes)?;
        match self.keys {
            Keys::V1 { key_id_indexes } => Some(Input::V1(V1 {
                tenant_id,
                content_id,
                content_key_period_index,
                key_id_index: only(key_id_indexes)?,
            })),
            Keys::V2 {
                protection_schemes: [protection_scheme],
                intended_track_types: [intended_track_type],
            } => Some(Input::V2(V2 {
                tenant_id,
                content_id,
                content_key_period_index,
                protection_scheme,
                intended_track_type,
            })),
            Keys::V2 { .. } => None,
        }
    }

    /// The combinations in a range of positions, which start at 0: by period, then by key.
    #[must_use]
    pub fn inputs(&self, places: Range<u64>) -> Inputs<'a> {
        let width = self.keys.count().max(1);
        let mut periods = Numbers {
            ranges: self.content_key_period_indexes,
            skip: places.start / width,
        };
        Inputs {
            grid: *self,
            period: periods.next(),
            periods,
            keys: PeriodKeys::new(self.keys, places.start % width),
            left: places.end.saturating_sub(places.start),
        }
    }
}

/// Combinations of a [`Grid`], in order.
#[derive(Debug, Clone)]
pub struct Inputs<'a> {
    grid: Grid<'a>,
    /// The current period and the later ones.
    period: Option<u32>,
    periods: Numbers<'a>,
    /// The remaining keys of the current period.
    keys: PeriodKeys<'a>,
    /// The largest number of combinations to return.
    left: u64,
}

/// One of the [`Keys`].
pub(super) enum Key<'a> {
    /// Its number.
    V1(u32),
    /// Its protection scheme and track type.
    V2(&'a str, &'a str),
}

impl<'a> Inputs<'a> {
    /// The current period, if any combination is left.
    #[inline]
    pub(super) fn period(&self) -> Option<u32> {
        self.period.filter(|_| self.left > 0)
    }

    /// The next key of the current period. After the last one, moves to the next period.
    #[inline]
    pub(super) fn next_key(&mut self) -> Option<Key<'a>> {
        let key = self.keys.next();
        if key.is_some() {
            self.left = self.left.checked_sub(1)?;
        } else {
            self.period = self.periods.next();
            self.keys = PeriodKeys::new(self.grid.keys, 0);
        }
        key
    }
}

impl<'a> Iterator for Inputs<'a> {
    type Item = Input<'a>;

    fn next(&mut self) -> Option<Input<'a>> {
        let Grid {
            tenant_id,
            content_id,
            ..
        } = self.grid;
        loop {
            let content_key_period_index = self.period()?;
            match self.next_key() {
                Some(Key::V1(key_id_index)) => {
                    return Some(Input::V1(V1 {
                        tenant_id,
                        content_id,
                        content_key_period_index,
                        key_id_index,
                    }));
                }
                Some(Key::V2(protection_scheme, intended_track_type)) => {
                    return Some(Input::V2(V2 {
                        tenant_id,
                        content_id,
                        content_key_period_index,
                        protection_scheme,
                        intended_track_type,
                    }));
                }
                None => {}
            }
        }
    }
}

/// The remaining keys of a period.
#[derive(Debug, Clone)]
enum PeriodKeys<'a> {
    V1(Numbers<'a>),
    V2 {
        protection_schemes: &'a [Cow<'a, str>],
        /// The remaining track types of the first scheme, and those of each scheme.
        intended_track_types: &'a [Cow<'a, str>],
        all_track_types: &'a [Cow<'a, str>],
    },
}

impl<'a> PeriodKeys<'a> {
    /// The keys without the first `skip` ones.
    fn new(keys: Keys<'a>, skip: u64) -> Self {
        match keys {
            Keys::V1 { key_id_indexes } => Self::V1(Numbers {
                ranges: key_id_indexes,
                skip,
            }),
            Keys::V2 {
                protection_schemes,
                intended_track_types,
            } => {
                let skip = usize::try_from(skip).unwrap_or(usize::MAX);
                let width = intended_track_types.len().max(1);
                Self::V2 {
                    protection_schemes: protection_schemes.get(skip / width..).unwrap_or_default(),
                    intended_track_types: &intended_track_types[skip % width..],
                    all_track_types: intended_track_types,
                }
            }
        }
    }
}

impl<'a> Iterator for PeriodKeys<'a> {
    type Item = Key<'a>;

    fn next(&mut self) -> Option<Key<'a>> {
        match self {
            Self::V1(indexes) => indexes.next().map(Key::V1),
            Self::V2 {
                protection_schemes,
                intended_track_types,
                all_track_types,
            } => {
                let (scheme, other_schemes) = protection_schemes.split_first()?;
                let (track_type, other_types) = intended_track_types.split_first()?;
                *intended_track_types = other_types;
                if other_types.is_empty() {
                    (*protection_schemes, *intended_track_types) =
                        (other_schemes, *all_track_types);
                }
                Some(Key::V2(scheme, track_type))
            }
        }
    }
}

/// The numbers of ranges without the first `skip` ones.
#[derive(Debug, Clone)]
struct Numbers<'a> {
    ranges: &'a [RangeInclusive<u32>],
    skip: u64,
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        loop {
            let (range, others) = self.ranges.split_first()?;
            let number = u64::from(*range.start()) + self.skip;
            if number <= u64::from(*range.end()) {
                self.skip += 1;
                return u32::try_from(number).ok();
            }
            self.skip -= length(range);
            self.ranges = others;
        }
    }
}

impl Keys<'_> {
    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        match self {
            Self::V1 { .. } => Version::V1,
            Self::V2 { .. } => Version::V2,
        }
    }

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

/// The number, if there is exactly one.
fn only(ranges: &[RangeInclusive<u32>]) -> Option<u32> {
    match ranges {
        [range] if range.start() == range.end() => Some(*range.start()),
        _ => None,
    }
}

/// The number of elements in all ranges.
fn count(ranges: &[RangeInclusive<u32>]) -> u64 {
    ranges.iter().map(length).sum()
}

fn length(range: &RangeInclusive<u32>) -> u64 {
    (u64::from(*range.end()) + 1).saturating_sub(u64::from(*range.start()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Cow, Grid, Keys, Range};

    fn messages(grid: &Grid<'_>, places: Range<u64>) -> Vec<String> {
        let inputs = grid.inputs(places);
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
                let start = start as u64;
                prop_assert_eq!(&messages(&grid, start..u64::MAX), rest);
                prop_assert_eq!(&messages(&grid, start..start + 5), &rest[..rest.len().min(5)]);
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
            messages(&grid, u64::MAX - 2..u64::MAX),
            ["c42949672954294967293", "c42949672954294967294"]
        );
        grid.keys = Keys::V1 {
            key_id_indexes: &[7..=7],
        };
        assert_eq!(
            messages(&grid, u64::from(u32::MAX)..u64::MAX),
            ["c42949672957"]
        );
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
        assert_eq!((grid.count(), grid.inputs(0..9).count()), (0, 0));
    }
}
