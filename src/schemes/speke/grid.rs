//! All combinations of what the key ids of a content follow from.

use std::fmt;
use std::ops::{Range, RangeInclusive};

use super::{KeyId, V1, V2};

/// What a key id follows from, in either version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input<'a> {
    /// Version 1.
    V1(V1<'a>),
    /// Version 2.
    V2(V2<'a>),
}

impl<'a> Input<'a> {
    /// The text that is hashed.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::V1(input) => input.message(),
            Self::V2(input) => input.message(),
        }
    }

    /// The key id.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        match self {
            Self::V1(input) => input.key_id(),
            Self::V2(input) => input.key_id(),
        }
    }

    /// The tenant.
    #[must_use]
    pub fn tenant_id(&self) -> &'a str {
        match self {
            Self::V1(input) => input.tenant_id,
            Self::V2(input) => input.tenant_id,
        }
    }

    /// The content.
    #[must_use]
    pub fn content_id(&self) -> &'a str {
        match self {
            Self::V1(input) => input.content_id,
            Self::V2(input) => input.content_id,
        }
    }

    /// The crypto period.
    #[must_use]
    pub fn content_key_period_index(&self) -> u32 {
        match self {
            Self::V1(input) => input.content_key_period_index,
            Self::V2(input) => input.content_key_period_index,
        }
    }
}

impl fmt::Display for Input<'_> {
    /// The fields by their names, in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tenant_id, content_id, period) = (
            self.tenant_id(),
            self.content_id(),
            self.content_key_period_index(),
        );
        write!(
            f,
            "tenant id {tenant_id}, content id {content_id}, content key period index {period}, "
        )?;
        match self {
            Self::V1(input) => write!(f, "key id index {}", input.key_id_index),
            Self::V2(V2 {
                protection_scheme,
                intended_track_type,
                ..
            }) => {
                write!(
                    f,
                    "protection scheme {protection_scheme}, intended track type {intended_track_type}"
                )
            }
        }
    }
}

/// One content, and lists of all else that its key ids follow from.
///
/// ```
/// use countersign::speke::{Grid, Kinds};
/// let kinds = Kinds::V2 { protection_schemes: &["cenc"], intended_track_types: &["VIDEO", "AUDIO"] };
/// let grid = Grid { tenant_id: "T", content_id: "film", content_key_period_indexes: &[0..=23, 11425..=11425], kinds };
/// assert_eq!(grid.count(), 50);
///
/// let mut messages = Vec::new();
/// grid.for_each(47..u64::MAX, |input| messages.push(input.message()));
/// assert_eq!(messages, ["Tfilmcenc23AUDIO", "Tfilmcenc11425VIDEO", "Tfilmcenc11425AUDIO"]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Grid<'a> {
    /// The tenant.
    pub tenant_id: &'a str,
    /// The content.
    pub content_id: &'a str,
    /// The crypto periods, in order.
    pub content_key_period_indexes: &'a [RangeInclusive<u32>],
    /// What each period is combined with.
    pub kinds: Kinds<'a>,
}

/// What each crypto period is combined with.
#[derive(Debug, Clone, Copy)]
pub enum Kinds<'a> {
    /// Version 1.
    V1 {
        /// Which keys of the content, in order.
        key_id_indexes: &'a [RangeInclusive<u32>],
    },
    /// Version 2: every scheme with every track type, the scheme outermost.
    V2 {
        /// The protection schemes.
        protection_schemes: &'a [&'a str],
        /// What the keys encrypt.
        intended_track_types: &'a [&'a str],
    },
}

impl<'a> Grid<'a> {
    /// How many combinations there are; `u64::MAX` also stands for more.
    #[must_use]
    pub fn count(&self) -> u64 {
        count(self.content_key_period_indexes).saturating_mul(self.kinds.count())
    }

    /// Gives the combinations of a `slice` of all, the period outermost, in the order of the lists. What of the slice lies behind the end is empty.
    pub fn for_each(&self, slice: Range<u64>, mut give: impl FnMut(Input<'a>)) {
        if let Some(input) = self.only().filter(|_| slice.contains(&0)) {
            return give(input);
        }
        let kinds = self.kinds.count();
        let mut left = slice.end.min(self.count()).saturating_sub(slice.start);
        if left == 0 {
            return;
        }
        let (periods, mut skip) = (slice.start / kinds, slice.start % kinds);
        for period in rest(self.content_key_period_indexes, periods).flatten() {
            let take = left.min(kinds - skip);
            self.of_period(period, skip..skip + take, &mut give);
            (skip, left) = (0, left - take);
            if left == 0 {
                return;
            }
        }
    }

    /// The combination, if there is but one: most contents of a catalogue have no more, and counting costs.
    pub(super) fn only(&self) -> Option<Input<'a>> {
        let Self {
            tenant_id,
            content_id,
            content_key_period_indexes: [period],
            kinds,
        } = *self
        else {
            return None;
        };
        let content_key_period_index = *period.start();
        match kinds {
            _ if period.start() != period.end() => None,
            Kinds::V1 {
                key_id_indexes: [index],
            } if index.start() == index.end() => Some(Input::V1(V1 {
                tenant_id,
                content_id,
                content_key_period_index,
                key_id_index: *index.start(),
            })),
            Kinds::V2 {
                protection_schemes: [protection_scheme],
                intended_track_types: [intended_track_type],
            } => Some(Input::V2(V2 {
                tenant_id,
                content_id,
                protection_scheme,
                content_key_period_index,
                intended_track_type,
            })),
            Kinds::V1 { .. } | Kinds::V2 { .. } => None,
        }
    }

