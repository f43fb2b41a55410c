//! The key ids of grids, sixteen at a time.

use super::lanes::{Batch, KeyIdBytes, Level, Prefix};
use super::{Grid, Input, V1, V2};

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
/// deriver.start(&grid);
/// grid.for_each(0..u64::MAX, |input| key_ids.extend_from_slice(deriver.push(&input).unwrap_or_default()));
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
            period: Decimal::default(),
            index: Decimal::default(),
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
            super::Kinds::V2 { protection_schemes: [scheme], .. } => {
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
        let Self { batch, tenant, beginning, period, index, .. } = self;
        let period = period.digits(input.content_key_period_index());
        match *input {
            Input::V1(V1 { content_id, key_id_index, .. }) => {
                let index = index.digits(key_id_index);
                match self.shared {
                    Shared::Tenant => batch.push(tenant, &[content_id.as_bytes(), period, index]),
                    Shared::Content | Shared::Scheme => batch.push(beginning, &[period, index]),
                }
            }
            Input::V2(V2 { content_id, protection_scheme, intended_track_type, .. }) => {
                let (scheme, track_type) = (protection_scheme.as_bytes(), intended_track_type.as_bytes());
                match self.shared {
                    Shared::Tenant => batch.push(tenant, &[content_id.as_bytes(), scheme, period, track_type]),
                    Shared::Content => batch.push(beginning, &[scheme, period, track_type]),
                    Shared::Scheme => batch.push(beginning, &[period, track_type]),
                }
            }
        }
    }

    /// Gives the key ids of the inputs since the last sixteen.
    pub fn finish(&mut self) -> &[KeyIdBytes] {
        self.batch.finish()
    }
}

/// The digits of a number that is mostly the last one, or the next.
#[derive(Debug)]
struct Decimal {
    value: u32,
    text: [u8; 10],
    length: usize,
}

impl Default for Decimal {
    fn default() -> Self {
        Self { value: 0, text: [b'0'; 10], length: 1 }
    }
}

impl Decimal {
    fn digits(&mut self, value: u32) -> &[u8] {
        if value != self.value {
            let last = &mut self.text[self.length - 1];
            if value.wrapping_sub(1) == self.value && *last != b'9' {
                *last += 1;
            } else {
                let mut buffer = itoa::Buffer::new();
                let text = buffer.format(value).as_bytes();
                self.text[..text.len()].copy_from_slice(text);
                self.length = text.len();
            }
            self.value = value;
        }
        &self.text[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Decimal, Deriver};
    use crate::speke::lanes::Level;
    use crate::speke::{Grid, KeyId, Kinds};

    proptest! {
        #[test]
        fn digits_are_those_of_the_number(numbers in prop::collection::vec((any::<u32>(), 0..30u32), 1..9)) {
            let mut decimal = Decimal::default();
            for number in numbers.into_iter().flat_map(|(first, more)| first..=first.saturating_add(more)) {
                prop_assert_eq!(decimal.digits(number).to_vec(), number.to_string().into_bytes());
            }
        }

        #[test]
        fn grids_after_grids_give_what_one_input_alone_gives(
            contents in prop::collection::vec(("[TU]{1,70}", "\\PC{1,90}", 0..4u32, 1..3usize, any::<bool>()), 1..20),
        ) {
            let mut deriver = Deriver::new(Level::detect());
            let (mut expected, mut key_ids) = (Vec::new(), Vec::new());
            for (tenant_id, content_id, more, schemes, v2) in &contents {
                let key_id_indexes = &[9..=9 + *more];
                let kinds = if *v2 {
                    Kinds::V2 { protection_schemes: &["cenc", "cbcs"][..*schemes], intended_track_types: &["VIDEO", "AUDIO"][..*schemes] }
                } else {
                    Kinds::V1 { key_id_indexes }
                };
                let grid = Grid { tenant_id, content_id, content_key_period_indexes: &[0..=*more], kinds };
                deriver.start(&grid);
                grid.for_each(0..u64::MAX, |input| {
                    expected.push(input.key_id());
                    key_ids.extend_from_slice(deriver.push(&input).unwrap_or_default());
                });
            }
            key_ids.extend_from_slice(deriver.finish());
            let key_ids: Vec<_> = key_ids.into_iter().map(|bytes| KeyId::from_bytes(bytes).swapped()).collect();
            prop_assert_eq!(key_ids, expected);
        }
    }
}