    fn of_period(
        &self,
        content_key_period_index: u32,
        kinds: Range<u64>,
        give: &mut impl FnMut(Input<'a>),
    ) {
        let Self {
            tenant_id,
            content_id,
            ..
        } = *self;
        match self.kinds {
            Kinds::V1 { key_id_indexes } => {
                for (_, key_id_index) in kinds
                    .clone()
                    .zip(rest(key_id_indexes, kinds.start).flatten())
                {
                    give(Input::V1(V1 {
                        tenant_id,
                        content_id,
                        content_key_period_index,
                        key_id_index,
                    }));
                }
            }
            Kinds::V2 {
                protection_schemes,
                intended_track_types,
            } => {
                let pairs = protection_schemes.iter().flat_map(|scheme| {
                    intended_track_types
                        .iter()
                        .map(move |track_type| (scheme, track_type))
                });
                for (_, (protection_scheme, intended_track_type)) in (0..kinds.end)
                    .zip(pairs)
                    .skip_while(|(place, _)| *place < kinds.start)
                {
                    give(Input::V2(V2 {
                        tenant_id,
                        content_id,
                        protection_scheme,
                        content_key_period_index,
                        intended_track_type,
                    }));
                }
            }
        }
    }
}

impl Kinds<'_> {
    /// How many combinations there are for each period.
    #[must_use]
    pub fn count(&self) -> u64 {
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

/// The ranges without the first `skip` of their numbers.
pub(super) fn rest(
    ranges: &[RangeInclusive<u32>],
    mut skip: u64,
) -> impl Iterator<Item = RangeInclusive<u32>> {
    ranges.iter().filter_map(move |range| {
        let gone = skip.min(length(range));
        skip -= gone;
        let first = u32::try_from(u64::from(*range.start()) + gone).ok()?;
        Some(first..=*range.end())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Grid, Input, Kinds};

    fn messages(grid: &Grid<'_>, slice: std::ops::Range<u64>) -> Vec<String> {
        let mut messages = Vec::new();
        grid.for_each(slice, |input| messages.push(input.message()));
        messages
    }

    proptest! {
        #[test]
        fn slices_of_any_width_are_the_whole(
            periods in prop::collection::vec((0..50u32, 0..9u32), 1..5),
            indexes in prop::collection::vec((0..50u32, 0..5u32), 1..4),
            width in 1..40u64,
            v2: bool,
        ) {
            let ranges = |pairs: &[(u32, u32)]| pairs.iter().map(|(first, more)| *first..=first + more).collect::<Vec<_>>();
            let (periods, indexes) = (ranges(&periods), ranges(&indexes));
            let schemes = &["cenc", "cbcs", "cens"][..indexes.len().min(3)];
            let kinds = if v2 {
                Kinds::V2 { protection_schemes: schemes, intended_track_types: &["VIDEO", "AUDIO"] }
            } else {
                Kinds::V1 { key_id_indexes: &indexes }
            };
            let grid = Grid { tenant_id: "T", content_id: "c", content_key_period_indexes: &periods, kinds };
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
            prop_assert_eq!(&messages(&grid, 0..u64::MAX), &expected);
            let mut joined = Vec::new();
            for start in (0..grid.count() + 50).step_by(usize::try_from(width).unwrap_or(1)) {
                joined.extend(messages(&grid, start..start + width));
            }
            prop_assert_eq!(&joined, &expected);
        }
    }

    #[test]
    fn the_largest_grid_is_counted_and_its_end_is_reached() {
        let all = [0..=u32::MAX];
        let kinds = Kinds::V1 {
            key_id_indexes: &all,
        };
        let grid = Grid {
            tenant_id: "",
            content_id: "c",
            content_key_period_indexes: &all,
            kinds,
        };
        assert_eq!(grid.count(), u64::MAX);
        assert_eq!(
            messages(&grid, u64::MAX - 2..u64::MAX),
            ["c42949672954294967293", "c42949672954294967294"]
        );
        let mut last = None;
        let one = Grid {
            kinds: Kinds::V1 {
                key_id_indexes: &[7..=7],
            },
            ..grid
        };
        one.for_each(u64::from(u32::MAX)..u64::MAX, |input: Input<'_>| {
            last = Some(input.content_key_period_index());
        });
        assert_eq!(last, Some(u32::MAX));
    }
}
